/** A program that uses the client: it keeps a team's records, reads what is public, and reserves seats. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import type { Ctx } from '#platform/ctx.ts';
import { addTickets, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { createClient, dataOf, Refused } from '#client/client.ts';

const foyer = await runFoyer();
const system = foyer.ctx();
const organizer = await makeOrganizer(system);
const event = await makeEvent(system, organizer);
await addTickets(system, event, 1);
const actor = { ...(await makeUser(system, { organizer, role: 'owner' })), provenAt: Date.now() };
const { key } = await createApiKey({ ...system, actor } as Ctx, { name: 'client' });

const [team, everybody] = [createClient({ url: foyer.url, key }), createClient({ url: foyer.url })];
const rooms = '/api/v1/events/{slug}/records/rooms';
const params = { path: { slug: event.slug } };

test('records are made, changed with their state, listed page by page, and deleted', async () => {
  for (const name of ['Boat hall', 'Lamp room', 'Pier'])
    dataOf(await team.POST(rooms, { params, body: { name, capacity: 40 } }));
  const one = { path: { slug: event.slug, number: 1 } };
  const read = await team.GET(`${rooms}/{number}`, { params: one });
  const match = read.response.headers.get('etag') ?? '';
  const change = { params: { ...one, header: { 'if-match': match } }, body: { capacity: 120 } };
  assert.equal(dataOf(await team.PATCH(`${rooms}/{number}`, change)).capacity, 120);
  assert.equal((await team.PATCH(`${rooms}/{number}`, change)).response.status, 412);
  const pages: string[][] = [];
  for await (const page of team.pages(rooms, { params: { ...params, query: { limit: 2 } } }))
    pages.push(page.rooms.map(({ name }) => name));
  assert.deepEqual(pages, [['Boat hall', 'Lamp room'], ['Pier']]);
  assert.equal((await team.DELETE(`${rooms}/{number}`, { params: one })).response.status, 204);
});

test('what is refused says why, by its code and its fields', async () => {
  const refused = async (work: Promise<Parameters<typeof dataOf>[0]>): Promise<unknown[]> => {
    try {
      return [dataOf(await work)];
    } catch (error) {
      assert.ok(error instanceof Refused);
      return [error.status, error.code, (error.problem.problems ?? []).map(({ where }) => where)];
    }
  };
  assert.deepEqual(await refused(team.POST(rooms, { params, body: { name: '', capacity: -1 } })), [
    422,
    'bad_request.not_described',
    ['name', 'capacity'],
  ]);
  assert.deepEqual(await refused(everybody.POST(rooms, { params, body: { name: 'Mine' } })), [
    401,
    'key_needed.key',
    [],
  ]);
});

test('seats are held for a buyer without a key, each time for another order', async () => {
  const reserve = async () =>
    dataOf(
      await everybody.POST('/api/v1/events/{slug}/reservations', {
        params,
        body: { lines: [{ ticketType: 1, quantity: 1 }] },
      }),
    ).order;
  const [first, second] = [await reserve(), await reserve()];
  assert.deepEqual([first.state, second.state, first.code === second.code], ['reserved', 'reserved', false]);
  const names: string[] = [];
  for await (const page of everybody.pages('/api/v1/events', {})) names.push(...page.events.map(({ slug }) => slug));
  assert.deepEqual(names, [event.slug]);
});
