/**
 * Dates at the ends of what may be set, over REST: what is taken can be read and changed again, the rest is refused by
 * name.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import { EARLIEST_MOMENT, LATEST_MOMENT } from '#platform/time.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createApi } from './api.ts';

const database = await createTestDatabase();
setRuntime({ database, log: database.log } as unknown as Runtime);
after(() => setRuntime(undefined));
const system = database.ctx();
const organizer = await makeOrganizer(system);
const { key } = await createApiKey(
  { ...system, actor: { ...(await makeUser(system, { organizer, role: 'organizer' })), provenAt: Date.now() } },
  { name: 'test' },
);
const event = await makeEvent(system, organizer);
const api = createApi();

type Json = Record<string, unknown>;

async function ask(method: string, path: string, body?: Json): Promise<{ status: number; json: Json }> {
  const answer = await api.request(`/api/v1/events/${event.slug}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, json: text ? (JSON.parse(text) as Json) : {} };
}

test('a far date is refused with the name of its field, and nothing is kept of it', async () => {
  const far = [
    '9999-12-31T23:59:59-05:00',
    '9999-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+05:00',
    '1969-12-31T23:59:59Z',
    '2201-01-01T00:00:00Z',
  ];
  for (const field of ['saleStartsAt', 'saleEndsAt']) {
    for (const moment of far) {
      const { status, json } = await ask('POST', '/ticket-types', { name: 'P', kind: 'free', [field]: moment });
      assert.deepEqual(
        [status, json.problems],
        [422, [{ where: field, code: 'field.moment', message: 'Choose a time between 1970 and 2200' }]],
        moment,
      );
    }
  }
  assert.deepEqual(await ask('GET', '/ticket-types'), { status: 200, json: { ticketTypes: [] } });
});

test('the first and the last moment are taken, read back as they were set, and changed again', async () => {
  const [first, last] = [EARLIEST_MOMENT, LATEST_MOMENT - 999].map((at) => new Date(at).toISOString());
  const made = await ask('POST', '/ticket-types', { name: 'P', kind: 'free', saleStartsAt: first, saleEndsAt: last });
  const read = await ask('GET', '/ticket-types/1');
  assert.deepEqual([made.status, read.json], [201, made.json]);
  assert.deepEqual(
    [read.json.saleStartsAt, read.json.saleEndsAt].map((text) => new Date(String(text)).toISOString()),
    [first, last],
  );
  const again = await ask('PATCH', '/ticket-types/1', {
    saleStartsAt: read.json.saleStartsAt,
    saleEndsAt: read.json.saleEndsAt,
  });
  assert.deepEqual([again.status, again.json], [200, read.json]);
  assert.equal((await ask('PATCH', '/ticket-types/1', { saleStartsAt: null, saleEndsAt: null })).status, 200);
});
