/** What people say about themselves. */
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { requirePerson } from './policy.ts';

export type Profile = { name: string; website: string; biography: string; locale: string };

/** Changes the actor's own profile. */
export async function updateProfile(ctx: Ctx, { name, website, biography, locale }: Profile): Promise<void> {
  const { userId } = requirePerson(ctx);
  await transact(ctx, async (ctx) => {
    await ctx.db
      .updateTable('users')
      .set({ name, website, biography, locale, updatedAt: new Date(ctx.now) })
      .where('id', '=', userId)
      .execute();
  });
}
