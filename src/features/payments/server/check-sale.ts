/** What an event still needs before it is published, with what only the ways to pay know. */
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { getChecklist } from '#features/events/server/load-managed-event.ts';
import type { CheckLine } from '#features/events/wizard.ts';
import type { Ctx } from '#platform/ctx.ts';
import { listWaysInUse } from './queries.ts';

/**
 * The checklist of the event. Its tickets can be paid where a way to pay takes money now: one that is merely on may
 * still wait for its provider.
 */
export async function checkSale(ctx: Ctx, scope: EventScope): Promise<CheckLine[]> {
  const lines = await getChecklist(ctx, scope);
  if (!lines.some(({ check, done }) => check === 'payment' && done)) return lines;
  const { currency } = await getEventMoney(ctx, scope);
  const takesMoney = (await listWaysInUse(ctx, scope, currency)).length > 0;
  return lines.map((line) => (line.check === 'payment' ? { ...line, done: takesMoney } : line));
}
