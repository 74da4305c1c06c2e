/** Bringing an event's terms into its copy. */
import type { Ctx } from '#platform/ctx.ts';

/** The copy begins with the text that counts; what counted before stays behind. */
export async function copyTerms(
  ctx: Ctx,
  { fromEventId, toEventId }: { fromEventId: number; toEventId: number },
): Promise<void> {
  const row = await ctx.db
    .selectFrom('eventTerms')
    .select(['text', 'sha256'])
    .where('eventId', '=', fromEventId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row?.text)
    await ctx.db
      .insertInto('eventTerms')
      .values({ ...row, eventId: toEventId, createdAt: new Date(ctx.now) })
      .execute();
}
