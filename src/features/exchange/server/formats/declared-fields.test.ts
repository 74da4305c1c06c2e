/** What the declarations say of a field and a format is what the writers do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conference } from '#features/exchange/conference.ts';
import { NOUN_FIELDS } from '#features/exchange/nouns.ts';
import { publicConference } from '#features/exchange/public-fields.ts';
import { blankOf, type Fields, type Format, namesIn } from '#platform/records/field.ts';
import { SMALL_OPTIONS, smallConference } from '#testing/small-conference.ts';
import { unzip } from '#testing/unzip.ts';
import { writeSessionsCsv, writeSpeakersCsv } from './write-csv.ts';
import { writeIcalendar } from './write-icalendar.ts';
import { writeOpenEvent } from './write-open-event.ts';
import { writeScheduleJson } from './write-schedule-json.ts';
import { writeScheduleXml } from './write-schedule-xml.ts';

type Noun = keyof typeof NOUN_FIELDS;
const NOUNS: Record<Noun, Fields> = NOUN_FIELDS;

const OWN = { ...SMALL_OPTIONS, includePrivate: true };

const WRITERS: Record<Format, (conference: Conference) => string | Promise<string>> = {
  openEvent: async (conference) =>
    Buffer.concat([...(await unzip(await writeOpenEvent(conference, OWN))).values()]).toString(),
  csv: (conference) => writeSessionsCsv(conference, OWN) + writeSpeakersCsv(conference, OWN),
  scheduleXml: (conference) =>
    writeScheduleXml(conference, OWN) + writeScheduleXml(conference, { ...OWN, client: 'fosdem' }),
  scheduleJson: (conference) => writeScheduleJson(conference, OWN),
  calendar: (conference) => writeIcalendar(conference, OWN).replace(/\r\n /g, ''),
};
const FORMATS = Object.keys(WRITERS) as Format[];

/** Values that a writer cannot have by chance, where the kind has room for a word. */
const MARKS: Partial<Record<Fields[string]['kind'], unknown>> = {
  line: 'MARK1',
  area: 'MARK1',
  email: 'MARK1@private.example',
  address: 'https://mark.example/MARK1',
  media: { url: 'https://mark.example/MARK1' },
  links: [{ title: 'A link', url: 'https://mark.example/MARK1' }],
};
/** Fields that have a form of their own. */
const OWN_MARKS: Record<string, string> = { language: 'de-MARK1' };
/** They are written only where they have the form that a schema asks for. */
const IDENTITIES = new Set(['guid', 'code', 'slug', 'uid']);

function marked(noun: Noun, name: string, mark: unknown): Conference {
  const conference = smallConference();
  const [first, ...rest] = conference[noun];
  const one = { ...blankOf(NOUNS[noun]), key: 'one', number: 1, name: 'One', ...first, [name]: mark };
  return { ...conference, [noun]: [one, ...rest] };
}

for (const format of FORMATS) {
  test(`${format} carries the fields that name themselves in it, and no other`, async () => {
    const wrong: string[] = [];
    for (const [noun, fields] of Object.entries(NOUNS) as [Noun, Fields][]) {
      for (const [name, field] of Object.entries(fields)) {
        const mark = name in OWN_MARKS ? OWN_MARKS[name] : MARKS[field.kind];
        if (mark === undefined || IDENTITIES.has(name)) continue;
        const written = await WRITERS[format](marked(noun, name, mark));
        if (/MARK1/i.test(written) !== namesIn(format, field).length > 0) wrong.push(`${noun}.${name}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
}

test('the public copy holds what the declaration shows to the public, and blanks for the rest', () => {
  for (const [noun, fields] of Object.entries(NOUNS) as [Noun, Fields][]) {
    for (const [name, field] of Object.entries(fields)) {
      const mark = MARKS[field.kind];
      if (mark === undefined) continue;
      const [first] = publicConference(marked(noun, name, mark))[noun];
      const shown = (first as Record<string, unknown> | undefined)?.[name];
      assert.deepEqual(shown, field.seenBy.includes('public') ? mark : field.blank, `${noun}.${name}`);
    }
  }
});
