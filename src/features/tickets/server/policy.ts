/** Who sees what of the shop. */
import type { EventScope } from '#features/events/server/policy.ts';
import { findPermission } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden } from '#platform/errors.ts';

/**
 * Whether the actor sees hidden ticket types too: who may edit them. A member whose sign-in is too weak for that sees
 * what everybody sees.
 */
export async function seesWholeShop(ctx: Ctx, { organizerId, eventId }: EventScope): Promise<boolean> {
  try {
    const permission = await findPermission(ctx, { organizerId, eventId });
    return permission?.allows('edit-tickets') ?? false;
  } catch (error) {
    if (error instanceof Forbidden) return false;
    throw error;
  }
}
