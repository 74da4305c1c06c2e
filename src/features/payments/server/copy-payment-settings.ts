/** Bringing the ways to pay into the copy of an event. */
import type { Ctx } from '#platform/ctx.ts';

/** Copies the account and the ways to pay. */
export async function copyPaymentSettings(
  ctx: Ctx,
  { fromEventId, toEventId: eventId }: { fromEventId: number; toEventId: number },
): Promise<void> {
  const settings = await ctx.db
    .selectFrom('paymentSettings')
    .selectAll()
    .where('eventId', '=', fromEventId)
    .executeTakeFirst();
  if (settings)
    await ctx.db
      .insertInto('paymentSettings')
      .values({ ...settings, eventId })
      .execute();
  const methods = await ctx.db.selectFrom('paymentMethods').selectAll().where('eventId', '=', fromEventId).execute();
  if (methods.length > 0)
    await ctx.db
      .insertInto('paymentMethods')
      .values(methods.map((method) => ({ ...method, eventId })))
      .execute();
}
