/** Taking a key out of force. */
import { requirePerson } from '#features/accounts/server/policy.ts';
import { deleteApiKey } from '#features/accounts/server/store-api-key.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';

/** Programs that use it are refused from now on. @throws NotFound where it is not the actor's */
export async function revokeApiKey(ctx: Ctx, id: number): Promise<void> {
  const { userId } = requirePerson(ctx);
  await revoke(ctx, id, { userId });
}

/** The same of a key of the organizer's own. @throws NotFound where it is another's */
export async function revokeOrganizerKey(ctx: Ctx, { organizerId }: OrganizerScope, id: number): Promise<void> {
  await revoke(ctx, id, { organizerId });
}

async function revoke(ctx: Ctx, id: number, owner: { userId: string } | { organizerId: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const name = await deleteApiKey(ctx, id, owner);
    if (name === undefined) throw new NotFound('not_found.key');
    const organizerId = 'organizerId' in owner ? owner.organizerId : null;
    await writeAuditEntry(ctx, { organizerId, action: 'api-key.revoke', subject: `API key ${name}` });
  });
}
