/** Changing where an endpoint is and what it hears of; switching it off and on. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { WebhookInput } from './create-webhook.ts';
import { requireOwnEvent, requireProofOfPeople, requireTypes, requireUrl } from './policy.ts';
import { nameWebhook } from './present.ts';
import { getWebhook } from './queries.ts';

/** What is not said stays. `on`: whether it is sent anything. */
export type WebhookChange = Partial<WebhookInput> & { on?: boolean };

/**
 * Switched off, it gathers nothing; what waits is sent once it is on again, what happened meanwhile when somebody asks
 * for it (`replayDeliveries`).
 * @throws NotFound; and as createWebhook, where the address changes also for a person without a proof
 */
export async function updateWebhook(
  ctx: Ctx,
  organizer: OrganizerScope,
  id: string,
  change: WebhookChange,
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const was = await getWebhook(ctx, organizer, id);
    const url = change.url === undefined ? was.url : requireUrl(change.url);
    if (url !== was.url) requireProofOfPeople(ctx);
    const event = change.event === undefined ? was.event : change.event;
    // Also where they stay: what is known to this endpoint goes to the address that is said now.
    const types = await requireTypes(ctx, organizer, change.types === undefined ? was.types : change.types);
    const eventId = await requireOwnEvent(ctx, organizer, event);
    const on = change.on ?? was.off === null;
    const off = on
      ? { offAt: null, offWhy: null }
      : { offAt: new Date(was.offAt ?? ctx.now), offWhy: was.off ?? 'person' };
    // It begins anew, so that what failed before does not switch it off at once.
    const isFresh = url !== was.url || (on && was.off !== null);
    const fresh = isFresh ? { failingSince: null, failedAt: null, heldUntil: null } : {};
    await ctx.db
      .updateTable('webhooks')
      .set({ url, types, eventId, ...off, ...fresh })
      .where('id', '=', id)
      .execute();
    const said = (one: { types: readonly string[] | null; event: string | null; on: boolean }, host: string) => ({
      host,
      types: one.types ?? 'all',
      event: one.event ?? 'all',
      on: one.on,
    });
    await writeAuditEntry(ctx, {
      organizerId: organizer.organizerId,
      action: 'webhook.update',
      subject: nameWebhook(url),
      before: said({ ...was, on: was.off === null }, new URL(was.url).host),
      after: said({ types, event, on }, new URL(url).host),
    });
  });
}
