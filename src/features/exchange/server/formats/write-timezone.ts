import { formatOffset, fromLocal, offsetMinutes, toLocal, type Instant } from '#platform/time.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/* No zone has ever changed its offset twice within a week. */
const STEP = 7 * DAY;
const HORIZON = 400 * DAY;

/** From `at` on, clocks show `to` minutes east of Greenwich; before it, `from`. */
export type OffsetChange = { at: Instant; from: number; to: number };

/** One STANDARD or DAYLIGHT part of a VTIMEZONE. `onset` is in the local time before the change. */
export type Observance = { kind: 'STANDARD' | 'DAYLIGHT'; onset: string; from: number; to: number; name: string };

/** Every change of the zone's offset after `from` and up to `to`, to the minute. */
export function offsetChanges(zone: string, from: Instant, to: Instant): OffsetChange[] {
  const changes: OffsetChange[] = [];
  for (let at = from; at < to; at += STEP) {
    const until = Math.min(at + STEP, to);
    const [before, after] = [offsetMinutes(at, zone), offsetMinutes(until, zone)];
    if (before !== after) changes.push({ at: changeBetween(zone, at, until), from: before, to: after });
  }
  return changes;
}

function changeBetween(zone: string, low: Instant, high: Instant): Instant {
  const before = offsetMinutes(low, zone);
  let [early, late] = [Math.floor(low / MINUTE), Math.ceil(high / MINUTE)];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (offsetMinutes(middle * MINUTE, zone) === before) early = middle;
    else late = middle;
  }
  return late * MINUTE;
}

/**
 * The parts of a VTIMEZONE that give the zone's offset for every instant from `from` to `to` (RFC 5545, section 3.6.5):
 * the change before the span, those within it and the next one after, each with its real onset and no recurrence rule.
 * A zone that does not change gets one STANDARD part with the onset 1970-01-01.
 */
export function observances(zone: string, from: Instant, to: Instant): Observance[] {
  const changes = offsetChanges(zone, from - HORIZON, to + HORIZON);
  const first = changes.findLastIndex((change) => change.at <= from);
  const next = changes.findIndex((change) => change.at > to);
  const kept = changes.slice(Math.max(first, 0), next < 0 ? undefined : next + 1);
  const parts = kept.map((change) => observanceOf(zone, change));
  return first >= 0 ? parts : [unchanging(offsetMinutes(from - HORIZON, zone)), ...parts];
}

function observanceOf(zone: string, change: OffsetChange): Observance {
  const year = toLocal(change.at, zone).year;
  const monthStart = (month: number): Instant =>
    fromLocal({ year, month, day: 1, hour: 0, minute: 0, second: 0 }, zone);
  const standard = Math.min(offsetMinutes(monthStart(1), zone), offsetMinutes(monthStart(7), zone));
  return {
    kind: change.to > standard ? 'DAYLIGHT' : 'STANDARD',
    onset: new Date(change.at + change.from * MINUTE).toISOString().slice(0, 19),
    from: change.from,
    to: change.to,
    name: shortOffset(change.to),
  };
}

function unchanging(offset: number): Observance {
  return { kind: 'STANDARD', onset: '1970-01-01T00:00:00', from: offset, to: offset, name: shortOffset(offset) };
}

/** `+02`, `+0530`: how the tz database abbreviates a zone that has no letters of its own. */
function shortOffset(minutes: number): string {
  return formatOffset(minutes).replace(':', '').replace(/00$/, '');
}

/** VTIMEZONE as lines of RFC 5545, unfolded (none is longer than 75 octets). */
export function timezoneLines(zone: string, from: Instant, to: Instant): string[] {
  const lines = ['BEGIN:VTIMEZONE', `TZID:${zone}`];
  for (const part of observances(zone, from, to)) {
    lines.push(
      `BEGIN:${part.kind}`,
      `DTSTART:${part.onset.replace(/[-:]/g, '')}`,
      `TZOFFSETFROM:${formatOffset(part.from).replace(':', '')}`,
      `TZOFFSETTO:${formatOffset(part.to).replace(':', '')}`,
      `TZNAME:${part.name}`,
      `END:${part.kind}`,
    );
  }
  lines.push('END:VTIMEZONE');
  return lines;
}

/**
 * Whether a local time with the zone's name says `at` to every client. Of an hour that a clock shows twice in autumn
 * RFC 5545 (section 3.3.5) means the first, but not all clients know; and UTC needs no zone. These are written in UTC.
 */
export function isSaidLocally(at: Instant, zone: string): boolean {
  if (zone === 'UTC') return false;
  const own = offsetMinutes(at, zone);
  const around = [offsetMinutes(at - DAY, zone), offsetMinutes(at + DAY, zone)];
  return around.every((other) => other === own || offsetMinutes(at + (own - other) * MINUTE, zone) !== other);
}
