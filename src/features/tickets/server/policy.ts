/** Who sees what of the shop. */
import type { EventScope } from '#features/events/server/policy.ts';
import { findStanding } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';

/** Whether the actor sees hidden ticket types too: who may edit them. */
export async function seesWholeShop(ctx: Ctx, { organizerId, eventId }: EventScope): Promise<boolean> {
  const standing = await findStanding(ctx, { organizerId, eventId });
  return standing?.allows('edit-tickets') ?? false;
}
