import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { updateSessions } from '#features/sessions/server/update-sessions.ts';
import { addProgramme, DAY, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import { getProgramme } from './queries.ts';

const HOUR = 3_600_000;
const database = await createTestDatabase();
const system = database.ctx();
const organizer = await makeOrganizer(system);

describe('the programme as the public sees it', () => {
  test('says of each session when, where, what and who', async () => {
    const event = await makeEvent(system, organizer);
    await addProgramme(system, event, 1);
    assert.deepEqual(await getProgramme(system, event), {
      sessions: [
        {
          number: 1,
          title: 'Session 1',
          subtitle: '',
          startsAt: DAY + HOUR,
          endsAt: DAY + 2 * HOUR,
          state: 'confirmed',
          language: '',
          track: { number: 1, name: 'Track 1', color: '#336699' },
          room: { number: 1, name: 'Hall 1' },
          type: { number: 1, name: 'Type 1' },
          speakers: [{ number: 1, name: 'Speaker 1' }],
        },
      ],
      rooms: [{ number: 1, name: 'Hall 1', floor: '', capacity: null }],
      tracks: [{ number: 1, name: 'Track 1', color: '#336699' }],
      types: ['Type 1'],
    });
  });

  test('has what is accepted and has a time, and what was withdrawn after it had one, in the order of time', async () => {
    const [event, other] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
    await addProgramme(system, event, 7);
    await addProgramme(system, other, 9);
    const change = (number: number, values: object) => updateSessions(system, event, { change: [{ number, values }] });
    await change(1, { startsAt: DAY + 8 * HOUR, endsAt: DAY + 9 * HOUR });
    await change(2, { state: 'withdrawn' });
    await change(3, { state: 'pending' });
    await change(4, { state: 'rejected' });
    await change(5, { startsAt: null, endsAt: null });
    await change(6, { state: 'accepted' });
    await change(7, { state: 'draft' });
    const { sessions, rooms } = await getProgramme(system, event);
    assert.deepEqual(
      sessions.map(({ number, state }) => [number, state]),
      [
        [2, 'withdrawn'],
        [6, 'accepted'],
        [1, 'confirmed'],
      ],
    );
    assert.deepEqual(
      rooms.map(({ number }) => number),
      [1, 2, 6],
    );
  });

  test('takes as many statements for three sessions as for one', async () => {
    const event = await makeEvent(system, organizer);
    await addProgramme(system, event, 1);
    const one = await countStatements(() => getProgramme(system, event));
    await addProgramme(system, event, 2, 2);
    assert.deepEqual([await countStatements(() => getProgramme(system, event)), one], [5, 5]);
  });
});
