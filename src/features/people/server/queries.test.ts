import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { updateSessions } from '#features/sessions/server/update-sessions.ts';
import { addProgramme, blankSpeaker, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import { getPublicSpeaker, listPublicSpeakers } from './queries.ts';
import { writeSpeakers } from './write-speakers.ts';

const database = await createTestDatabase();
const system = database.ctx();
const organizer = await makeOrganizer(system);

describe('speakers as the public sees them', () => {
  test('are those with a session that is on, and those who are featured, featured first', async () => {
    const [event, other] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
    for (const one of [event, other]) await addProgramme(system, one, 4);
    for (const [number, state] of [
      [2, 'rejected'],
      [3, 'pending'],
      [4, 'accepted'],
    ] as const)
      await updateSessions(system, event, { change: [{ number, values: { state } }] });
    await writeSpeakers(system, event, {
      create: [
        { ...blankSpeaker(8), name: 'Zora Featured', featured: true },
        { ...blankSpeaker(9), name: 'Applicant' },
      ],
      update: [],
    });
    const listed = await listPublicSpeakers(system, event);
    assert.deepEqual(listed, [
      { number: 8, name: 'Zora Featured', position: '', organisation: '', picture: null, featured: true },
      { number: 1, name: 'Speaker 1', position: '', organisation: '', picture: null, featured: false },
      { number: 4, name: 'Speaker 4', position: '', organisation: '', picture: null, featured: false },
    ]);
    assert.deepEqual(
      (await listPublicSpeakers(system, event, [4, 2, 8])).map((speaker) => speaker.number),
      [8, 4],
    );
    assert.deepEqual(await listPublicSpeakers(system, event, []), []);
    for (const number of [2, 3, 9, 77])
      await assert.rejects(getPublicSpeaker(system, event, number), {
        name: 'NotFound',
        message: `This event has no speaker ${number}`,
      });
  });

  test('never show an e-mail address or a telephone number', async () => {
    const event = await makeEvent(system, organizer);
    await addProgramme(system, event, 1);
    const shown = JSON.stringify([await listPublicSpeakers(system, event), await getPublicSpeaker(system, event, 1)]);
    assert.deepEqual(
      [shown.includes('private.example'), shown.includes('555'), shown.includes('Builds lanterns.')],
      [false, false, true],
    );
  });

  test('take as many statements for three as for one', async () => {
    const event = await makeEvent(system, organizer);
    await addProgramme(system, event, 1);
    const one = await countStatements(() => listPublicSpeakers(system, event));
    await addProgramme(system, event, 2, 2);
    assert.deepEqual([await countStatements(() => listPublicSpeakers(system, event)), one], [1, 1]);
  });
});
