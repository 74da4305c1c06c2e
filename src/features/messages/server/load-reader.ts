/** Whom a mail about an event goes to, and what it can say of the event and the order. */
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import { placeLine } from '#features/events/event-face.ts';
import { GONE_BUYER } from '#features/orders/order.ts';
import { systemOrderScope } from '#features/orders/server/policy.ts';
import { getOrder, loadOrders, type OrderTicket, type OrderView } from '#features/orders/server/queries.ts';
import { holderAddress } from '#features/orders/server/after-sale/sign-holder.ts';
import { orderAddress } from '#features/orders/server/sign-order.ts';
import type { Ctx } from '#platform/ctx.ts';
import { formatMoment } from '#platform/dates.ts';
import { knownLocale, type Locale, translator } from '#platform/i18n/translate.ts';
import { formatMoney } from '#platform/money.ts';
import { nameInMail } from '#platform/mail/name-in-mail.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Instant } from '#platform/time.ts';

export type NoticeEvent = {
  id: number;
  slug: string;
  name: string;
  startsAt: Instant;
  endsAt: Instant;
  timeZone: string;
  hue: number;
  brandColor: string | null;
  locationName: string;
  city: string;
  email: string;
  organizerId: number;
  organizer: string;
  cancellationNote: string;
};

/**
 * `order` and `ticket` are null where the mail is about none. `href` leads to what is the reader's own; null: to the
 * event.
 */
export type Reader = {
  event: NoticeEvent;
  order: OrderView | null;
  ticket: OrderTicket | null;
  to: string;
  name: string;
  locale: Locale;
  href: string | null;
};

export async function loadEvent(ctx: Ctx, eventId: number): Promise<NoticeEvent | undefined> {
  return rememberOfEvent(ctx, eventId, 'as mails have it', () =>
    ctx.db
      .selectFrom('events as e')
      .innerJoin('organizers as o', 'o.id', 'e.organizerId')
      .select([
        'e.id',
        'e.slug',
        'e.name',
        'e.startsAt',
        'e.endsAt',
        'e.timeZone',
        'e.hue',
        'e.brandColor',
        'e.locationName',
        'e.city',
        'e.email',
        'e.organizerId',
        'o.name as organizer',
        'e.cancellationNote',
      ])
      .where('e.id', '=', eventId)
      .executeTakeFirst(),
  );
}

/** An order, or one of its tickets. */
export type MailPlace = { orderId: number; ticketId: number | null };

/**
 * The buyer of an order, or whom one of its tickets is for. Only the buyer's own address gets the link that lets into
 * the order; who took a ticket over gets that of the ticket. Undefined where nobody said who they are.
 */
export async function loadReader(
  ctx: Ctx,
  orderId: number,
  ticketId: number | null = null,
): Promise<Reader | undefined> {
  const scope = await systemOrderScope(ctx, orderId);
  const [order, event] = [await getOrder(ctx, scope), await loadEvent(ctx, scope.eventId)];
  return event && readerOf(event, order, ticketId);
}

/** The same for many of one event, in their order, in as many statements as for one. */
export async function loadReaders(
  ctx: Ctx,
  eventId: number,
  places: readonly MailPlace[],
): Promise<(Reader | undefined)[]> {
  const event = await loadEvent(ctx, eventId);
  const orders = await loadOrders(ctx, [...new Set(places.map(({ orderId }) => orderId))]);
  return places.map(({ orderId, ticketId }) => {
    const order = orders.get(orderId);
    return event && order && readerOf(event, order, ticketId);
  });
}

function readerOf(event: NoticeEvent, order: OrderView, ticketId: number | null): Reader | undefined {
  const ticket = ticketId === null ? null : (order.tickets.find(({ id }) => id === ticketId) ?? null);
  const to = ticket?.attendeeEmail || order.buyerEmail;
  if (to === '' || to === GONE_BUYER.email) return undefined;
  const isBuyer = to.toLowerCase() === order.buyerEmail.toLowerCase();
  // Who is not the buyer is not greeted by the buyer's name.
  const name =
    (!isBuyer || ticket ? ticket?.attendeeName : '') ||
    (isBuyer ? order.buyerName : translator(knownLocale(order.locale))('notice.guest'));
  return {
    event,
    order,
    ticket,
    to,
    name,
    locale: knownLocale(order.locale),
    href: isBuyer
      ? orderLink(order.code)
      : ticket?.transferredAt
        ? ticketAddress(order.code, ticket.number, ticket.transferredAt)
        : null,
  };
}

/** Where a mail leads that is about the order. */
export function orderLink(code: string): string {
  return `${getRuntime().config.url}${orderAddress(code)}`;
}

/** Where the page of a ticket is that somebody took over. Whoever has it sees that ticket alone. */
function ticketAddress(code: string, number: number, transferredAt: Instant): string {
  const { url, secret } = getRuntime().config;
  return `${url}${holderAddress(secret, { code, number, transferredAt })}`;
}

/** What stands for the names in brackets that every mail has, and those of its order. */
export function valuesOf({ event, order, ticket, name, to, locale }: Reader): Record<string, string> {
  const money = (minor: number): string => formatMoney({ minor, currency: order?.currency ?? 'EUR' }, locale);
  return {
    name: nameInMail(name, to),
    event: event.name,
    when: formatMoment(event.startsAt, event.timeZone, locale),
    where: placeLine(event),
    organizer: event.organizer,
    note: event.cancellationNote,
    ...(order && {
      order: order.code,
      total: money(order.totalMinor),
      due:
        order.paymentDueAt === null
          ? translator(locale)('notice.atTheDoor')
          : formatMoment(order.paymentDueAt, event.timeZone, locale),
    }),
    ...(ticket && { ticket: ticket.name, buyer: order?.buyerName ?? '' }),
  };
}

/** When and where something is, in one line. */
export function momentAndPlace(
  { startsAt, timeZone, ...place }: { startsAt: Instant; timeZone: string; locationName: string; city: string },
  locale: Locale,
): string {
  return [formatMoment(startsAt, timeZone, locale), placeLine(place)].filter(Boolean).join(', ');
}
