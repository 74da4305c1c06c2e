/** A member of the team asks how their account stands. */
import { noOrganizer, type OrganizerScope, requireRight } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { FoyerError } from '#platform/errors.ts';
import { limitRate } from '#platform/rate-limit.ts';
import { findConnection } from './queries.ts';
import { refreshAccountStatus } from './refresh-account-status.ts';

/** More says nothing new. */
const LIMIT = { attempts: 20, seconds: 600 };

/**
 * Asks Stripe where there is somebody to ask about. False where Stripe gave no answer, or was asked too often.
 * @throws Forbidden, NotFound
 */
export async function refreshOwnAccount(ctx: Ctx, scope: OrganizerScope): Promise<boolean> {
  await requireRight(ctx, scope, 'manage-payouts', noOrganizer(scope.slug));
  const connection = await findConnection(ctx, scope);
  if (!connection?.account) return true;
  try {
    await limitRate(ctx, `stripe:ask:${scope.organizerId}`, LIMIT);
    await refreshAccountStatus(ctx, connection.account);
    return true;
  } catch (error) {
    if (!(error instanceof FoyerError)) throw error;
    ctx.log.warn({ err: error, organizer: scope.slug }, 'Stripe did not say how an account stands');
    return false;
  }
}
