/** What is written when a ticket changes hands. */
import { placeLine } from '#features/events/event-face.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { type EventView, getEvent } from '#features/events/server/queries.ts';
import type { Letter } from '#features/mail/letter.ts';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { orderAddress } from '#features/orders/server/sign-order.ts';
import type { Ctx } from '#platform/ctx.ts';
import { formatMoment } from '#platform/dates.ts';
import { knownLocale, type Locale, type Translate, translator } from '#platform/i18n/translate.ts';
import { postMail } from '#platform/mailer.ts';
import { nameInMail } from '#platform/mail/name-in-mail.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Instant } from '#platform/time.ts';

type Offered = { number: number; email: string; token: string; expiresAt: Instant };
type Facts = { event: EventView; buyer: string; buyerEmail: string; ticket: string; locale: Locale; t: Translate };

/**
 * Asks somebody whether they want the ticket, in the caller's transaction. The mail is worth nothing once the link is
 * dead.
 */
export async function postOffer(
  ctx: Ctx,
  scope: OrderScope,
  { number, email, token, expiresAt }: Offered,
): Promise<void> {
  const facts = await loadFacts(ctx, scope, number);
  const { t, event, buyer, locale } = facts;
  await post(
    ctx,
    scope,
    { to: email, kind: 'ticket-offered', event, validUntil: expiresAt },
    {
      ...frame(facts, scope, number),
      subject: t('transfer.offerSubject', { buyer, event: event.name }),
      heading: t('transfer.offerHeading'),
      lead: [t('transfer.offerLead', { buyer, event: event.name })],
      action: { label: t('transfer.offerAction'), href: `${getRuntime().config.url}/tickets/transfers/${token}` },
      after: [t('transfer.offerUntil', { when: formatMoment(expiresAt, event.timeZone, locale) })],
      reason: t('transfer.offerReason', { buyer }),
    },
  );
}

/**
 * Tells the buyer who has their ticket now, in the caller's transaction. The new holder is told by what announces the
 * change.
 */
export async function postAccepted(
  ctx: Ctx,
  scope: OrderScope,
  { number, email }: { number: number; email: string },
): Promise<void> {
  const facts = await loadFacts(ctx, scope, number);
  const { t, event, buyer, buyerEmail } = facts;
  await post(
    ctx,
    scope,
    { to: buyerEmail, kind: 'ticket-passed-on', event },
    {
      ...frame(facts, scope, number),
      subject: t('transfer.goneSubject', { event: event.name }),
      heading: t('transfer.goneHeading'),
      lead: [t('transfer.dear', { name: buyer }), t('transfer.goneLead', { email, event: event.name })],
      action: { label: t('transfer.seeOrder'), href: `${getRuntime().config.url}${orderAddress(scope.code)}` },
    },
  );
}

/** Tells the buyer that the ticket is still theirs, in the caller's transaction. */
export async function postDeclined(
  ctx: Ctx,
  scope: OrderScope,
  { number, email }: { number: number; email: string },
): Promise<void> {
  const facts = await loadFacts(ctx, scope, number);
  const { t, event, buyer, buyerEmail } = facts;
  await post(
    ctx,
    scope,
    { to: buyerEmail, kind: 'ticket-declined', event },
    {
      ...frame(facts, scope, number),
      subject: t('transfer.declinedSubject', { event: event.name }),
      heading: t('transfer.declinedHeading'),
      lead: [t('transfer.dear', { name: buyer }), t('transfer.declinedLead', { email })],
      action: { label: t('transfer.seeOrder'), href: `${getRuntime().config.url}${orderAddress(scope.code)}` },
    },
  );
}

/** Tells who was asked that the ticket is not offered to them any more, in the caller's transaction. */
export async function postWithdrawn(
  ctx: Ctx,
  scope: OrderScope,
  { number, email }: { number: number; email: string },
): Promise<void> {
  const facts = await loadFacts(ctx, scope, number);
  const { t, event, buyer } = facts;
  await post(
    ctx,
    scope,
    { to: email, kind: 'ticket-withdrawn', event },
    {
      ...frame(facts, scope, number),
      subject: t('transfer.withdrawnSubject', { event: event.name }),
      heading: t('transfer.withdrawnHeading'),
      lead: [t('transfer.withdrawnLead', { buyer })],
      reason: t('transfer.offerReason', { buyer }),
    },
  );
}

async function loadFacts(ctx: Ctx, scope: OrderScope, number: number): Promise<Facts> {
  const row = await ctx.db
    .selectFrom('tickets as k')
    .innerJoin('orders as o', 'o.id', 'k.orderId')
    .innerJoin('orderLines as l', 'l.id', 'k.orderLineId')
    .innerJoin('ticketTypes as y', 'y.id', 'l.ticketTypeId')
    .select(['o.buyerName as buyer', 'o.buyerEmail', 'o.locale', 'y.name as ticket'])
    .where('k.orderId', '=', scope.orderId)
    .where('k.number', '=', number)
    .executeTakeFirstOrThrow();
  const locale = knownLocale(row.locale);
  return {
    ...row,
    buyer: nameInMail(row.buyer, row.buyerEmail),
    locale,
    t: translator(locale),
    event: await getEvent(ctx, await systemEventScope(ctx, scope.eventId)),
  };
}

function frame(
  { event, ticket, locale, t }: Facts,
  { code }: OrderScope,
  number: number,
): Pick<Letter, 'facts' | 'reason' | 'brand' | 'colors' | 'locale'> {
  const place = placeLine(event);
  return {
    facts: [
      { label: t('transfer.ticket'), text: `${ticket} · ${code}-${number}` },
      { label: t('checkout.when'), text: formatMoment(event.startsAt, event.timeZone, locale) },
      ...(place ? [{ label: t('checkout.where'), text: place }] : []),
    ],
    reason: t('transfer.reason', { event: event.name }),
    brand: event.name,
    colors: event,
    locale,
  };
}

/** The links let their readers in, so the words do not stay in the outbox. */
async function post(
  ctx: Ctx,
  { organizerId, eventId }: OrderScope,
  { event, ...to }: { to: string; kind: string; event: EventView; validUntil?: Instant },
  letter: Letter,
): Promise<void> {
  await postMail(ctx, {
    ...to,
    organizerId,
    eventId,
    sensitive: true,
    ...(event.email && { replyTo: event.email }),
    ...renderLetter(letter),
  });
}
