/** Proving again who one is, within a session: before what adds a way into the account. */
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { listWaysIn } from './connect-identity.ts';
import { requirePerson } from './policy.ts';

/** How a person may prove it. `link`: by a mail, for who has neither password nor second factor. */
export type ProofWays = { password: boolean; code: boolean; passkey: boolean; services: string[]; link: boolean };

/** What that is for the actor. @throws Forbidden for nobody */
export async function listProofWays(ctx: Ctx): Promise<ProofWays> {
  const { userId } = requirePerson(ctx);
  const { password, passkeys, identities } = await listWaysIn(ctx, userId);
  const { twoFactorEnabled } = await ctx.db
    .selectFrom('users')
    .select('twoFactorEnabled')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return {
    password,
    code: twoFactorEnabled,
    passkey: passkeys > 0,
    // Where a second factor is in force it is asked for: neither a service nor a mail stands in for it.
    services: password || twoFactorEnabled ? [] : identities.map(({ provider }) => provider),
    link: !password && !twoFactorEnabled,
  };
}

/** Notes that the session with that token has proved it, a moment ago. Whoever calls has seen the proof. */
export async function recordProof(ctx: Ctx, token: string | undefined): Promise<void> {
  const { userId } = requirePerson(ctx);
  if (token === undefined) return;
  await transact(ctx, async ({ db, now }) => {
    await db
      .updateTable('authSessions')
      .set({ provenAt: new Date(now) })
      .where('token', '=', token)
      .where('userId', '=', userId)
      .execute();
  });
}
