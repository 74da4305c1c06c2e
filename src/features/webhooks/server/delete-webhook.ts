/** Deleting an endpoint. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { nameWebhook } from './present.ts';
import { getWebhook } from './queries.ts';

/** Its deliveries go with it. @throws NotFound where it is not the organizer's */
export async function deleteWebhook(ctx: Ctx, organizer: OrganizerScope, id: string): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { url } = await getWebhook(ctx, organizer, id);
    await ctx.db.deleteFrom('webhooks').where('id', '=', id).execute();
    const { organizerId } = organizer;
    await writeAuditEntry(ctx, { organizerId, action: 'webhook.delete', subject: nameWebhook(url) });
  });
}
