/**
 * How much of each text is kept. Files are read whole before that, so that what is long is known again by the same key
 * in the next version of the file.
 */
import { createHash } from 'node:crypto';
import type { SaidConference } from '#features/exchange/conference.ts';
import { NOUN_FIELDS } from '#features/exchange/nouns.ts';
import type { FieldKind, Fields } from '#platform/records/field.ts';
import { SESSION_LIMITS } from '#features/sessions/session.ts';
import { clipText } from './clean-text.ts';
import { nameElement, type RemarkCode, type Remarks, type RemarkValues } from './collect-remarks.ts';

/** In UTF-16 units, as forms count them. What is neither an address nor a long text is a line. */
export const TEXT_LIMITS = { line: SESSION_LIMITS.title, address: 2_000, text: SESSION_LIMITS.text } as const;
/** A database index holds no more than some 2,700 bytes. */
const LONGEST_KEY = 500;
/** Of the links, attachments and social links of one thing. */
const MOST_LINKS = 200;

const declared = (kind: FieldKind): string[] =>
  Object.values(NOUN_FIELDS).flatMap((fields: Fields) =>
    Object.keys(fields).filter((name) => fields[name]?.kind === kind),
  );

/** By the declarations of the nouns, and those of the event itself. */
const TEXTS = new Set([...declared('area'), 'organizerDescription', 'codeOfConduct', 'announcement']);
const ADDRESSES = new Set([...declared('address'), 'ticketUrl', 'holderUrl', 'licenceUrl', 'logo', 'uid']);
const MEDIA = new Set([...declared('media'), 'header']);
/** What points at other records. */
const KEYS = { session: new Set(['key', 'track', 'room', 'type', 'speakers']), other: new Set(['key']) };

type Report = <C extends RemarkCode>(code: C, ...values: RemarkValues<C>) => void;

/** Shortens in place what is longer than anybody reads, each with a remark; what points at records still does. */
export function clipConference(conference: SaidConference, remarks: Remarks): void {
  const { event, tracks, rooms, sessionTypes, speakers, sessions, sponsors = [] } = conference;
  const clip = (records: object[], element: (record: object) => string, keys = KEYS.other): void => {
    for (const record of records)
      clipRecord(record, keys, (code, ...values) => remarks.mend(element(record), code, ...values));
  };
  const named = (kind: string) => (record: object) => nameElement(kind, undefined, (record as { name: string }).name);
  clip([event], () => 'event');
  clip(tracks, named('track'));
  clip(rooms, named('room'));
  clip(sessionTypes, named('session type'));
  clip(speakers, named('speaker'));
  clip(sponsors, named('sponsor'));
  clip(sessions, (record) => sessionElement(record as SaidConference['sessions'][number]), KEYS.session);
}

function sessionElement({ number, title }: SaidConference['sessions'][number]): string {
  return nameElement('session', number === undefined ? undefined : String(number), title);
}

function clipRecord(record: object, keys: Set<string>, report: Report): void {
  const target = record as Record<string, unknown>;
  for (const [field, value] of Object.entries(target)) {
    if (keys.has(field)) target[field] = Array.isArray(value) ? value.map(shortKey) : shortKey(value);
    else if (MEDIA.has(field) && typeof value === 'object') clipMedia(target, field, report);
    else target[field] = clipValue(value, field, report);
  }
}

function shortKey(key: unknown): unknown {
  if (typeof key !== 'string' || key.length <= LONGEST_KEY) return key;
  return `${clipText(key, 100)} ${createHash('sha256').update(key).digest('hex')}`;
}

/** A file's name or its address cannot be shortened; without it nothing is said of the file. */
function clipMedia(target: Record<string, unknown>, field: string, report: Report): void {
  const [length = 0] = Object.values(target[field] ?? {}).map((text) => String(text).length);
  if (length <= TEXT_LIMITS.address) return;
  report('address_too_long', { field, of: length, count: TEXT_LIMITS.address });
  delete target[field];
}

function clipValue(value: unknown, field: string, report: Report): unknown {
  if (typeof value === 'string') return clipString(value, field, report);
  if (Array.isArray(value)) return clipList(value, field, report);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, clipValue(inner, name, report)]));
}

function clipList(list: unknown[], field: string, report: Report): unknown[] {
  if (list.length > MOST_LINKS) report('links_kept', { field, of: list.length, count: MOST_LINKS });
  return list.slice(0, MOST_LINKS).flatMap((one) => {
    const clipped = clipValue(one, field, report);
    return addressOf(one) !== '' && addressOf(clipped) === '' ? [] : [clipped];
  });
}

function addressOf(link: unknown): unknown {
  return (link as { url?: unknown } | null)?.url;
}

function clipString(text: string, field: string, report: Report): string {
  const isAddress = ADDRESSES.has(field);
  const most = isAddress ? TEXT_LIMITS.address : TEXTS.has(field) ? TEXT_LIMITS.text : TEXT_LIMITS.line;
  if (text.length <= most) return text;
  report(isAddress ? 'address_too_long' : 'characters_kept', { field, of: text.length, count: most });
  return isAddress ? '' : clipText(text, most);
}
