/** Letting a connection go. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { disconnectIdentity } from '#features/accounts/server/connect-identity.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';

/**
 * Disconnects a service from the actor's own account; what it filled in stays. @throws Forbidden for nobody, NotFound
 * where it is not connected, Conflict (`last_way`) where nothing else would let the person in
 */
export async function disconnectProvider(ctx: Ctx, provider: string): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'user') throw new Forbidden('Sign in first');
  await transact(ctx, async (ctx) => {
    await disconnectIdentity(ctx, { userId: actor.userId, provider });
    await writeAuditEntry(ctx, {
      organizerId: null,
      action: 'account.disconnect',
      subject: `${provider} from ${actor.email}`,
    });
  });
}
