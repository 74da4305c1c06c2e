/** Dates and times in words, in the zone of what takes place and the language of who reads. */
import { DAY_MS, type Instant, localDate, offsetMinutes } from './time.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Plain `en` reads day before month and the 24-hour clock, as most of the world does; `en-US` keeps its own ways. */
const localeOf = (locale: string): string => (locale === 'en' ? 'en-GB' : locale);

function format(locale: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}|${zone}|${Object.values(options).join()}|${Object.keys(options).join()}`;
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(localeOf(locale), { ...options, timeZone: zone, calendar: 'gregory' });
    formats.set(key, known);
  }
  return known;
}

/** Without the comma that British English sets after the weekday, and with ordinary spaces. */
const tidy = (text: string): string =>
  text.replace(/^(\p{L}+), (?=\p{L}|\p{N})/u, '$1 ').replace(/[\u2009\u202f\u00a0]/g, ' ');

const isEnglish = (locale: string): boolean => locale === 'en' || locale === 'en-GB';

/** `Friday 4 June 2027`. */
export function formatDay(at: Instant, zone: string, locale: string): string {
  return tidy(format(locale, zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at));
}

/** `Fri 4 June`. */
export function formatDayShort(at: Instant, zone: string, locale: string): string {
  return tidy(format(locale, zone, { weekday: 'short', day: 'numeric', month: 'long' }).format(at));
}

/** `Fri 4`. */
export function formatDayBrief(at: Instant, zone: string, locale: string): string {
  return tidy(format(locale, zone, { weekday: 'short', day: 'numeric' }).format(at));
}

/** `Fri`. */
export function formatWeekday(at: Instant, zone: string, locale: string): string {
  return format(locale, zone, { weekday: 'short' }).format(at);
}

/** `09:30`, or `9:30 AM` where the language tells time so. */
export function formatTime(at: Instant, zone: string, locale: string): string {
  return tidy(format(locale, zone, { hour: '2-digit', minute: '2-digit' }).format(at));
}

/** `09:30 to 10:15` in English, joined as the language does elsewhere. */
export function formatTimes(startsAt: Instant, endsAt: Instant, zone: string, locale: string): string {
  if (startsAt === endsAt) return formatTime(startsAt, zone, locale);
  if (isEnglish(locale)) return `${formatTime(startsAt, zone, locale)} to ${formatTime(endsAt, zone, locale)}`;
  return `${formatTime(startsAt, zone, locale)} – ${formatTime(endsAt, zone, locale)}`;
}

/** `Fri 4 June 2027, 09:30 to 10:15`; what takes a day or more says the day of its end too. */
export function formatWhen(startsAt: Instant, endsAt: Instant, zone: string, locale: string): string {
  if (endsAt - startsAt >= DAY_MS)
    return `${formatWhenShort(startsAt, zone, locale)} ${isEnglish(locale) ? 'to' : '–'} ${formatWhenShort(endsAt, zone, locale)}`;
  const comma = locale.startsWith('ar') ? '،' : ',';
  return `${formatRange(startsAt, startsAt, zone, locale)}${comma} ${formatTimes(startsAt, endsAt, zone, locale)}`;
}

/** `Fri 4 June 2027, 09:30`. */
export function formatWhenShort(at: Instant, zone: string, locale: string): string {
  return formatWhen(at, at, zone, locale);
}

const DAY = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' } as const;

/**
 * The days from one instant to another: `Thu 3 to Sat 5 June 2027`, `Mon 31 May to Wed 2 June 2027`, `Fri 4 June 2027`.
 * An end at midnight belongs to the day before.
 */
export function formatRange(startsAt: Instant, endsAt: Instant, zone: string, locale: string): string {
  const last = endsAt > startsAt ? endsAt - 1 : startsAt;
  const from = localDate(startsAt, zone);
  const to = localDate(last, zone);
  const whole = format(locale, zone, DAY);
  if (from === to) return tidy(whole.format(startsAt));
  if (!isEnglish(locale)) return tidy(whole.formatRange(startsAt, last));
  const sameYear = from.slice(0, 4) === to.slice(0, 4);
  const sameMonth = from.slice(0, 7) === to.slice(0, 7);
  const { weekday, day, month, year } = DAY;
  const start = format(locale, zone, { weekday, day, ...(sameMonth ? {} : { month }), ...(sameYear ? {} : { year }) });
  return `${tidy(start.format(startsAt))} to ${tidy(whole.format(last))}`;
}

/** `UTC+1`, `UTC−3:30`, `UTC`. */
export function formatUtcOffset(at: Instant, zone: string): string {
  const minutes = offsetMinutes(at, zone);
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const rest = size % 60 ? `:${String(size % 60).padStart(2, '0')}` : '';
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest}`;
}

/** The place a zone is named after, `Lisbon` or `Buenos Aires`; '' for zones named after no place. */
export function zonePlace(zone: string): string {
  if (!zone.includes('/') || zone.startsWith('Etc/')) return '';
  return (zone.split('/').pop() ?? '').replace(/_/g, ' ');
}

/** What a zone is called: the place that it is named after, or its own name. */
export function zoneName(zone: string): string {
  return zonePlace(zone) || zone;
}

/** A moment with the zone that it is said in: `Sat 8 May 2027, 10:00 (Lisbon)`. */
export function formatMoment(at: Instant, zone: string, locale: string): string {
  return `${formatWhenShort(at, zone, locale)} (${zoneName(zone)})`;
}

/** `2 h`, `30 min`, `1 h 30 min` in the reader's language. */
export function formatMinutes(minutes: number, locale: string): string {
  const unit = (value: number, name: 'hour' | 'minute'): string =>
    new Intl.NumberFormat(localeOf(locale), { style: 'unit', unit: name, unitDisplay: 'short' })
      .format(value)
      .replace('hrs', 'h')
      .replace('hr', 'h')
      .replace('mins', 'min');
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return unit(rest, 'minute');
  return rest === 0 ? unit(hours, 'hour') : `${unit(hours, 'hour')} ${unit(rest, 'minute')}`;
}
