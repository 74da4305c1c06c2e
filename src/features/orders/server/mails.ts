/** What buyers are written. */
import { placeLine } from '#features/events/event-face.ts';
import type { Letter } from '#features/mail/letter.ts';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type Locale, LOCALES, translator } from '#platform/i18n/translate.ts';
import { postMail } from '#platform/mailer.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Instant } from '#platform/time.ts';
import type { OrderScope } from './policy.ts';
import { getOrder, type OrderView } from './queries.ts';
import { signOrder } from './sign-order.ts';

type OrderedEvent = { slug: string; name: string; startsAt: Instant; endsAt: Instant; timeZone: string; hue: number; locationName: string; city: string; email: string; organizerId: number };
type Told = { event: OrderedEvent; order: OrderView; href: string; locale: Locale };

/** Posts the confirmation, in the caller's transaction. */
export async function postConfirmation(ctx: Ctx, scope: OrderScope): Promise<void> {
  await postOrderMail(ctx, scope, 'order-confirmation', confirmationLetter);
}

/** Posts that the order is cancelled, in the caller's transaction. */
export async function postCancellation(ctx: Ctx, scope: OrderScope): Promise<void> {
  await postOrderMail(ctx, scope, 'order-cancelled', (told) => cancellationLetter(told, scope.by));
}

async function postOrderMail(ctx: Ctx, scope: OrderScope, kind: string, write: (told: Told) => Letter): Promise<void> {
  const order = await getOrder(ctx, scope);
  const event = await ctx.db
    .selectFrom('events')
    .select(['slug', 'name', 'startsAt', 'endsAt', 'timeZone', 'hue', 'locationName', 'city', 'email', 'organizerId'])
    .where('id', '=', scope.eventId)
    .executeTakeFirstOrThrow();
  const locale = LOCALES.find((known) => known === order.locale) ?? 'en';
  const letter = write({ event, order, href: orderAddress(order.code), locale });
  // The link lets its reader in, so its words do not stay in the outbox.
  await postMail(ctx, { to: order.buyerEmail, kind, organizerId: event.organizerId, eventId: scope.eventId, sensitive: true, ...(event.email && { replyTo: event.email }), ...renderLetter(letter) });
}

/** Where an order's page is, whole. */
function orderAddress(code: string): string {
  const { url, secret } = getRuntime().config;
  return `${url}/orders/${code}/${signOrder(secret, code)}`;
}

function confirmationLetter(told: Told): Letter {
  const { event, order, href, locale } = told;
  const t = translator(locale);
  return {
    ...frame(told),
    subject: t('checkout.mailSubject', { event: event.name }),
    heading: t('checkout.mailHeading'),
    lead: [t('checkout.mailDear', { name: order.buyerName }), t('checkout.mailLead', { event: event.name })],
    action: { label: t('checkout.mailAction'), href },
    after: [`${t('checkout.mailCalendar')} ${getRuntime().config.url}/e/${event.slug}/event.ics`, t('checkout.mailKeep')],
  };
}

function cancellationLetter(told: Told, by: OrderScope['by']): Letter {
  const { event, order, href, locale } = told;
  const t = translator(locale);
  return {
    ...frame(told),
    subject: t('checkout.cancelSubject', { event: event.name }),
    heading: t('checkout.cancelHeading'),
    lead: [t('checkout.mailDear', { name: order.buyerName }), t(by === 'buyer' ? 'checkout.cancelLead' : 'checkout.cancelLeadTeam', { event: event.name, code: order.code })],
    action: { label: t('checkout.cancelAction'), href },
  };
}

function frame({ event, order, locale }: Told): Pick<Letter, 'facts' | 'reason' | 'brand' | 'hue' | 'locale'> {
  const t = translator(locale);
  const place = placeLine(event);
  return {
    facts: [
      { label: t('checkout.order'), text: order.code },
      { label: t('checkout.tickets'), text: order.lines.map(({ quantity, name }) => `${quantity} × ${name}`).join('\n') },
      { label: t('checkout.when'), text: `${momentInWords(event, locale)} (${event.timeZone})` },
      ...(place ? [{ label: t('checkout.where'), text: place }] : []),
    ],
    reason: t('checkout.mailReason', { event: event.name }),
    brand: event.name,
    hue: event.hue,
    locale,
  };
}

/** When it begins, in the event's own zone. */
function momentInWords({ startsAt, timeZone }: OrderedEvent, locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { timeZone, weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', calendar: 'gregory' });
  return format.format(startsAt);
}
