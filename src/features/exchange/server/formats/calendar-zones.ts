import { cutText } from '#platform/fit-text.ts';
import { isTimeZone } from '#platform/time.ts';
import { zoneWithOffsets } from './choose-time-zone.ts';
import type { Remarks } from './collect-remarks.ts';

/** What a VTIMEZONE says: its name, the IANA name it was made from where it tells, and its offsets in minutes. */
export type RawZone = {
  tzid: string;
  location: string | undefined;
  standard: number | undefined;
  daylight: number | undefined;
};

/** The zones that a calendar defines, by their names; of one name, the first. */
export function zonesByName(zones: RawZone[]): Map<string, RawZone> {
  return new Map(zones.toReversed().map((zone) => [zone.tzid.trim(), zone]));
}

/** Minutes of `+0100` or `-05:00`. */
export function readOffset(text: string | undefined): number | undefined {
  const m = /^\s*([+-])(\d{2}):?(\d{2})/.exec(text ?? '');
  return m ? (Number(m[2]) * 60 + Number(m[3])) * (m[1] === '-' ? -1 : 1) : undefined;
}

/**
 * The IANA zone that a TZID means: itself, its last two parts (`/example.org/Europe/Berlin`), the location its
 * VTIMEZONE names, or a zone that keeps the same offsets in winter and summer. The last is remarked. Undefined where
 * none fits.
 */
export function ianaZone(tzid: string, zones: ReadonlyMap<string, RawZone>, remarks: Remarks): string | undefined {
  const plain = tzid.trim().replace(/^"|"$/g, '');
  const tail = plain.split('/').slice(-2).join('/');
  const defined = zones.get(plain);
  const named = [plain, tail, defined?.location?.trim() ?? ''].find((zone) => isTimeZone(zone));
  if (named) return named;
  const like = defined && zoneLike(defined);
  if (like) remarks.mend('file', 'zone_like', { name: cutText(plain, 60), zone: like });
  return like;
}

/** South of the equator summer time falls in January. */
function zoneLike({ standard, daylight }: RawZone): string | undefined {
  if (standard === undefined) return daylight === undefined ? undefined : zoneWithOffsets(daylight, daylight);
  const summer = daylight ?? standard;
  return zoneWithOffsets(standard, summer) ?? zoneWithOffsets(summer, standard);
}

/** Remarks, once for each, a TZID that nothing explains. */
export function countUnknownZone(tzid: string, zone: string, remarks: Remarks): void {
  const name = cutText(tzid, 60);
  remarks.count(`zone ${name}`, 'unknown_zone', { name, zone });
}
