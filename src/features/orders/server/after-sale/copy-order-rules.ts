/** Bringing what buyers may do into the copy of an event. */
import { shiftInstant, type WallShift } from '#features/events/event-copy.ts';
import type { Ctx } from '#platform/ctx.ts';

/** Copies the rules of an event's orders; the moment until which one may cancel moves with the event. */
export async function copyOrderRules(
  ctx: Ctx,
  { fromEventId, toEventId: eventId, shift }: { fromEventId: number; toEventId: number; shift: WallShift },
): Promise<void> {
  const rules = await ctx.db.selectFrom('orderRules').selectAll().where('eventId', '=', fromEventId).executeTakeFirst();
  if (!rules) return;
  await ctx.db
    .insertInto('orderRules')
    .values({
      ...rules,
      eventId,
      cancelUntil: rules.cancelUntil === null ? null : new Date(shiftInstant(rules.cancelUntil, shift)),
    })
    .execute();
}
