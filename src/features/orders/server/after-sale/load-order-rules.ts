/** What an event's organiser allows buyers once their order stands. */
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import type { Ctx } from '#platform/ctx.ts';
import { DEFAULT_RULES, type OrderRules, RULE_NAMES } from '../../after-sale.ts';

/** As the organiser set them, or as they are where nobody did. */
export async function loadOrderRules(ctx: Ctx, { eventId }: { eventId: number }): Promise<OrderRules> {
  return rememberOfEvent(ctx, eventId, 'order rules', async () => {
    const row = await ctx.db
      .selectFrom('orderRules')
      .select(RULE_NAMES)
      .where('eventId', '=', eventId)
      .executeTakeFirst();
    return row ?? DEFAULT_RULES;
  });
}
