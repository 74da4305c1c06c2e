import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportOwnSpeakers } from '#features/people/server/receivers.ts';
import { getPublicSpeaker } from '#features/people/server/queries.ts';
import { updateSpeakers } from '#features/people/server/write-speakers.ts';
import { loadConference } from '#features/exchange/server/load-conference.ts';
import { writeOpenEvent } from '#features/exchange/server/formats/write-open-event.ts';
import { writeSpeakersCsv } from '#features/exchange/server/formats/write-csv.ts';
import { SPEAKER_FIELDS } from '#features/people/speaker.ts';
import { exportTable } from '#features/records/server/export-table.ts';
import { addProgramme, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { personalNames } from '#platform/records/field.ts';
import { SMALL_OPTIONS } from '#testing/small-conference.ts';
import { unzip } from '#testing/unzip.ts';

const database = await createTestDatabase();
const system = database.ctx();

test('a field that is declared is edited, shown, exported, and given to the speaker', async () => {
  const event = await makeEvent(system, await makeOrganizer(system), { published: true });
  await addProgramme(system, event, 1);
  const values = { pronouns: 'she/her', city: 'Sines' };
  await updateSpeakers(system, event, { change: [{ number: 1, values: { ...values, email: 'ada@example.org' } }] });

  const { pronouns, city } = await getPublicSpeaker(system, event, 1);
  assert.deepEqual({ pronouns, city }, values);
  const [own] = (await exportOwnSpeakers(system, 'ada@example.org')) as (typeof values)[];
  assert.deepEqual({ pronouns: own?.pronouns, city: own?.city }, values);

  const conference = await loadConference(system, event);
  const archive = await unzip(await writeOpenEvent(conference, SMALL_OPTIONS));
  const [listed] = JSON.parse(Buffer.from(archive.get('speakers') ?? archive.get('speakers.json') ?? []).toString());
  assert.deepEqual({ pronouns: listed.pronouns, city: listed.city }, values);
  const table = await exportTable(system, event, 'speakers', { timeZone: 'UTC', currency: 'EUR' }, {});
  for (const text of [writeSpeakersCsv(conference, SMALL_OPTIONS), table])
    assert.match(text, /pronouns[\s\S]*she\/her/);
});

/** What is declared of a speaker and says nothing about the person. */
const NOT_PERSONAL: Record<string, string> = {
  featured: 'whom the organiser shows first',
  guid: 'what other software knows the record by',
  code: 'what other software knows the record by',
};

test('people are given every field of themselves that is declared, but for those named here', async () => {
  const event = await makeEvent(system, await makeOrganizer(system));
  await addProgramme(system, event, 1);
  await updateSpeakers(system, event, { change: [{ number: 1, values: { email: 'all@example.org' } }] });
  const declared = Object.keys(SPEAKER_FIELDS).filter((name) => !(name in NOT_PERSONAL));
  assert.deepEqual<string[]>(personalNames(SPEAKER_FIELDS), declared);
  const [own = {}] = await exportOwnSpeakers(system, 'all@example.org');
  assert.deepEqual(Object.keys(own).sort(), [...declared, 'event', 'sessions', 'updatedAt'].sort());
});
