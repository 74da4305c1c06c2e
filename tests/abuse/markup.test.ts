/** Texts within their limits that are made to be slow: nobody else waits for them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_LIMITS } from '#features/events/server/inputs.ts';
import { addTickets, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { longestBlock } from '#testing/longest-block.ts';
import { runFoyer } from '#testing/running-foyer.ts';

/** The longest that one text may keep everybody else waiting, in milliseconds of this thread. */
const MOST_MS = 50;
/**
 * A text is slow if each of so many like it is: one turn may be long because memory was collected in it, or because
 * the other half of the processor was busy.
 */
const ROUNDS = 4;
const SEEDS = [
  '<',
  '[',
  '![',
  '&',
  '1. a',
  'http://a.',
  '- a\n',
  '|a|b|\n|-|-|\n',
  '[[',
  'a*b',
  'http://a/(',
  '<div>',
  '<b><i>',
  '"',
  '-\n',
  '> ',
];

const all = process.env.ABUSE === 'all';
const foyer = await runFoyer();
const ctx = foyer.ctx();
const organizer = await makeOrganizer(ctx);

async function eventWith(description: string): Promise<string> {
  const event = await makeEvent(ctx, organizer);
  await addTickets(ctx, event, 1);
  await ctx.db
    .updateTable('events')
    .set({ state: 'published', publishedAt: new Date(), description, codeOfConduct: description })
    .where('id', '=', event.eventId)
    .execute();
  return event.slug;
}

async function look(slug: string, n: number): Promise<void> {
  const answer = await fetch(`${foyer.url}/e/${slug}?quantity-1=${n}`);
  await answer.arrayBuffer();
  assert.equal(answer.status, 200, slug);
}

test(`no text within its limits keeps the event loop for more than ${MOST_MS} ms, uncached and five at once`, async (t) => {
  const plain = await eventWith('Bring tea.');
  // What is compiled at the first request is no text's doing.
  for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) await look(plain, n);
  const usual = await longestBlock(() => look(plain, 9));
  const lines: string[] = [];
  for (const seed of all ? SEEDS : SEEDS.slice(0, 6)) {
    const said: string[] = [];
    let least = Number.POSITIVE_INFINITY;
    for (let round = 1; round <= ROUNDS && least > MOST_MS; round += 1) {
      const text = `${round} ${seed.repeat(Math.floor((EVENT_LIMITS.text - 2) / seed.length))}`;
      const slug = await eventWith(text);
      const first = await longestBlock(() => look(slug, 1));
      const later = await longestBlock(() => Promise.all([2, 3, 4, 5, 6].map((n) => look(slug, n))));
      least = Math.min(least, Math.max(first, later));
      said.push(`${first.toFixed(0)} and ${later.toFixed(0)} ms`);
    }
    lines.push(`${JSON.stringify(seed)} ${said.join('; ')}`);
    assert.ok(least <= MOST_MS, lines.at(-1) ?? '');
  }
  t.diagnostic(`a plain page ${usual.toFixed(0)} ms; ${lines.join(', ')}`);
});
