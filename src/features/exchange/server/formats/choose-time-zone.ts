import { type Instant, isTimeZone, offsetMinutes, parseIso, DAY_MS } from '#platform/time.ts';
import { cleanLine } from './clean-text.ts';
import type { ReadContext } from './read-context.ts';

/** A moment whose offset the file wrote out: `2015-08-07T16:00:00+02:00`. */
export type OffsetEvidence = { at: Instant; minutes: number };

/**
 * Zones to try where only offsets are known: for each offset and its summer time, the one where most conferences are.
 */
const LIKELY = [
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'Europe/Helsinki',
  'Asia/Kolkata',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Australia/Adelaide',
  'America/Sao_Paulo',
  'Pacific/Auckland',
  'Asia/Kathmandu',
  'Asia/Dubai',
  'Asia/Bangkok',
  'Europe/Moscow',
];

/**
 * The offset that a time carries, as evidence for the zone; `Z` is none, since it only says that somebody converted.
 */
export function offsetEvidence(text: string | undefined): OffsetEvidence | undefined {
  const m = /[T ]\d.*([+-])(\d{2}):?(\d{2})\s*$/.exec(text?.slice(0, 40) ?? '');
  const read = m && parseIso(text ?? '', 'UTC');
  if (!m || !read) return undefined;
  const minutes = (Number(m[2]) * 60 + Number(m[3])) * (m[1] === '-' ? -1 : 1);
  return { at: read.at, minutes };
}

/**
 * The IANA zone of an event: what the file declares; else `fallback`, a zone named after one of `places` and the likely
 * ones, whichever first agrees with every offset in the file; else that offset by itself; else UTC. Everything but the
 * first is remarked.
 */
export function chooseTimeZone(
  known: { declared?: string; evidence: OffsetEvidence[]; places: string[]; fallback: string },
  { remarks, guessed }: Pick<ReadContext, 'remarks' | 'guessed'>,
): string {
  const declared = cleanLine(known.declared ?? '');
  if (isTimeZone(declared)) return declared;
  guessed.timeZone = true;
  const sample = thin(known.evidence);
  const agrees = (zone: string): boolean => sample.every(({ at, minutes }) => offsetMinutes(at, zone) === minutes);
  const candidates = [
    ...(isTimeZone(known.fallback) ? [known.fallback] : []),
    ...fixedOffset(declared),
    ...zonesNamedAfter([declared, ...known.places]),
    ...(sample.length > 0 ? [...LIKELY, ...fixedOffsetOf(sample)] : []),
  ];
  const zone = candidates.find(agrees) ?? candidates[0] ?? 'UTC';
  const agreed = sample.length > 0 && agrees(zone);
  if (declared) remarks.mend('event', agreed ? 'zone_unknown_agrees' : 'zone_unknown', { name: declared, zone });
  else remarks.mend('event', agreed ? 'zone_missing_agrees' : 'zone_missing', { zone });
  return zone;
}

function thin(evidence: OffsetEvidence[]): OffsetEvidence[] {
  const seen = new Map<string, OffsetEvidence>();
  for (const one of evidence) {
    seen.set(`${Math.floor(one.at / DAY_MS)} ${one.minutes}`, one);
    if (seen.size >= 50) break;
  }
  return [...seen.values()];
}

function zonesNamedAfter(places: string[]): string[] {
  const wanted = places.map((place) => place.trim().toLowerCase().replace(/\s+/g, '_')).filter(Boolean);
  if (wanted.length === 0) return [];
  return Intl.supportedValuesOf('timeZone').filter((zone) =>
    wanted.includes(zone.slice(zone.lastIndexOf('/') + 1).toLowerCase()),
  );
}

function fixedOffset(declared: string): string[] {
  const m = /^(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?00)?$/i.exec(declared);
  return m ? fixedZone(Number(m[2]) * (m[1] === '-' ? -60 : 60)) : [];
}

function fixedOffsetOf(sample: OffsetEvidence[]): string[] {
  return sample[0] ? fixedZone(sample[0].minutes) : [];
}

/** `Etc/GMT-2` is two hours east: the tz database turns the sign around there. */
function fixedZone(minutes: number): string[] {
  if (minutes % 60 !== 0) return [];
  const zone = minutes === 0 ? 'UTC' : `Etc/GMT${minutes > 0 ? '-' : '+'}${Math.abs(minutes) / 60}`;
  return isTimeZone(zone) ? [zone] : [];
}

/** The zone that keeps these offsets in January and in July; undefined where none of the likely ones does. */
export function zoneWithOffsets(january: number, july: number): string | undefined {
  const winter = Date.UTC(2024, 0, 15);
  const summer = Date.UTC(2024, 6, 15);
  const zones = [...LIKELY, ...fixedZone(january)];
  return zones.find((zone) => offsetMinutes(winter, zone) === january && offsetMinutes(summer, zone) === july);
}
