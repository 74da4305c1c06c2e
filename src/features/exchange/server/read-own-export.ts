/** Reading what our own exports say of an event, to tell what is new in one that comes back. */
import { Invalid } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import type { Reading, SaidConference } from '../conference.ts';
import { type KnownConference, plainConference } from '../known-conference.ts';
import { readConference } from './read-conference.ts';
import { mediaAddressesOf } from './rebuild-exports.ts';
import { EXPORTS, type ExportOptions } from './write-conference.ts';

/**
 * The forms of a format that differ in what they say. The organiser's own archive says all that the public one does.
 */
const FORMS: Partial<Record<Reading['format'], Partial<ExportOptions>[]>> = {
  'schedule-xml': [{ client: 'strict' }, { client: 'fosdem' }],
  'open-event': [{ includePrivate: true }],
};

const CALENDARS = new Set<Reading['format']>(['icalendar', 'xcal', 'xcal-rfc6321']);

/** A calendar has no dates of its own: those that a reader makes of its sessions say nothing of the event. */
function windowOf({ conference }: Reading): { startsAt: Instant; endsAt: Instant } {
  const { startsAt, endsAt } = conference.event;
  return { startsAt, endsAt };
}

/**
 * What our exports in the reading's format would say of `known` at the address that the file gives its event: nothing
 * for files of other programs. The content of media is not looked at; the plan compares that with what is stored.
 */
export async function readOwnExports(known: KnownConference, reading: Reading): Promise<SaidConference[]> {
  const { format, ownEventUrl } = reading;
  const file = EXPORTS.find((candidate) => candidate.format === format);
  if (ownEventUrl === undefined || !file) return [];
  const baseUrl = ownEventUrl.replace(/\/e\/[^/]*$/, '');
  const { timeZone } = known.event;
  const said: SaidConference[] = [];
  for (const form of FORMS[format] ?? [{}]) {
    const options = { baseUrl, eventUrl: ownEventUrl, mediaUrl: mediaAddressesOf(known, baseUrl), ...form };
    const written = await file.write(plainConference(known), options);
    try {
      const bytes = typeof written === 'string' ? Buffer.from(written) : written;
      const { conference } = await readConference(bytes, { timeZone });
      said.push(
        CALENDARS.has(format) && reading.guessed?.start === 'sessions'
          ? { ...conference, event: { ...conference.event, ...windowOf(reading) } }
          : conference,
      );
    } catch (error) {
      // An export that cannot be read says nothing, so that everything in the file counts as a change.
      if (!(error instanceof Invalid)) throw error;
    }
  }
  return said;
}
