/** The rows of connected accounts: what is secret in them is sealed, and bound to the organizer. */
import type { Ctx } from '#platform/ctx.ts';
import { getRuntime } from '#platform/runtime.ts';
import { hashFor, seal, unseal } from '#platform/seal.ts';
import type { AccountKind, AccountStatus } from '../account.ts';
import type { Grant } from './stripe-client.ts';

const PURPOSE = 'stripe-account';

/** By what the organizers of an account are found. */
export function hashAccount(account: string): string {
  return hashFor(getRuntime().config.secret, PURPOSE, account);
}

/** What was sealed for that organizer; undefined where it cannot be opened any more. */
export function openGrant(organizerId: number, sealed: string): Grant | undefined {
  const text = unseal(getRuntime().config.secret, { purpose: PURPOSE, owner: String(organizerId) }, sealed);
  return text === undefined ? undefined : (JSON.parse(text) as Grant);
}

/** Of an account of which Stripe was not asked yet. */
export const UNKNOWN_STATUS: AccountStatus = {
  name: '',
  chargesEnabled: false,
  payoutsEnabled: false,
  detailsSubmitted: false,
  due: [],
  inReview: false,
};

export type KeepAccount = { organizerId: number; kind: AccountKind; grant: Grant; status: AccountStatus | undefined };

/**
 * Writes the connection in place of the organizer's former one, in the caller's transaction. The organizer is locked
 * already.
 */
export async function storeAccount(
  { db, now, actor }: Ctx,
  { organizerId, kind, grant, status }: KeepAccount,
): Promise<void> {
  const sealed = seal(
    getRuntime().config.secret,
    { purpose: PURPOSE, owner: String(organizerId) },
    JSON.stringify(grant),
  );
  await db.deleteFrom('stripeAccounts').where('organizerId', '=', organizerId).execute();
  await db
    .insertInto('stripeAccounts')
    .values({
      organizerId,
      kind,
      sealed,
      accountHash: hashAccount(grant.account),
      live: grant.live,
      ...(status ?? UNKNOWN_STATUS),
      connectedBy: actor.kind === 'user' ? actor.userId : null,
      connectedAt: new Date(now),
      checkedAt: status ? new Date(now) : null,
    })
    .execute();
}
