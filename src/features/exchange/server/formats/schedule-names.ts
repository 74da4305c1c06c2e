/** The identifiers that the voc schemas of schedule.xml and schedule.json allow, made from what we have. */
import { slugify } from '#features/events/event.ts';
import type { Conference, ConferenceEvent } from '#features/exchange/conference.ts';
import { localClock, localDate, toLocal } from '#platform/time.ts';
import { writableLine } from './writable-text.ts';

/** At least four of `a-z0-9_-`: a shorter acronym gets the event's year. */
export function acronymOf(event: ConferenceEvent): string {
  const acronym =
    event.acronym
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, '-')
      .replace(/^-+|-+$/g, '') ||
    slugify(event.name) ||
    'event';
  return acronym.length >= 4 ? acronym : `${acronym}-${toLocal(event.startsAt, event.timeZone).year}`;
}

/** schedule.json allows no hyphen in an acronym. */
export function jsonAcronymOf(event: ConferenceEvent): string {
  return acronymOf(event).replaceAll('-', '_');
}

/** The organiser's name for this state of the schedule, or the time of its last change. Short, as clients sniff. */
export function versionOf(event: ConferenceEvent): string {
  const version = writableLine(event.scheduleVersion).slice(0, 100).toWellFormed();
  return version || `${localDate(event.updatedAt, event.timeZone)} ${localClock(event.updatedAt, event.timeZone)}`;
}

/** `02:30`. Below 24 hours this is what every client reads. */
export function clockLength(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The length of a timeslot; five minutes where the organiser set none. */
export function timeslotOf({ event }: Conference): string {
  return clockLength(event.timeslotMinutes > 0 && event.timeslotMinutes < 1440 ? event.timeslotMinutes : 5);
}

/** Hands out each name once: the schemas want slugs and codes unique. '' for one that is taken or has another form. */
export function onceOnly(form: RegExp): (name: string) => string {
  const given = new Set<string>();
  return (name) => {
    if (!form.test(name) || given.has(name)) return '';
    given.add(name);
    return name;
  };
}
