import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { loadEventPages } from './load-event-pages.ts';

const database = await createTestDatabase();
const system = database.ctx();
const HOUR = 3_600_000;

test('every public event stands on one page of its list, and who turns the pages of one list is not shown the other', async () => {
  const ours = await makeOrganizer(system);
  const at = (hours: number) => ({
    startsAt: new Date(DAY + hours * HOUR),
    endsAt: new Date(DAY + (hours + 1) * HOUR),
  });
  const ahead = [];
  for (let n = 1; n <= 50; n += 1) ahead.push((await makeEvent(system, ours, at(n))).slug);
  const over = [];
  for (let n = 2; n <= 14; n += 1) over.push((await makeEvent(system, ours, at(-n))).slug);
  const now = { ...database.ctx({ kind: 'nobody' }), now: DAY };
  const look = async (query: string) => {
    const { upcoming, past } = await loadEventPages(now, new URLSearchParams(query), ours);
    return {
      upcoming: upcoming && { ...upcoming, events: upcoming.events.map(({ slug }) => slug) },
      past: past && { ...past, events: past.events.map(({ slug }) => slug) },
    };
  };
  assert.deepEqual(await look(''), {
    upcoming: { events: ahead.slice(0, 48), page: 1, more: true },
    past: { events: over.slice(0, 12), page: 1, more: true },
  });
  assert.deepEqual(await look('upcoming=2'), {
    upcoming: { events: ahead.slice(48), page: 2, more: false },
    past: null,
  });
  assert.deepEqual(await look('past=2'), { upcoming: null, past: { events: over.slice(12), page: 2, more: false } });
  for (const beyond of ['upcoming=3', 'past=3', 'past=99999']) await assert.rejects(look(beyond), { name: 'NotFound' });
  for (const odd of ['upcoming=0', 'upcoming=-1', 'past=x', 'past=2e9'])
    assert.deepEqual(await look(odd), await look(''));
});
