/** How a mail of an event will read, for somebody who was made up. */
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import type { OrderView } from '#features/orders/server/queries.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import type { RenderedLetter } from '#features/mail/server/render-letter.ts';
import type { Ctx } from '#platform/ctx.ts';
import { formatMoment } from '#platform/dates.ts';
import { NotFound } from '#platform/errors.ts';
import { type Locale, LOCALES, translator } from '#platform/i18n/translate.ts';
import { formatMoney } from '#platform/money.ts';
import { getRuntime } from '#platform/runtime.ts';
import { DAY_MS } from '#platform/time.ts';
import type { Words, WordsByLocale } from '../message.ts';
import type { NoticeKind } from '../notice.ts';
import { loadEvent, momentAndPlace, type Reader, type NoticeEvent } from './load-reader.ts';
import { renderNotice } from './render-notice.ts';

export type PreviewInput = { kind: NoticeKind | 'message'; locale: Locale; words: Partial<Words>; isTrial?: boolean };

/** The letter with `words`, Foyer's where they are empty, about an order that does not exist. */
export async function renderPreview(
  ctx: Ctx,
  scope: EventScope,
  { kind, locale, words, isTrial = false }: PreviewInput,
): Promise<RenderedLetter> {
  const event = await loadEvent(ctx, scope.eventId);
  if (!event) throw new NotFound('not_found.event_gone');
  const [first, second] = await listTicketTypes(ctx, scope);
  const { currency } = await getEventMoney(ctx, scope);
  const reader = inventReader(ctx, {
    event,
    locale,
    currency,
    types: [first?.name ?? 'Ticket', second?.name ?? first?.name ?? 'Ticket'],
    kind,
  });
  return renderNotice(reader, {
    kind,
    words,
    values: inventValues(ctx, event, { locale, currency, ticket: first?.name ?? 'Ticket' }),
    isTrial,
  });
}

/** A letter in each language that has words. */
export async function renderPreviews(
  ctx: Ctx,
  scope: EventScope,
  { words, ...input }: Omit<PreviewInput, 'locale' | 'words'> & { words: WordsByLocale },
): Promise<RenderedLetter[]> {
  const written = LOCALES.flatMap((locale) => (words[locale] ? [{ locale, words: words[locale] }] : []));
  return Promise.all(written.map((one) => renderPreview(ctx, scope, { ...input, ...one })));
}

function inventReader(
  ctx: Ctx,
  {
    event,
    locale,
    currency,
    types: [one, two],
    kind,
  }: { event: NoticeEvent; locale: Locale; currency: string; types: [string, string]; kind: string },
): Reader {
  const line = (name: string, quantity: number): OrderView['lines'][number] => ({
    id: 0,
    ticketType: 0,
    name,
    kind: 'paid',
    quantity,
    cancelled: 0,
    unitMinor: 0,
    discountMinor: 0,
    taxMinor: 0,
    grossMinor: 0,
    taxName: '',
    taxRateBp: 0,
  });
  const lines = one === two ? [line(one, 2)] : [line(one, 2), line(two, 1)];
  const order = {
    code: 'K7PW2MHX',
    currency,
    totalMinor: 4500,
    paymentDueAt: ctx.now + 7 * DAY_MS,
    lines,
  } as OrderView;
  const isPersonal = kind === 'waiting-offer' || kind === 'ticket-transferred' || kind === 'attendee-ticket';
  return {
    event,
    order: isPersonal ? null : order,
    ticket: null,
    to: 'ada@example.org',
    name: translator(locale)('notice.sample.attendee'),
    locale,
    href: `${getRuntime().config.url}/e/${event.slug}`,
  };
}

function inventValues(
  ctx: Ctx,
  event: NoticeEvent,
  { locale, currency, ticket }: { locale: Locale; currency: string; ticket: string },
): Record<string, string> {
  const moment = (at: number): string => formatMoment(at, event.timeZone, locale);
  return {
    ticket,
    buyer: translator(locale)('notice.sample.buyer'),
    until: moment(ctx.now + DAY_MS),
    amount: formatMoney({ minor: 1500, currency }, locale),
    before: momentAndPlace({ ...event, startsAt: event.startsAt - DAY_MS }, locale),
    note: event.cancellationNote || '…',
  };
}
