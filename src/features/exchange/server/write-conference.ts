import type { Conference, FormatName } from '#features/exchange/conference.ts';
import { publicConference } from '#features/exchange/public-fields.ts';
import type { WriteOptions } from './formats/programme.ts';
import { writeSessionsCsv, writeSpeakersCsv } from './formats/write-csv.ts';
import { writeIcalendar } from './formats/write-icalendar.ts';
import { writeOpenEvent, type OpenEventOptions } from './formats/write-open-event.ts';
import { writeScheduleJson } from './formats/write-schedule-json.ts';
import { writeScheduleXml, type ScheduleXmlOptions } from './formats/write-schedule-xml.ts';
import { writeXcalRfc6321 } from './formats/write-xcal-rfc6321.ts';
import { writeXcal, type XcalOptions } from './formats/write-xcal.ts';

/** Options of all formats; each takes what it needs. */
export type ExportOptions = WriteOptions & ScheduleXmlOptions & XcalOptions & OpenEventOptions;

export type ConferenceExport = {
  /** File name, which is also the last part of its address. */
  name: string;
  /** Other names under which it is served. */
  aliases: string[];
  /** The exchange format that a reader would call it, null where nothing reads it. */
  format: FormatName | null;
  contentType: string;
  /** The same conference and options give the same content. */
  write: (conference: Conference, options: ExportOptions) => string | Promise<Uint8Array>;
};

/**
 * Counts up, with the day, when the same conference is written in another way: what was stored before is built anew,
 * and readers who have it get it again.
 */
export const WRITER = { version: 1, since: Date.UTC(2026, 11, 2) };

const FORMATS_WRITTEN: ConferenceExport[] = [
  {
    name: 'calendar.ics',
    aliases: [],
    format: 'icalendar',
    contentType: 'text/calendar; charset=utf-8',
    write: writeIcalendar,
  },
  {
    name: 'calendar.xcs',
    aliases: [],
    format: 'xcal',
    contentType: 'application/xml; charset=utf-8',
    write: writeXcal,
  },
  {
    name: 'xcal.xml',
    aliases: [],
    format: 'xcal-rfc6321',
    contentType: 'application/calendar+xml; charset=utf-8',
    write: writeXcalRfc6321,
  },
  {
    name: 'pentabarf.xml',
    aliases: ['schedule.xml'],
    format: 'schedule-xml',
    contentType: 'application/xml; charset=utf-8',
    write: writeScheduleXml,
  },
  {
    name: 'schedule.json',
    aliases: [],
    format: 'schedule-json',
    contentType: 'application/json; charset=utf-8',
    write: writeScheduleJson,
  },
  {
    name: 'sessions.csv',
    aliases: [],
    format: null,
    contentType: 'text/csv; charset=utf-8',
    write: writeSessionsCsv,
  },
  {
    name: 'speakers.csv',
    aliases: [],
    format: null,
    contentType: 'text/csv; charset=utf-8',
    write: writeSpeakersCsv,
  },
  {
    name: 'open-event.zip',
    aliases: [],
    format: 'open-event',
    contentType: 'application/zip',
    write: writeOpenEvent,
  },
];

/**
 * Every public export of an event. A writer gets only what the public may know, unless the organiser's own copy is
 * asked for.
 */
export const EXPORTS: ConferenceExport[] = FORMATS_WRITTEN.map((file) => ({
  ...file,
  write: (conference, options) =>
    file.write(options.includePrivate ? conference : publicConference(conference), options),
}));

/** The export that `name` or one of its aliases means, undefined when there is none. */
export function findExport(name: string): ConferenceExport | undefined {
  return EXPORTS.find((candidate) => candidate.name === name || candidate.aliases.includes(name));
}
