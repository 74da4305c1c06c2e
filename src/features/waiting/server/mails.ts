/** What those who wait are written. */
import { placeLine } from '#features/events/event-face.ts';
import type { Letter } from '#features/mail/letter.ts';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import { sendNotice } from '#features/messages/server/send-notice.ts';
import type { Ctx } from '#platform/ctx.ts';
import { formatMoment } from '#platform/dates.ts';
import { knownLocale, type Locale, translator } from '#platform/i18n/translate.ts';
import { postMail } from '#platform/mailer.ts';
import { nameInMail } from '#platform/mail/name-in-mail.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Instant } from '#platform/time.ts';

type MailedEntry = {
  eventId: number;
  organizerId: number;
  slug: string;
  event: string;
  startsAt: Instant;
  timeZone: string;
  hue: number;
  brandColor: string | null;
  locationName: string;
  city: string;
  replyTo: string;
  name: string;
  email: string;
  quantity: number;
  ticketType: string;
  token: string;
  orderId: number | null;
  heldUntil: Instant | null;
  locale: Locale;
};

/** Posts the link to a place in the queue, in the caller's transaction. */
export async function postJoined(ctx: Ctx, entryId: number): Promise<void> {
  const entry = await load(ctx, entryId);
  const t = translator(entry.locale);
  await post(ctx, entry, 'waiting-joined', {
    ...frame(entry),
    subject: t('waiting.joinedSubject', { event: entry.event }),
    heading: t('waiting.joinedHeading'),
    lead: [
      t('waiting.mailDear', { name: nameInMail(entry.name, entry.email) }),
      t('waiting.joinedLead', { event: entry.event }),
    ],
    action: { label: t('waiting.joinedAction'), href: placeOf(entry) },
    after: [t('waiting.joinedAfter')],
  });
}

/**
 * Has somebody told of their offer in the words of the event, in the caller's transaction. Each offer is told once; the
 * mail is worth nothing once it is over.
 */
export async function postOffer(ctx: Ctx, entryId: number): Promise<void> {
  const { eventId, email, name, locale, ticketType, orderId, heldUntil } = await load(ctx, entryId);
  if (orderId === null || heldUntil === null) return;
  await sendNotice(ctx, {
    kind: 'waiting-offer',
    fact: `waiting-offer:${orderId}`,
    eventId,
    orderId,
    to: email,
    name,
    locale,
    ticket: ticketType,
    untilAt: heldUntil,
  });
}

/** What the mail of an offer says beside the words of the event: how many seats, and how to give them back. */
export async function describeOffer(
  ctx: Ctx,
  orderId: number,
  locale: string,
): Promise<{ facts: { label: string; text: string }[]; after: string[] }> {
  const entry = await ctx.db
    .selectFrom('waitingEntries as w')
    .innerJoin('ticketTypes as t', 't.id', 'w.ticketTypeId')
    .select(['w.quantity', 'w.token', 't.name'])
    .where('w.orderId', '=', orderId)
    .executeTakeFirst();
  if (!entry) return { facts: [], after: [] };
  const t = translator(knownLocale(locale));
  return {
    facts: [{ label: t('checkout.tickets'), text: `${entry.quantity} × ${entry.name}` }],
    after: [`${t('waiting.offerDecline')} ${placeOf(entry)}`],
  };
}

/** Posts that an offer was not taken in time, in the caller's transaction. */
export async function postLapsed(ctx: Ctx, entryId: number): Promise<void> {
  const entry = await load(ctx, entryId);
  const t = translator(entry.locale);
  await post(ctx, entry, 'waiting-lapsed', {
    ...frame(entry),
    subject: t('waiting.lapsedSubject', { event: entry.event }),
    heading: t('waiting.lapsedHeading'),
    lead: [
      t('waiting.mailDear', { name: nameInMail(entry.name, entry.email) }),
      t('waiting.lapsedLead', { event: entry.event }),
    ],
    action: { label: t('waiting.lapsedAction'), href: `${getRuntime().config.url}/e/${entry.slug}/waiting` },
  });
}

async function load(ctx: Ctx, entryId: number): Promise<MailedEntry> {
  const { locale, ...entry } = await ctx.db
    .selectFrom('waitingEntries as w')
    .innerJoin('events as e', 'e.id', 'w.eventId')
    .innerJoin('ticketTypes as t', 't.id', 'w.ticketTypeId')
    .leftJoin('orders as o', 'o.id', 'w.orderId')
    .select([
      'e.id as eventId',
      'e.organizerId',
      'e.slug',
      'e.name as event',
      'e.startsAt',
      'e.timeZone',
      'e.hue',
      'e.brandColor',
      'e.locationName',
      'e.city',
      'e.email as replyTo',
    ])
    .select([
      'w.name',
      'w.email',
      'w.quantity',
      't.name as ticketType',
      'w.token',
      'w.locale',
      'w.orderId',
      'o.heldUntil',
    ])
    .where('w.id', '=', entryId)
    .executeTakeFirstOrThrow();
  return { ...entry, locale: knownLocale(locale) };
}

async function post(ctx: Ctx, entry: MailedEntry, kind: string, letter: Letter): Promise<void> {
  const { organizerId, eventId, replyTo } = entry;
  // The links let their reader in, so the words do not stay in the outbox.
  await postMail(ctx, {
    to: entry.email,
    kind,
    organizerId,
    eventId,
    sensitive: true,
    ...(replyTo && { replyTo }),
    ...renderLetter(letter),
  });
}

function placeOf({ token }: { token: string }): string {
  return `${getRuntime().config.url}/waiting/${token}`;
}

function frame(entry: MailedEntry): Pick<Letter, 'facts' | 'reason' | 'brand' | 'colors' | 'locale'> {
  const t = translator(entry.locale);
  const place = placeLine(entry);
  return {
    facts: [
      { label: t('checkout.tickets'), text: `${entry.quantity} × ${entry.ticketType}` },
      { label: t('checkout.when'), text: formatMoment(entry.startsAt, entry.timeZone, entry.locale) },
      ...(place ? [{ label: t('checkout.where'), text: place }] : []),
    ],
    reason: t('waiting.mailReason', { event: entry.event }),
    brand: entry.event,
    colors: entry,
    locale: entry.locale,
  };
}
