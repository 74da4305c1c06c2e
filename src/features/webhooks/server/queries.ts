/** Reading endpoints, and what was sent to them. */
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { isUuid } from '#platform/ids.ts';
import type { Instant } from '#platform/time.ts';
import type { DeliveryState, OffWhy } from '../webhook.ts';

export type Webhook = {
  id: string;
  url: string;
  types: string[] | null;
  /** Slug and name of the event that it is confined to. */
  event: string | null;
  eventName: string | null;
  createdAt: Instant;
  off: OffWhy | null;
  offAt: Instant | null;
  failingSince: Instant | null;
  /** Until when the secret before signs too. */
  oldSecretUntil: Instant | null;
};

/** The organizer's endpoints, in the order in which they were made. */
export async function listWebhooks(ctx: Ctx, organizer: OrganizerScope): Promise<Webhook[]> {
  return (await webhooks(ctx, organizer).orderBy('w.createdAt').orderBy('w.id').execute()).map(present(ctx));
}

/** @throws NotFound where it is not the organizer's */
export async function getWebhook(ctx: Ctx, organizer: OrganizerScope, id: string): Promise<Webhook> {
  const row = isUuid(id) ? await webhooks(ctx, organizer).where('w.id', '=', id).executeTakeFirst() : undefined;
  if (!row) throw new NotFound('not_found.webhook');
  return present(ctx)(row);
}

function webhooks({ db }: Ctx, { organizerId }: OrganizerScope) {
  return db
    .selectFrom('webhooks as w')
    .leftJoin('events as e', 'e.id', 'w.eventId')
    .select(['w.id', 'w.url', 'w.types', 'e.slug as event', 'e.name as eventName', 'w.createdAt', 'w.offWhy as off'])
    .select(['w.offAt', 'w.failingSince', 'w.oldSecretUntil'])
    .where('w.organizerId', '=', organizerId);
}

type Row = Omit<Webhook, 'off'> & { off: string | null };

const present =
  ({ now }: Ctx) =>
  (row: Row): Webhook => ({
    ...row,
    off: row.off as OffWhy | null,
    oldSecretUntil: row.oldSecretUntil !== null && row.oldSecretUntil > now ? row.oldSecretUntil : null,
  });

export type Delivery = {
  changeId: number;
  type: string;
  /** When it happened. */
  at: Instant;
  data: Record<string, unknown>;
  state: DeliveryState;
  attempts: number;
  triedAt: Instant | null;
  dueAt: Instant | null;
  status: number | null;
  answer: string;
  fault: string;
};

export type DeliveriesQuery = { state?: DeliveryState | undefined; before?: number | undefined; limit: number };

/** What was sent to it and is to be sent, the newest first. The endpoint was found by the organizer's scope. */
export async function listDeliveries({ db }: Ctx, { id }: Webhook, query: DeliveriesQuery): Promise<Delivery[]> {
  const { state, before, limit } = query;
  const rows = await db
    .selectFrom('webhookDeliveries as d')
    .innerJoin('changes as c', 'c.id', 'd.changeId')
    .select(['d.changeId', 'c.type', 'c.at', 'c.data', 'd.state', 'd.attempts', 'd.triedAt', 'd.dueAt', 'd.status'])
    .select(['d.answer', 'd.fault'])
    .where('d.webhookId', '=', id)
    .$if(state !== undefined, (all) => all.where('d.state', '=', state as string))
    .$if(before !== undefined, (all) => all.where('d.changeId', '<', before as number))
    .orderBy('d.changeId', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, state: row.state as DeliveryState, data: row.data as Record<string, unknown> }));
}
