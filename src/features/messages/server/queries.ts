/** Reading what was written to people, and what will be. */
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import { statesWith } from '#features/orders/order.ts';
import { handMethodsThat } from '#features/payments/hand-methods.ts';
import type { Ctx } from '#platform/ctx.ts';
import { containing } from '#platform/db/containing.ts';
import { NotFound } from '#platform/errors.ts';
import type { Fault } from '#platform/mail/smtp-fault.ts';
import type { MailState } from '#platform/mail/outbox.ts';
import type { Instant } from '#platform/time.ts';
import { type Audience, type MessageState, subjectOf, type WordsByLocale } from '../message.ts';
import { DEFAULT_REMINDERS, type ReminderSettings } from '../reminder.ts';

/** Which kinds of mail the event says in its own words, with the languages. */
export async function listTemplates(ctx: Ctx, { eventId }: EventScope): Promise<{ kind: string; locale: string }[]> {
  return ctx.db
    .selectFrom('messageTemplates')
    .select(['kind', 'locale'])
    .where('eventId', '=', eventId)
    .orderBy('kind')
    .orderBy('locale')
    .execute();
}

/** When the event reminds people: as it says, or as Foyer does. */
export async function getReminders(ctx: Ctx, { eventId }: { eventId: number }): Promise<ReminderSettings> {
  const row = await ctx.db
    .selectFrom('reminderSettings')
    .select(['eventDays', 'eventMinute', 'paymentDays'])
    .where('eventId', '=', eventId)
    .executeTakeFirst();
  return row ?? DEFAULT_REMINDERS;
}

/** One for each address that the audience holds: `ticketId` where it is not the buyer's own. */
export function recipientsOf(
  eventId: number,
  { who, types, standing }: Audience,
): RawBuilder<{ orderId: number; ticketId: number | null; email: string }> {
  const validUnpaid = handMethodsThat((method) => method.ticketsWorkBeforePayment);
  const valid = sql`(o.state = any(${statesWith('sold')}::text[]) or (o.state = 'pending-payment' and o.payment_method = any(${validUnpaid}::text[])))`;
  const stands = {
    valid,
    pending: sql`o.state = 'pending-payment'`,
    any: sql`(${valid} or o.state = 'pending-payment')`,
  }[standing];
  const ofType = types.length === 0 ? sql`true` : sql`t.number = any(${types}::integer[])`;
  const other = sql`(k.attendee_email <> '' and lower(k.attendee_email) <> lower(o.buyer_email))`;
  const email =
    who === 'buyers' ? sql`o.buyer_email` : sql`case when ${other} then k.attendee_email else o.buyer_email end`;
  const ticket = who === 'buyers' ? sql`null::bigint` : sql`case when ${other} then k.id end`;
  return sql`
    select distinct on (lower(r.email)) r.order_id, r.ticket_id, r.email from (
      select o.id as order_id, ${ticket} as ticket_id, ${email} as email
      from orders as o join tickets as k on k.order_id = o.id join order_lines as l on l.id = k.order_line_id join ticket_types as t on t.id = l.ticket_type_id
      where o.event_id = ${eventId} and o.buyer_email <> '' and k.cancelled_at is null and ${stands} and ${ofType}
    ) as r order by lower(r.email), r.ticket_id nulls first, r.order_id desc`;
}

/** How many addresses an audience holds now. */
export async function countRecipients(ctx: Ctx, { eventId }: { eventId: number }, audience: Audience): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::integer as n from (${recipientsOf(eventId, audience)}) as r`.execute(ctx.db);
  return rows[0]?.n ?? 0;
}

export type ListedMessage = {
  number: number;
  kind: string;
  state: MessageState;
  sendAt: Instant;
  createdBy: string;
  subject: string;
  recipients: number;
  posted: number;
};

/** Messages to many, the newest first. */
export async function listMessages(ctx: Ctx, { eventId }: EventScope): Promise<ListedMessage[]> {
  const { rows } = await sql<Omit<ListedMessage, 'subject'> & { words: WordsByLocale }>`
    select m.number, m.kind, m.state, (extract(epoch from m.send_at) * 1000)::float8 as send_at, m.created_by, m.words,
      count(r.id)::integer as recipients, count(r.posted_at)::integer as posted
    from messages as m left join message_recipients as r on r.message_id = m.id
    where m.event_id = ${eventId} group by m.id order by m.id desc limit 200`.execute(ctx.db);
  return rows.map(({ words, ...row }) => ({ ...row, subject: subjectOf(words) }));
}

export type MessageView = Omit<ListedMessage, 'subject'> & {
  id: number;
  audience: Audience;
  words: WordsByLocale;
  endedAt: Instant | null;
  mails: Partial<Record<MailState, number>>;
};

/** One message with how far it is. @throws NotFound */
export async function getMessage(ctx: Ctx, { eventId }: EventScope, number: number): Promise<MessageView> {
  const row = await ctx.db
    .selectFrom('messages')
    .select(['id', 'number', 'kind', 'state', 'sendAt', 'createdBy', 'audience', 'words', 'endedAt'])
    .where('eventId', '=', eventId)
    .where('number', '=', number)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.message', { number });
  const { rows } = await sql<{ state: MailState | null; n: number; posted: number }>`
    select m.state, count(*)::integer as n, count(r.posted_at)::integer as posted from message_recipients as r left join mails as m on m.id = r.mail_id where r.message_id = ${row.id} group by m.state`.execute(
    ctx.db,
  );
  const mails = Object.fromEntries(rows.flatMap(({ state, n }) => (state === null ? [] : [[state, n]])));
  const total = (of: 'n' | 'posted'): number => rows.reduce((sum, line) => sum + line[of], 0);
  return {
    ...row,
    state: row.state as MessageState,
    audience: row.audience as Audience,
    words: row.words as WordsByLocale,
    recipients: total('n'),
    posted: total('posted'),
    mails,
  };
}

export type EventMail = {
  id: number;
  recipient: string;
  subject: string;
  kind: string;
  state: MailState;
  fault: Fault | '';
  attempts: number;
  createdAt: Instant;
  sentAt: Instant | null;
  lastError: string;
  /** Whether it can go out again as it is, or be written anew. */
  resendable: boolean;
};
export type EventMailsFilter = { state?: MailState | undefined; q: string; before?: number | undefined };

const MAILS_PER_PAGE = 50;

/**
 * The event's mails, the newest first, 50 at a time; `q` is part of an address or a subject. `next` leads to those
 * before.
 */
export async function listEventMails(
  ctx: Ctx,
  { eventId }: EventScope,
  { state, q, before }: EventMailsFilter,
): Promise<{ mails: EventMail[]; next: number | null }> {
  let query = ctx.db
    .selectFrom('mails')
    .select(['id', 'recipient', 'subject', 'kind', 'state', 'fault', 'attempts', 'createdAt', 'sentAt', 'lastError'])
    .select(sql<boolean>`wiped_at is null or source is not null`.as('resendable'))
    .where('eventId', '=', eventId);
  if (state) query = query.where('state', '=', state);
  if (before !== undefined) query = query.where('id', '<', before);
  if (q) {
    const like = containing(q);
    query = query.where((where) => where.or([where('recipient', 'ilike', like), where('subject', 'ilike', like)]));
  }
  const rows = await query
    .orderBy('id', 'desc')
    .limit(MAILS_PER_PAGE + 1)
    .execute();
  const mails = rows.slice(0, MAILS_PER_PAGE).map((row) => ({
    ...row,
    state: row.state as MailState,
    fault: row.fault as Fault | '',
    lastError: row.lastError ?? '',
  }));
  return { mails, next: rows.length > MAILS_PER_PAGE ? (mails.at(-1)?.id ?? null) : null };
}

/** How many mails of the event there are in each state. */
export async function countEventMails(ctx: Ctx, { eventId }: EventScope): Promise<Partial<Record<MailState, number>>> {
  const rows = await ctx.db
    .selectFrom('mails')
    .select(({ fn }) => ['state', fn.countAll<number>().as('n')])
    .where('eventId', '=', eventId)
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/** When people will be told that the event was moved; null where they know it as it is. */
export async function findMove(ctx: Ctx, { eventId }: EventScope): Promise<Instant | null> {
  const row = await ctx.db.selectFrom('eventMoves').select('tellAt').where('eventId', '=', eventId).executeTakeFirst();
  return row?.tellAt ?? null;
}

/**
 * The newest mail that told the buyer of an order that it stands; undefined where none was written yet, or it is long
 * ago.
 */
export async function findOrderMail(
  { db }: Ctx,
  { orderId }: { orderId: number },
): Promise<{ state: MailState; createdAt: Instant } | undefined> {
  const facts = [`order-confirmation:${orderId}`, `order-placed:${orderId}`];
  // In the order of an index that has every fact, so that no other mail of the event is read.
  const again = facts.map(
    (fact) => sql<SqlBool>`(fact collate "C" >= ${`${fact}:again:`} and fact collate "C" < ${`${fact}:again;`})`,
  );
  const mails = await db
    .selectFrom('mails')
    .select(['id', 'state', 'createdAt'])
    .where(({ eb, or }) => or([eb('fact', 'in', facts), ...again]))
    .execute();
  const newest = mails.toSorted((a, b) => a.id - b.id).at(-1);
  return newest && { state: newest.state as MailState, createdAt: newest.createdAt };
}
