/** The row of a message to many, and the job that sends it. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import type { Instant } from '#platform/time.ts';
import type { Audience, WordsByLocale } from '../message.ts';
import type { BroadcastKind } from '../notice.ts';
import { recipientsOf } from './queries.ts';

export const SEND_MESSAGE_QUEUE = 'send_message';

export type MessageRow = {
  kind: 'message' | BroadcastKind;
  audience: Audience;
  words?: WordsByLocale;
  facts?: MessageFacts;
  sendAt: Instant;
  key: string;
  /** Whom it goes to is decided now, not when it begins. */
  listNow?: boolean;
};

/** What the words of a message name beside order and event. */
export type MessageFacts = { before?: { startsAt: Instant; timeZone: string; locationName: string; city: string } };

/**
 * Writes it under the event's next number, unless there is one with that key: then it gives that one's, and `isNew` is
 * false. Call it within a transaction that holds the event.
 */
export async function writeMessage(
  ctx: Ctx,
  eventId: number,
  { kind, audience, words = {}, facts = {}, sendAt, key, listNow = false }: MessageRow,
): Promise<{ id: number; number: number; isNew: boolean }> {
  const known = await ctx.db
    .selectFrom('messages')
    .select(['id', 'number'])
    .where('eventId', '=', eventId)
    .where('idempotencyKey', '=', key)
    .executeTakeFirst();
  if (known) return { ...known, isNew: false };
  const { last } = await ctx.db
    .selectFrom('messages')
    .select(({ fn }) => fn.max<number | null>('number').as('last'))
    .where('eventId', '=', eventId)
    .executeTakeFirstOrThrow();
  const number = (last ?? 0) + 1;
  const { actor, now } = ctx;
  const createdBy = actor.kind === 'user' ? actor.name : 'Foyer';
  const row = {
    eventId,
    number,
    kind,
    state: 'scheduled',
    audience: JSON.stringify(audience),
    words: JSON.stringify(words),
    facts: JSON.stringify(facts),
    sendAt: new Date(sendAt),
    createdBy,
    createdAt: new Date(now),
    idempotencyKey: key,
  };
  const { id } = await ctx.db.insertInto('messages').values(row).returning('id').executeTakeFirstOrThrow();
  if (listNow) await listRecipients(ctx, { id, eventId, audience });
  await enqueue(ctx, SEND_MESSAGE_QUEUE, { messageId: id }, { key: String(id), delayMs: Math.max(0, sendAt - now) });
  return { id, number, isNew: true };
}

/** Fixes whom a message goes to. Call it within a transaction that holds the message. */
export async function listRecipients(
  ctx: Ctx,
  { id, eventId, audience }: { id: number; eventId: number; audience: Audience },
): Promise<void> {
  await sql`
    insert into message_recipients (message_id, order_id, ticket_id, email)
    select ${id}, order_id, ticket_id, email from (${recipientsOf(eventId, audience)}) as r on conflict do nothing`.execute(
    ctx.db,
  );
  await ctx.db
    .updateTable('messages')
    .set({ state: 'sending', listedAt: new Date(ctx.now) })
    .where('id', '=', id)
    .execute();
}
