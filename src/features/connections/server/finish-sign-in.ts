/** Taking somebody back who was with another service. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import {
  connectIdentity,
  createProvenAccount,
  findAccountByEmail,
  findIdentityOwner,
} from '#features/accounts/server/connect-identity.ts';
import { isProven, limitAttempts } from '#features/accounts/server/policy.ts';
import { hashSecret } from '#features/accounts/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, Unavailable, wordsOf } from '#platform/errors.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { postMail } from '#platform/mailer.ts';
import { transact } from '#platform/transact.ts';
import { ATTEMPT_MINUTES, type Failure, PENDING_MINUTES, type Profile, type Provider } from '../connection.ts';
import { writeConnectedLetter } from './mails.ts';

export const FETCH_PORTRAIT_QUEUE = 'fetch_portrait';

export type FinishSignIn = {
  /** What the service sent along. */
  query: URLSearchParams;
  /** What stands in the browser's cookie. */
  browser: string | undefined;
  client: string;
  callback: string;
};

/** What became of it. Only `sign-in` lets somebody in: begin the session for that account. */
export type Finished =
  | { kind: 'sign-in'; userId: string; next: string }
  | { kind: 'connected'; next: string }
  /** The service tells no address that was verified: the person has to prove one. */
  | { kind: 'address'; next: string }
  | { kind: 'failed'; why: Failure; connecting: boolean };

type Attempt = { secret: string; userId: string | null; next: string };

/**
 * Takes an answer of the service: once, within its time, from the browser that began, and for the person who began.
 * Everything else changes nothing and says why. An identity that is known lets its owner in; a new one becomes an
 * account where the service has verified the address, or waits for its address to be proven.
 * @throws TooMany
 */
export async function finishSignIn(ctx: Ctx, provider: Provider, input: FinishSignIn): Promise<Finished> {
  await limitAttempts(ctx, 'token', { address: input.client });
  const consent = provider.readConsent(input.query);
  const attempt = consent ? await takeAttempt(ctx, provider, consent.token, input.browser) : 'unknown';
  if (!consent || typeof attempt === 'string') return { kind: 'failed', why: attempt as Failure, connecting: false };
  const connecting = attempt.userId !== null;
  const fail = (why: Failure): Finished => ({ kind: 'failed', why, connecting });
  if (consent.denied) return fail('denied');
  if (connecting && !(ctx.actor.kind === 'user' && ctx.actor.userId === attempt.userId))
    return { kind: 'failed', why: 'other-person', connecting: false };
  try {
    const profile = await provider.finish(
      input.query,
      { token: consent.token, secret: attempt.secret, callback: input.callback },
      ctx.now,
    );
    return await transact(ctx, async (ctx) =>
      connecting
        ? connectActor(ctx, provider, profile, attempt)
        : signIn(ctx, provider, profile, attempt, input.browser as string),
    );
  } catch (error) {
    if (error instanceof Conflict) return fail(error.code as Failure);
    if (!(error instanceof Invalid || error instanceof Unavailable)) throw error;
    ctx.log.warn({ provider: provider.id, reason: wordsOf(error) }, 'a service did not prove who somebody is');
    return fail(error instanceof Invalid ? 'refused' : 'unreachable');
  }
}

/** Uses the attempt up, or says why it cannot be used. A browser that did not begin it leaves it as it is. */
async function takeAttempt(
  ctx: Ctx,
  provider: Provider,
  token: string,
  browser: string | undefined,
): Promise<Attempt | Failure> {
  return transact(ctx, async ({ db, now }) => {
    const row = await db
      .selectFrom('signInAttempts')
      .selectAll()
      .where('provider', '=', provider.id)
      .where('requestToken', '=', token)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return 'unknown';
    if (!browser || row.browserHash !== hashSecret(browser)) return 'other-browser';
    if (row.usedAt !== null) return 'replayed';
    if (row.expiresAt <= now) return 'expired';
    await db
      .updateTable('signInAttempts')
      .set({ usedAt: new Date(now), requestSecret: '' })
      .where('id', '=', row.id)
      .execute();
    return { secret: row.requestSecret, userId: row.userId, next: row.nextPath };
  });
}

/**
 * Another way into the account asks for a proof of late, as when the attempt began. Who is connected already has proved
 * by it who they are.
 */
async function connectActor(ctx: Ctx, provider: Provider, profile: Profile, attempt: Attempt): Promise<Finished> {
  const owner = await findIdentityOwner(ctx, { provider: provider.id, accountId: profile.accountId });
  if (owner !== null && owner === attempt.userId) return { kind: 'sign-in', userId: owner, next: attempt.next };
  if (!isProven(ctx.actor, ctx.now, ATTEMPT_MINUTES * 60_000))
    return { kind: 'failed', why: 'prove-first', connecting: true };
  await connect(ctx, provider, profile, attempt.userId as string);
  return { kind: 'connected', next: attempt.next };
}

async function signIn(
  ctx: Ctx,
  provider: Provider,
  profile: Profile,
  attempt: Attempt,
  browser: string,
): Promise<Finished> {
  const { next } = attempt;
  const owner = await findIdentityOwner(ctx, { provider: provider.id, accountId: profile.accountId });
  if (owner) return { kind: 'sign-in', userId: owner, next };
  if (!profile.email || !profile.emailVerified) {
    await storePending(ctx, provider, profile, next, browser);
    return { kind: 'address', next };
  }
  const known = await findAccountByEmail(ctx, profile.email);
  // Both sides have seen the address proven. Who has a second factor connects after giving it.
  if (known && (!known.emailVerified || known.twoFactorEnabled))
    return { kind: 'failed', why: 'address-known', connecting: false };
  const userId =
    known?.id ?? (await createProvenAccount(ctx, { email: profile.email, name: profile.name, locale: ctx.locale }))?.id;
  if (!userId) return { kind: 'failed', why: 'address-known', connecting: false };
  await connect(ctx, provider, profile, userId);
  return { kind: 'sign-in', userId, next };
}

/**
 * Writes the connection with all that follows from it, in the caller's transaction.
 * @throws Conflict (`taken`, `another`)
 */
export async function connect(ctx: Ctx, provider: Provider, profile: Profile, userId: string): Promise<void> {
  const { added, email, hasPicture } = await connectIdentity(ctx, {
    provider: provider.id,
    accountId: profile.accountId,
    userId,
    profile,
  });
  if (!hasPicture && profile.pictures.length > 0)
    await enqueue(ctx, FETCH_PORTRAIT_QUEUE, { userId, pictures: profile.pictures }, { key: userId });
  if (!added) return;
  const handle = profile.handle ? ` @${profile.handle}` : '';
  await writeAuditEntry(ctx, {
    organizerId: null,
    action: 'account.connect',
    subject: `${provider.name}${handle} to ${email}`,
  });
  await postMail(ctx, {
    to: email,
    kind: 'connection-added',
    ...writeConnectedLetter(provider.name, profile.handle, ctx.locale),
  });
}

async function storePending(
  { db, now }: Ctx,
  provider: Provider,
  profile: Profile,
  nextPath: string,
  browser: string,
): Promise<void> {
  await db
    .insertInto('pendingIdentities')
    .values({
      browserHash: hashSecret(browser),
      provider: provider.id,
      profile: JSON.stringify(profile),
      nextPath,
      expiresAt: new Date(now + PENDING_MINUTES * 60_000),
      createdAt: new Date(now),
    })
    .execute();
}
