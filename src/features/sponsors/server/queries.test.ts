import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addProgramme, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import { listSponsors } from './queries.ts';
import { writeSponsors } from './write-sponsors.ts';

const database = await createTestDatabase();
const system = database.ctx();
const organizer = await makeOrganizer(system);

test('sponsors come by their level, those without one last, and only those of the event', async () => {
  const [event, other] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
  await addProgramme(system, other, 3);
  const sponsor = (number: number, level: number | null) => ({
    number,
    sourceKey: '',
    name: `S${number}`,
    description: '',
    url: '',
    type: '',
    level,
  });
  await writeSponsors(system, event, {
    create: [sponsor(1, null), sponsor(2, 2), sponsor(3, 1), sponsor(4, 2)],
    update: [],
  });
  assert.deepEqual(
    (await listSponsors(system, event)).map(({ number, level, logo }) => [number, level, logo]),
    [
      [3, 1, null],
      [2, 2, null],
      [4, 2, null],
      [1, null, null],
    ],
  );
});

test('three take as many statements as one', async () => {
  const event = await makeEvent(system, organizer);
  await addProgramme(system, event, 1);
  const one = await countStatements(() => listSponsors(system, event));
  await addProgramme(system, event, 2, 2);
  assert.deepEqual([await countStatements(() => listSponsors(system, event)), one], [1, 1]);
});
