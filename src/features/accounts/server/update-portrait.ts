/** Naming the file that is a person's picture. */
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';

/** The file that is this person's picture, null for none. @throws NotFound */
export async function getPortrait(ctx: Ctx, userId: string): Promise<number | null> {
  const user = await ctx.db.selectFrom('users').select('pictureId').where('id', '=', userId).executeTakeFirst();
  if (!user) throw new NotFound('not_found.account');
  return user.pictureId;
}

/**
 * Sets or takes away the picture and answers which file was it before. Whoever calls has put the file there and lets
 * the old one go. With `onlyIfNone` one that is there stays. @throws NotFound
 */
export async function updatePortrait(
  ctx: Ctx,
  input: { userId: string; mediaId: number | null; onlyIfNone?: boolean },
): Promise<{ changed: boolean; before: number | null }> {
  return transact(ctx, async (ctx) => {
    const user = await ctx.db
      .selectFrom('users')
      .select('pictureId')
      .where('id', '=', input.userId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!user) throw new NotFound('not_found.account');
    const before = user.pictureId;
    if (before === input.mediaId || (input.onlyIfNone && before !== null)) return { changed: false, before };
    await ctx.db
      .updateTable('users')
      .set({ pictureId: input.mediaId, updatedAt: new Date(ctx.now) })
      .where('id', '=', input.userId)
      .execute();
    return { changed: true, before };
  });
}
