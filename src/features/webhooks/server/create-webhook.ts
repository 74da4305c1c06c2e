/** An address to which programs of the organizer are sent what happens. */
import { randomUUID } from 'node:crypto';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockTeam } from '#features/organizers/server/lock-team.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { MOST_WEBHOOKS } from '../webhook.ts';
import { requireOwnEvent, requireProofOfPeople, requireTypes, requireUrl } from './policy.ts';
import { nameWebhook } from './present.ts';
import { makeSecret, sealSecret } from './sign-delivery.ts';

export type WebhookInput = {
  url: string;
  /** null: all. */
  types: readonly string[] | null;
  /** The slug of an event; null: all of the organizer's. */
  event: string | null;
};

/**
 * Makes it. The secret is given this once.
 * @throws Forbidden where a person has not proved of late who they are, or for types that the actor may not see;
 * Invalid for an address that cannot be used; NotFound for an event of others; Conflict for one too many
 */
export async function createWebhook(
  ctx: Ctx,
  organizer: OrganizerScope,
  input: WebhookInput,
): Promise<{ id: string; secret: string }> {
  requireProofOfPeople(ctx);
  const { organizerId } = organizer;
  const url = requireUrl(input.url);
  const types = await requireTypes(ctx, organizer, input.types);
  const eventId = await requireOwnEvent(ctx, organizer, input.event);
  return transact(ctx, async (ctx) => {
    await requireFew(ctx, organizer);
    const id = randomUUID();
    const secret = makeSecret();
    await ctx.db
      .insertInto('webhooks')
      .values({ id, organizerId, url, types, eventId, secret: sealSecret(id, secret), createdAt: new Date(ctx.now) })
      .execute();
    const after = { types: types ?? 'all', event: input.event ?? 'all' };
    await writeAuditEntry(ctx, { organizerId, action: 'webhook.create', subject: nameWebhook(url), after });
    return { id, secret };
  });
}

/** Two who add one at once wait for each other. @throws Conflict where there are as many as there may be */
async function requireFew(ctx: Ctx, organizer: OrganizerScope): Promise<void> {
  await lockTeam(ctx, organizer);
  const { count } = await ctx.db
    .selectFrom('webhooks')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('organizerId', '=', organizer.organizerId)
    .executeTakeFirstOrThrow();
  if (count >= MOST_WEBHOOKS) throw new Conflict('too_many_webhooks.most', { count: MOST_WEBHOOKS });
}
