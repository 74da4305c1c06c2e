/**
 * Telling one person a fact by mail, once.
 *
 * Whoever makes the fact calls `sendNotice` in their transaction: it writes a job, so the mail is owed exactly when the
 * change is on disk. The job makes what belongs into the mail (files among it) and posts it under the name of the fact,
 * of which the database keeps one. So a job that runs twice, or dies half way, makes one mail.
 */
import { createHash } from 'node:crypto';
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { serveSmallCalendar } from '#features/exchange/server/serve-export.ts';
import { type OrderState, ticketsAreValid } from '#features/orders/order.ts';
import type { Ctx } from '#platform/ctx.ts';
import { formatMoment } from '#platform/dates.ts';
import { knownLocale } from '#platform/i18n/translate.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import type { Attachment } from '#platform/mail/attachments.ts';
import { ownerOf } from '#platform/mail/limit-mails.ts';
import { postMail, type Mail } from '#platform/mailer.ts';
import { formatMoney } from '#platform/money.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Instant } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { BROADCAST_KINDS, type NoticeKind } from '../notice.ts';
import { loadEvent, loadReader, orderLink, type Reader } from './load-reader.ts';
import { makeAdditions } from './make-additions.ts';
import { loadWords, renderNotice } from './render-notice.ts';

export const POST_NOTICE_QUEUE = 'post_notice';

/**
 * About an order, to its buyer; or about one of its tickets, to whom it is for. `fact` names it among all mails.
 */
export type OrderNotice = {
  kind: NoticeKind;
  fact: string;
  orderId: number;
  ticketId?: number;
  /** What came, is sent back, or is not any more. */
  amountMinor?: number;
  /** Of the amount, where that is not the order's. */
  currency?: string;
  /** What the team says of it. */
  note?: string;
  /** Where the button leads, whole; otherwise to the order, or for others than its buyer to the event. */
  href?: string;
};

/**
 * To somebody for whom seats are kept until `untilAt`, as a reserved order that knows no buyer yet. Nobody is told any
 * more once it is not reserved.
 */
export type OfferNotice = {
  kind: 'waiting-offer';
  fact: string;
  eventId: number;
  orderId: number;
  to: string;
  name: string;
  locale: string;
  ticket: string;
  untilAt: Instant;
};

export type Notice = OrderNotice | OfferNotice;
/** As its job and its mail keep it. */
export type KeptNotice = Notice & {
  at: Instant;
  /** From whose network the act came that it tells of. */
  client?: string;
  /** Who acted, where that was the owner of a confirmed address. */
  owner?: string;
};

/** Has somebody told by mail, once for each `fact`, in the caller's transaction. */
export async function sendNotice(ctx: Ctx, notice: Notice): Promise<void> {
  await enqueue(
    ctx,
    POST_NOTICE_QUEUE,
    { ...notice, at: ctx.now, client: ctx.client, owner: ownerOf(ctx.actor) },
    { key: notice.fact },
  );
}

/** Posts the mail of a notice, unless there is one of its fact. Run twice, or at once, it posts one. */
export async function postNotice(ctx: Ctx, notice: KeptNotice): Promise<void> {
  const mail = await makeNoticeMail(ctx, notice);
  if (mail && (await holds(ctx, notice))) await transact(ctx, (ctx) => postMail(ctx, mail));
}

/** Whose network it was stays with the mail until that is sent, and no longer. */
function withoutClient({ client: _client, owner: _owner, ...notice }: KeptNotice): KeptNotice {
  return notice;
}

/** Those that tell of money, which always go at once. */
const OF_MONEY: readonly NoticeKind[] = [
  'payment-reminder',
  'payment-processing',
  'payment-differs',
  'payment-failed',
  'late-payment',
  'order-refunded',
  'refund-withdrawn',
];

/**
 * Whether too many of them have to wait: not what a team tells its own people, what confirms a payment, or what has to
 * be answered in time.
 */
function isLimited(notice: KeptNotice, { order }: Reader): boolean {
  if (
    isOffer(notice) ||
    OF_MONEY.includes(notice.kind) ||
    (BROADCAST_KINDS as readonly NoticeKind[]).includes(notice.kind)
  )
    return false;
  // Whom a single ticket is for is an address that somebody else wrote, whether or not the order is paid.
  return notice.ticketId !== undefined || (order?.paidMinor ?? 0) === 0;
}

/** Those that say that somebody is in. */
const SAYS_IN: readonly NoticeKind[] = ['order-confirmation', 'attendee-ticket'];

/**
 * Whether it is still so: an order that ran out may have been paid in that moment, and its buyer reads of that alone;
 * nobody is in whose order or event was cancelled meanwhile.
 */
async function holds(ctx: Ctx, { kind, orderId }: KeptNotice): Promise<boolean> {
  if (kind !== 'order-expired' && !SAYS_IN.includes(kind)) return true;
  const row = await ctx.db
    .selectFrom('orders as o')
    .innerJoin('events as e', 'e.id', 'o.eventId')
    .select(['o.state', 'o.paymentMethod', 'e.state as eventState'])
    .where('o.id', '=', orderId)
    .executeTakeFirst();
  if (!row) return false;
  if (kind === 'order-expired') return row.state === 'expired';
  return ticketsAreValid(row.state as OrderState, row.paymentMethod) && row.eventState !== 'cancelled';
}

/**
 * The name of the fact that an attendee has a ticket: another address is another. '' where there is nobody but the
 * buyer to tell, or no such ticket any more.
 */
function attendeeFact({ order, ticket }: Reader): string {
  if (!order || !ticket || ticket.cancelledAt !== null || ticket.transferredAt !== null || ticket.rotation > 0)
    return '';
  return nameAttendeeFact({ id: ticket.id, attendeeEmail: ticket.attendeeEmail, buyerEmail: order.buyerEmail });
}

/** The name of that fact by the ticket; '' where its address is none, or the buyer's. */
export function nameAttendeeFact({
  id,
  attendeeEmail,
  buyerEmail,
}: {
  id: number;
  attendeeEmail: string;
  buyerEmail: string;
}): string {
  const email = attendeeEmail.toLowerCase();
  if (email === '' || email === buyerEmail.toLowerCase()) return '';
  return `attendee-ticket:${id}:${createHash('sha256').update(email).digest('hex').slice(0, 16)}`;
}

/**
 * The whole mail of a notice as it reads now; undefined where there is nobody to write to. Files are made on the way:
 * not within a transaction.
 */
export async function makeNoticeMail(ctx: Ctx, notice: KeptNotice): Promise<Mail | undefined> {
  const reader = isOffer(notice)
    ? await readerOfOffer(ctx, notice)
    : await loadReader(ctx, notice.orderId, notice.ticketId ?? null);
  if (!reader || (notice.kind === 'attendee-ticket' && notice.fact !== attendeeFact(reader))) return undefined;
  const own: Reader = !isOffer(notice) && notice.href ? { ...reader, href: notice.href } : reader;
  const words = await loadWords(ctx, own.event.id, notice.kind, own.locale);
  const { attachments, ...additions } = await additionsTo(ctx, notice, own);
  const letter = renderNotice(own, { kind: notice.kind, words, values: valuesOfNotice(notice, own), additions });
  return {
    ...addressOf(own),
    ...letter,
    kind: notice.kind,
    fact: notice.fact,
    source: withoutClient(notice),
    attachments,
    client: notice.client,
    owner: notice.owner,
    limited: isLimited(notice, own),
    ...(isOffer(notice) && { validUntil: notice.untilAt }),
  };
}

/**
 * To whom and for whom a mail about an event is. The link lets its reader in, so its words do not stay in the outbox.
 */
export function addressOf({
  event,
  to,
}: Reader): Pick<Mail, 'to' | 'organizerId' | 'eventId' | 'sensitive' | 'replyTo'> {
  return {
    to,
    organizerId: event.organizerId,
    eventId: event.id,
    sensitive: true,
    ...(event.email && { replyTo: event.email }),
  };
}

function isOffer(notice: Notice): notice is OfferNotice {
  return 'untilAt' in notice;
}

async function readerOfOffer(
  ctx: Ctx,
  { eventId, orderId, to, name, locale }: OfferNotice,
): Promise<Reader | undefined> {
  const [event, order] = [
    await loadEvent(ctx, eventId),
    await ctx.db.selectFrom('orders').select(['code', 'state']).where('id', '=', orderId).executeTakeFirst(),
  ];
  if (!event || order?.state !== 'reserved') return undefined;
  return { event, order: null, ticket: null, to, name, locale: knownLocale(locale), href: orderLink(order.code) };
}

function valuesOfNotice(notice: Notice, { event, order, locale }: Reader): Record<string, string> {
  if (isOffer(notice)) return { ticket: notice.ticket, until: formatMoment(notice.untilAt, event.timeZone, locale) };
  const { amountMinor, currency, note } = notice;
  return {
    ...(amountMinor !== undefined &&
      order && { amount: formatMoney({ minor: amountMinor, currency: currency ?? order.currency }, locale) }),
    ...(note !== undefined && { note }),
  };
}

/** Those in whose mail the event lies as a file for the calendar. */
const WITH_CALENDAR: readonly NoticeKind[] = ['order-confirmation', 'attendee-ticket', 'ticket-transferred'];

async function additionsTo(
  ctx: Ctx,
  notice: KeptNotice,
  { event, order, locale }: Reader,
): Promise<{ facts: { label: string; text: string }[]; after: string[]; attachments: Attachment[] }> {
  const calendar = WITH_CALENDAR.includes(notice.kind) ? [await makeCalendar(ctx, event)] : [];
  const { kind, orderId, at } = notice;
  const ticketId = isOffer(notice) ? null : (notice.ticketId ?? null);
  const others = await makeAdditions(
    ctx,
    { kind, eventId: event.id, orderId, ticketId, locale, order: order ?? undefined },
    at,
  );
  return { ...others, attachments: [...calendar, ...others.attachments] };
}

/**
 * As it stands now, the same as the event's page gives out: METHOD:PUBLISH, so that calendars add it and nobody is
 * asked to answer.
 */
async function makeCalendar(ctx: Ctx, { id, slug }: { id: number; slug: string }): Promise<Attachment> {
  const body = await rememberOfEvent(ctx, id, 'calendar for mails', async () => {
    const scope = await systemEventScope(ctx, id);
    return (await serveSmallCalendar(ctx, getRuntime().config.url, scope, null)).body;
  });
  return { fileName: `${slug}.ics`, contentType: 'text/calendar; charset=utf-8; method=PUBLISH', bytes: body };
}
