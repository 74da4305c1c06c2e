/** Another secret for an endpoint. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { DAY_MS } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { requireProofOfPeople } from './policy.ts';
import { nameWebhook } from './present.ts';
import { getWebhook } from './queries.ts';
import { makeSecret, sealSecret } from './sign-delivery.ts';

/** For so long the secret before signs too. */
export const OVERLAP_MS = DAY_MS;

/**
 * Gives the new one, this once. A third within the overlap ends the first.
 * @throws NotFound; Forbidden where a person has not proved of late who they are
 */
export async function rotateSecret(ctx: Ctx, organizer: OrganizerScope, id: string): Promise<string> {
  requireProofOfPeople(ctx);
  return transact(ctx, async (ctx) => {
    const { url } = await getWebhook(ctx, organizer, id);
    const secret = makeSecret();
    await ctx.db
      .updateTable('webhooks')
      .set(({ ref }) => ({
        oldSecret: ref('secret'),
        oldSecretUntil: new Date(ctx.now + OVERLAP_MS),
        secret: sealSecret(id, secret),
      }))
      .where('id', '=', id)
      .execute();
    const { organizerId } = organizer;
    await writeAuditEntry(ctx, { organizerId, action: 'webhook.rotate', subject: nameWebhook(url) });
    return secret;
  });
}
