/** Taking a key out of force. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { requirePerson } from './policy.ts';

/** Programs that use it are refused from now on. @throws NotFound where it is not the actor's */
export async function revokeApiKey(ctx: Ctx, id: number): Promise<void> {
  const { userId } = requirePerson(ctx);
  await transact(ctx, async (ctx) => {
    const gone = await ctx.db
      .deleteFrom('apiKeys')
      .where('id', '=', id)
      .where('userId', '=', userId)
      .returning('name')
      .executeTakeFirst();
    if (!gone) throw new NotFound('not_found.key');
    await writeAuditEntry(ctx, { organizerId: null, action: 'api-key.revoke', subject: `API key ${gone.name}` });
  });
}
