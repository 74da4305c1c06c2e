/** An order's tickets as a PDF, in the event's look. */
import { readFileSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { type Brand, type Theme, theme } from '#platform/color.ts';
import type { Ctx } from '#platform/ctx.ts';
import { formatWhen, zoneName } from '#platform/dates.ts';
import { NotFound } from '#platform/errors.ts';
import { direction, type Locale, type Translate, translator } from '#platform/i18n/translate.ts';
import { formatMoney } from '#platform/money.ts';
import { breakable, isolated } from '#platform/pdf/breakable.ts';
import { renderPdf } from '#platform/pdf/render-pdf.ts';
import { posterSvg } from '#platform/poster.ts';
import { qrSvg } from '#platform/qr.ts';
import { getPasses, type Pass, type Passes } from './queries.ts';

const TEMPLATE = readFileSync(new URL('./render-ticket.typ', import.meta.url), 'utf8');

export type TicketsFile = { pdf: Uint8Array; fileName: string };

/**
 * All tickets of the order that let somebody in, one a page, or the one of that number; `held`: for the holder of that
 * one.
 * @throws NotFound where there is none; Unavailable where too many documents are asked for
 */
export async function renderTickets(
  ctx: Ctx,
  scope: OrderScope,
  { locale, number, held }: { locale: Locale; number?: number; held?: number },
): Promise<TicketsFile> {
  const found = await getPasses(ctx, scope, { held });
  const passes = found.passes.filter((pass) => number === undefined || pass.number === number);
  if (passes.length === 0) throw new NotFound('not_found.valid_ticket');
  return renderPasses({ ...found, passes }, { locale, number: number ?? held });
}

/**
 * Those passes, one a page. `number`: after which ticket the file is named; absent for the whole order.
 * @throws Unavailable where too many documents are asked for
 */
export async function renderPasses(
  found: Passes,
  { locale, number }: { locale: Locale; number?: number | undefined },
): Promise<TicketsFile> {
  const { code, completedAt, createdAt } = found.order;
  const pdf = await renderPdf({ template: TEMPLATE, data: dataOf(found, locale), at: completedAt ?? createdAt });
  return { pdf, fileName: `${[code, number].filter(Boolean).join('-')}.pdf` };
}

function dataOf({ event, place, order, passes }: Passes, locale: Locale): object {
  const t = translator(locale);
  const organizer = event.organizer.name;
  return {
    lang: locale,
    dir: direction(locale),
    ...lookOf(event),
    title: t('passes.title', { count: passes.length, event: event.name }),
    organizer,
    event: breakable(event.name),
    order: order.code,
    when: formatWhen(event.startsAt, event.endsAt, event.timeZone, locale),
    zone: zoneName(event.timeZone),
    where: isolated(place),
    words: {
      type: t('passes.type'),
      order: t('passes.order'),
      price: t('passes.price'),
      attendee: t('passes.attendee'),
      ticket: t('passes.ticket'),
      show: t('passes.show'),
      once: t('passes.once'),
      from: event.email
        ? t('passes.fromEmail', { organizer: isolated(organizer), email: isolated(event.email) })
        : t('passes.from', { organizer: isolated(organizer) }),
    },
    tickets: passes.map((pass) => ticketOf(pass, order.currency, locale, t)),
  };
}

/** What is the same for all tickets of an event. */
type Look = { colors: Theme; poster: string };

const looks = new LRUCache<string, Look>({ max: 100 });

function lookOf({ slug, hue, brandColor }: Brand & { slug: string }): Look {
  const key = `${slug} ${hue} ${brandColor}`;
  const known = looks.get(key);
  if (known) return known;
  const brand = { hue, brandColor };
  const look = {
    colors: theme(brand, 'light'),
    poster: posterSvg({ seed: slug, brand, width: 870, height: 290, mode: 'light' }),
  };
  looks.set(key, look);
  return look;
}

function ticketOf(
  { name, label, attendee, priceMinor, code }: Pass,
  currency: string,
  locale: Locale,
  t: Translate,
): object {
  return {
    label,
    type: isolated(name),
    attendee: breakable(attendee),
    price: priceMinor === 0 ? t('tickets.free') : formatMoney({ minor: priceMinor, currency }, locale),
    qr: qrSvg(code, 0),
    alt: t('passes.alt', { ticket: label }),
  };
}
