/** Sending somebody to another service to sign in there. */
import { randomBytes } from 'node:crypto';
import { limitAttempts } from '#features/accounts/server/policy.ts';
import { hashSecret } from '#features/accounts/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { ATTEMPT_MINUTES, type Provider } from '../connection.ts';

export type BeginSignIn = {
  /** A path of ours, checked already. */
  next: string;
  /** Connect to the actor's account instead of signing in. */
  connects: boolean;
  /** Who asks: an address of the network. */
  client: string;
  /** Where the service sends the browser back to. */
  callback: string;
};

/**
 * Asks the service for a sign-in and notes it. `browser` is for a cookie of this browser alone: only with it the answer
 * counts, once and within ten minutes. It is a fresh one each time, so nobody can choose it for somebody else.
 * @throws TooMany; Unavailable and Invalid where the service does not answer as it should; Forbidden for nobody who
 * connects
 */
export async function beginSignIn(
  ctx: Ctx,
  provider: Provider,
  input: BeginSignIn,
): Promise<{ address: string; browser: string }> {
  const { actor } = ctx;
  if (input.connects && actor.kind !== 'user') throw new Forbidden('forbidden.sign_in');
  await limitAttempts(ctx, 'token', { address: input.client });
  const { address, token, secret } = await provider.begin(input.callback, ctx.now);
  const browser = randomBytes(32).toString('base64url');
  await transact(ctx, async ({ db, now }) => {
    await db
      .insertInto('signInAttempts')
      .values({
        provider: provider.id,
        browserHash: hashSecret(browser),
        requestToken: token,
        requestSecret: secret,
        userId: input.connects && actor.kind === 'user' ? actor.userId : null,
        nextPath: input.next,
        expiresAt: new Date(now + ATTEMPT_MINUTES * 60_000),
        createdAt: new Date(now),
      })
      .execute();
  });
  return { address, browser };
}
