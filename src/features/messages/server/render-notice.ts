/** A mail about a fact, in the words of the event or of Foyer. */
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import type { Letter } from '#features/mail/letter.ts';
import { renderLetter, type RenderedLetter } from '#features/mail/server/render-letter.ts';
import { ticketsWorkBeforePayment } from '#features/payments/hand-methods.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type Locale, translator, textKey } from '#platform/i18n/translate.ts';
import { quoteMarkdown, renderMarkdown } from '#platform/markup.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Words } from '../message.ts';
import { fillWords, type NoticeKind } from '../notice.ts';
import { type Reader, valuesOf } from './load-reader.ts';
import type { Addition } from './make-additions.ts';

/**
 * `words`: the event's own, by template; an empty subject or body is Foyer's. `values` stand for names in brackets
 * beside those that every mail has.
 */
export type NoticeParts = {
  kind: NoticeKind | 'message';
  words: Partial<Words>;
  values?: Record<string, string>;
  additions?: Addition;
  isTrial?: boolean;
};

export function renderNotice(
  reader: Reader,
  { kind, words, values = {}, additions = {}, isTrial = false }: NoticeParts,
): RenderedLetter {
  const { event, locale, href } = reader;
  const t = translator(locale);
  const known = { ...valuesOf(reader), ...values };
  const atTheDoor = isPaidAtTheDoor(reader, kind);
  const subject = fillWords(words.subject || t(textKey(`notice.${kind}.subject`)), known);
  const letter: Letter = {
    subject: isTrial ? `[${t('notice.trial')}] ${subject}` : subject,
    heading: kind === 'message' ? subject : fillWords(t(`notice.${kind}.heading`), known),
    lead: [],
    body: bodyOf(words.body || t(textKey(`notice.${kind}.${atTheDoor ? 'bodyAtTheDoor' : 'body'}`)), known),
    facts: [...factsOf(reader, kind, known), ...(additions.facts ?? [])],
    action: actionOf(reader, kind, atTheDoor),
    after: [
      ...(additions.after ?? []),
      ...(href !== null && reader.order && !reader.ticket && kind !== 'order-expired' && kind !== 'payment-failed'
        ? [t('notice.keep')]
        : []),
    ],
    reason: t(reasonOf(reader, kind), { event: event.name, buyer: known.buyer ?? '' }),
    brand: event.name,
    colors: event,
    locale,
  };
  return renderLetter(letter);
}

/** To what is the reader's own; to the event where there is nothing of theirs, or no longer. */
function actionOf(
  { event, href, locale }: Reader,
  kind: NoticeKind | 'message',
  atTheDoor: boolean,
): { label: string; href: string } {
  const t = translator(locale);
  const page = `${getRuntime().config.url}/e/${event.slug}`;
  if (kind === 'order-expired' || kind === 'payment-failed')
    return { label: t('notice.order-expired.action'), href: page };
  if (href === null) return { label: t('notice.seeEvent'), href: page };
  return { label: t(`notice.${atTheDoor ? 'order-confirmation' : kind}.action`), href };
}

/** The words as HTML and as text. What stands for names in brackets is quoted, so that nobody's name becomes a link. */
function bodyOf(body: string, values: Record<string, string>): { html: string; text: string } {
  const quoted = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, quoteMarkdown(value)]));
  return {
    html: renderMarkdown(fillWords(body, quoted)),
    text: fillWords(body, values)
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
  };
}

/** An order whose tickets are valid before they are paid has nothing to hurry for. */
function isPaidAtTheDoor({ order }: Reader, kind: NoticeKind | 'message'): boolean {
  return kind === 'order-placed' && ticketsWorkBeforePayment(order?.paymentMethod ?? '');
}

/** `known`: what stands for the names in brackets. */
function factsOf(
  { order, ticket, locale }: Reader,
  kind: NoticeKind | 'message',
  known: Record<string, string>,
): { label: string; text: string }[] {
  const t = translator(locale);
  const fact = (label: string, text: string): { label: string; text: string }[] =>
    text ? [{ label: t(textKey(`notice.${label}`)), text }] : [];
  const isOwed = kind === 'order-placed' || kind === 'payment-reminder';
  return [
    ...fact('order', order?.code ?? ''),
    ...(ticket ? fact('ticket', ticket.name) : fact('tickets', ticketsInWords(order))),
    ...fact('when', known.when ?? ''),
    ...fact('where', known.where ?? ''),
    // What is to be paid, and how, payments add.
    ...(isOwed && order?.paymentDueAt != null ? fact('due', known.due ?? '') : []),
  ];
}

/** `2 × Adult`, a line for each ticket type; what gave its seats back is not counted, unless all did. */
function ticketsInWords(order: Reader['order']): string {
  const lines = order?.lines ?? [];
  const left = lines
    .filter(({ quantity, cancelled }) => quantity > cancelled)
    .map(({ quantity, cancelled, name }) => `${quantity - cancelled} × ${name}`);
  return (left.length > 0 ? left : lines.map(({ quantity, name }) => `${quantity} × ${name}`)).join('\n');
}

function reasonOf(
  { order, ticket, href }: Reader,
  kind: NoticeKind | 'message',
): `notice.reason${'' | 'Attendee' | 'Waiting' | 'Ticket'}` {
  if (kind === 'attendee-ticket') return 'notice.reasonAttendee';
  if (kind === 'waiting-offer' || order === null) return 'notice.reasonWaiting';
  return href === null || ticket !== null || kind === 'ticket-transferred' ? 'notice.reasonTicket' : 'notice.reason';
}

/** The event's own words for that kind and language; empty where it leaves them to Foyer. */
export async function loadWords(ctx: Ctx, eventId: number, kind: string, locale: Locale): Promise<Words> {
  return rememberOfEvent(ctx, eventId, `words of ${kind} in ${locale}`, async () => {
    const row = await ctx.db
      .selectFrom('messageTemplates')
      .select(['subject', 'body'])
      .where('eventId', '=', eventId)
      .where('kind', '=', kind)
      .where('locale', '=', locale)
      .executeTakeFirst();
    return row ?? { subject: '', body: '' };
  });
}
