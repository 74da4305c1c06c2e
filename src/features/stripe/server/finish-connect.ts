/** Taking somebody back who was at Stripe's authorization page. */
import { limitAttempts } from '#features/accounts/server/policy.ts';
import { hashSecret } from '#features/accounts/server/queries.ts';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden, type FoyerError, Invalid, NotFound, Unavailable } from '#platform/errors.ts';
import { wordReason } from '#platform/i18n/problem.ts';
import { transact } from '#platform/transact.ts';
import type { Failure, AccountStatus } from '../account.ts';
import { plainWords } from '../plain-words.ts';
import { connectAccount } from './connect-account.ts';
import { listOrganizersOfAccount } from './queries.ts';
import { pollAccount } from './poll-account.ts';
import { deauthorizeAccount, exchangeCode, type Grant, getStripeSettings } from './stripe-client.ts';

export type FinishConnect = {
  /** What Stripe sent along. */
  query: URLSearchParams;
  /** What stands in the browser's cookie. */
  browser: string | undefined;
  client: string;
};
/** `attempt` where the attempt was this browser's and person's: it holds what Stripe said. */
export type Finished = { kind: 'connected'; next: string } | { kind: 'failed'; why: Failure; attempt: string | null };

type Attempt = { id: string; organizer: string; next: string };

class Refused extends Error {
  readonly why: Failure;
  constructor(why: Failure, words = '') {
    super(words);
    this.why = why;
  }
}

/**
 * Takes Stripe's answer: once, within its time, from the browser and for the person that began, while they still have
 * the right. Everything else changes nothing and says why. A permission that is of no use to us is given back to
 * Stripe.
 * @throws TooMany
 */
export async function finishConnect(ctx: Ctx, { query, browser, client }: FinishConnect): Promise<Finished> {
  await limitAttempts(ctx, 'token', { address: client });
  const attempt = await takeAttempt(ctx, query.get('state') ?? '', browser);
  if (typeof attempt === 'string') return { kind: 'failed', why: attempt, attempt: null };
  try {
    await connect(ctx, attempt, query);
    return { kind: 'connected', next: attempt.next };
  } catch (error) {
    const { why, message } = refusalOf(error);
    if (message)
      await transact(
        ctx,
        async ({ db }) =>
          void (await db.updateTable('stripeAttempts').set({ words: message }).where('id', '=', attempt.id).execute()),
      );
    ctx.log.info({ organizer: attempt.organizer, why, words: message }, 'an account at Stripe was not connected');
    return { kind: 'failed', why, attempt: attempt.id };
  }
}

async function connect(ctx: Ctx, attempt: Attempt, query: URLSearchParams): Promise<void> {
  const settings = getStripeSettings();
  const denied = query.get('error');
  if (denied !== null)
    throw new Refused(
      denied === 'access_denied' ? 'denied' : 'refused',
      plainWords(query.get('error_description') ?? denied),
    );
  const scope = await authoriseOrganizer(ctx, attempt.organizer, 'manage-payouts');
  const grant = await exchangeCode(settings, query.get('code') ?? '');
  try {
    if (grant.live !== settings.live) throw new Refused('wrong-mode');
    await connectAccount(ctx, scope, { kind: 'oauth', grant, status: await statusOf(ctx, scope, grant) });
  } catch (error) {
    await giveBack(ctx, grant);
    throw error;
  }
}

/** Undefined where Stripe does not say it just now: it is asked again later. */
async function statusOf(ctx: Ctx, { slug }: OrganizerScope, { account }: Grant): Promise<AccountStatus | undefined> {
  try {
    const found = await pollAccount(account);
    if (found === 'gone') throw new Refused('refused', wordReason({ code: 'stripe.revoked', values: {} }, ctx.locale));
    return found;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    ctx.log.warn({ organizer: slug, err: error }, 'Stripe did not say how a new account stands');
    return undefined;
  }
}

/** Nobody here needs the permission, unless others use the same account. */
async function giveBack(ctx: Ctx, { account }: Grant): Promise<void> {
  if ((await listOrganizersOfAccount(ctx, account)).length > 0) return;
  await deauthorizeAccount(getStripeSettings(), account).catch((error: unknown) =>
    ctx.log.warn({ err: error }, 'a permission at Stripe that is of no use was not given back'),
  );
}

function refusalOf(error: unknown): { why: Failure; message: string } {
  if (error instanceof Refused) return { why: error.why, message: error.message };
  if (error instanceof Forbidden || error instanceof NotFound) return { why: 'no-right', message: '' };
  if (error instanceof Conflict && error.code === 'another') return { why: 'another', message: '' };
  if (error instanceof Unavailable) return { why: 'unreachable', message: '' };
  if (error instanceof Invalid || error instanceof Conflict)
    return { why: 'refused', message: (error as FoyerError).message };
  throw error;
}

/** Uses the attempt up, or says why it cannot be used. A browser or person that did not begin it leaves it as it is. */
async function takeAttempt(ctx: Ctx, state: string, browser: string | undefined): Promise<Attempt | Failure> {
  const { actor } = ctx;
  return transact(ctx, async ({ db, now }) => {
    const row = await db
      .selectFrom('stripeAttempts')
      .selectAll()
      .where('kind', '=', 'oauth')
      .where('stateHash', '=', hashSecret(state))
      .forUpdate()
      .executeTakeFirst();
    if (!row || state === '') return 'unknown';
    if (!browser || row.browserHash !== hashSecret(browser)) return 'other-browser';
    if (actor.kind !== 'user' || actor.userId !== row.userId) return 'other-person';
    if (row.usedAt !== null) return 'replayed';
    if (row.expiresAt <= now) return 'expired';
    await db
      .updateTable('stripeAttempts')
      .set({ usedAt: new Date(now) })
      .where('id', '=', row.id)
      .execute();
    const { slug } = await db
      .selectFrom('organizers')
      .select('slug')
      .where('id', '=', row.organizerId)
      .executeTakeFirstOrThrow();
    return { id: row.id, organizer: slug, next: row.nextPath };
  });
}
