/** Ending sessions: who lost a phone signs it out from another. */
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { isUuid } from '#platform/ids.ts';
import { transact } from '#platform/transact.ts';
import { requirePerson } from './policy.ts';

/** Ends one of the actor's sessions. @throws NotFound where it is not theirs, or ended */
export async function revokeSession(ctx: Ctx, id: string): Promise<void> {
  const { userId } = requirePerson(ctx);
  await transact(ctx, async (ctx) => {
    const ended = isUuid(id)
      ? await ctx.db.deleteFrom('authSessions').where('id', '=', id).where('userId', '=', userId).executeTakeFirst()
      : undefined;
    if (!ended?.numDeletedRows) throw new NotFound('not_found.session_ended');
  });
}

/** Ends all of the actor's sessions but the one with the token `keep`; says how many. */
export async function revokeOtherSessions(ctx: Ctx, keep: string | undefined): Promise<number> {
  const { userId } = requirePerson(ctx);
  return transact(ctx, (ctx) => endSessions(ctx, userId, keep));
}

/** Within the caller's transaction. */
export async function endSessions(ctx: Ctx, userId: string, keep?: string): Promise<number> {
  let ending = ctx.db.deleteFrom('authSessions').where('userId', '=', userId);
  if (keep !== undefined) ending = ending.where('token', '!=', keep);
  return Number((await ending.executeTakeFirst()).numDeletedRows);
}

/** The actor's sessions no longer count as proven by two things, as where the second factor is given up. */
export async function weakenSessions(ctx: Ctx): Promise<void> {
  const { userId } = requirePerson(ctx);
  await transact(ctx, (ctx) =>
    ctx.db.updateTable('authSessions').set({ strong: false }).where('userId', '=', userId).execute(),
  );
}
