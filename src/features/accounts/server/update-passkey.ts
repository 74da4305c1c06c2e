/** Naming and removing passkeys. They are added in the browser, by the library. */
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { isUuid } from '#platform/ids.ts';
import { transact } from '#platform/transact.ts';
import { checkOwnPassword } from './check-password.ts';
import { requirePerson } from './policy.ts';

/** @throws NotFound where it is not the actor's */
export async function renamePasskey(ctx: Ctx, { id, name }: { id: string; name: string }): Promise<void> {
  const { userId } = requirePerson(ctx);
  await transact(ctx, async (ctx) => {
    const renamed = isUuid(id)
      ? await ctx.db
          .updateTable('passkeys')
          .set({ name })
          .where('id', '=', id)
          .where('userId', '=', userId)
          .executeTakeFirst()
      : undefined;
    if (!renamed?.numUpdatedRows) throw new NotFound('not_found.passkey');
  });
}

/** @throws NotFound where it is not the actor's, Invalid for a wrong password */
export async function removePasskey(ctx: Ctx, { id, current }: { id: string; current: string }): Promise<void> {
  const { userId } = requirePerson(ctx);
  await checkOwnPassword(ctx, current);
  await transact(ctx, async (ctx) => {
    const removed = isUuid(id)
      ? await ctx.db.deleteFrom('passkeys').where('id', '=', id).where('userId', '=', userId).executeTakeFirst()
      : undefined;
    if (!removed?.numDeletedRows) throw new NotFound('not_found.passkey');
  });
}
