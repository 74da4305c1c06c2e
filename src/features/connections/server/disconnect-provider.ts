/** Letting a connection go. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { disconnectIdentity } from '#features/accounts/server/connect-identity.ts';
import { requireProof } from '#features/accounts/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { postMail } from '#platform/mailer.ts';
import { transact } from '#platform/transact.ts';
import { writeDisconnectedLetter } from './mails.ts';

/**
 * Disconnects a service from the actor's own account; what it filled in stays, and a mail says so to its owner.
 * `name`: what people call the service.
 * @throws Forbidden for nobody, and (`prove_first`) where the proof is too old; NotFound where it is not connected,
 * Conflict (`last_way`) where nothing else would let the person in
 */
export async function disconnectProvider(ctx: Ctx, provider: string, name: string = provider): Promise<void> {
  const actor = requireProof(ctx);
  await transact(ctx, async (ctx) => {
    await disconnectIdentity(ctx, { userId: actor.userId, provider });
    await writeAuditEntry(ctx, {
      organizerId: null,
      action: 'account.disconnect',
      subject: `${provider} from ${actor.email}`,
    });
    await postMail(ctx, {
      to: actor.email,
      kind: 'connection-removed',
      ...writeDisconnectedLetter(name, ctx.locale),
    });
  });
}
