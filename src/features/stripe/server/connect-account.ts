/** Writing that an organizer's card payments go to an account, with all that follows from it. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockTeam } from '#features/organizers/server/lock-team.ts';
import { noOrganizer, type OrganizerScope, requireRight } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { nameAccount } from '../account.ts';
import { type KeepAccount, storeAccount } from './store-account.ts';
import { postToOwners } from './post-to-owners.ts';
import { findConnection } from './queries.ts';

/**
 * The same account once more only renews what is kept of it. Locks the organizer.
 * @throws Conflict (`another`) where another account is connected, Forbidden and NotFound for who has lost the right
 * meanwhile
 */
export async function connectAccount(
  ctx: Ctx,
  scope: OrganizerScope,
  input: Omit<KeepAccount, 'organizerId'>,
): Promise<void> {
  const { organizerId, slug } = scope;
  const { grant, status } = input;
  await transact(ctx, async (ctx) => {
    await lockTeam(ctx, scope);
    await requireRight(ctx, scope, 'manage-payouts', noOrganizer(slug));
    const before = await findConnection(ctx, scope);
    if (before && before.account !== null && before.account !== grant.account && before.live === grant.live)
      throw new Conflict('another.account');
    await storeAccount(ctx, { organizerId, ...input });
    if (before?.account === grant.account && before.lettingGoAt === null && before.live === grant.live) return;
    const account = { name: status?.name ?? '', account: grant.account };
    await writeAuditEntry(ctx, {
      organizerId,
      action: 'stripe.connect',
      subject: 'an account at Stripe',
      after: { account: nameAccount(account), money: grant.live ? 'real' : 'test' },
    });
    await postToOwners(ctx, {
      organizerId,
      kind: 'stripe-connected',
      account,
      by: ctx.actor.kind === 'nobody' ? '' : ctx.actor.name,
    });
  });
}
