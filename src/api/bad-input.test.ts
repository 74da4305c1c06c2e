/** What the API answers to input that is not as described: numbers, texts, bodies. Never with 500. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { addTickets, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
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
await addTickets(system, event, 1);
const api = createApi();

async function ask(
  method: string,
  path: string,
  body?: string | Uint8Array<ArrayBuffer>,
  type = 'application/json',
): Promise<{ status: number; json: Record<string, unknown> }> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${key}`,
    ...(body !== undefined && type && { 'content-type': type }),
  };
  const answer = await api.request(`/api/v1/events/${event.slug}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
  const text = await answer.text();
  return { status: answer.status, json: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
}

test('a number that nothing has is not found, however large; what is no number in digits is refused', async () => {
  const body = JSON.stringify({ name: 'New' });
  for (const path of ['/sessions', '/speakers', '/ticket-types', '/ticket-headings']) {
    for (const number of ['2147483647', '2147483648', '9007199254740993', '9'.repeat(400)]) {
      assert.equal((await ask('GET', `${path}/${number}`)).status, 404, `${path}/${number}`);
      if (path.startsWith('/ticket'))
        assert.deepEqual(
          [(await ask('PATCH', `${path}/${number}`, body)).status, (await ask('DELETE', `${path}/${number}`)).status],
          [404, 404],
          `${path}/${number}`,
        );
    }
    for (const number of ['0', '-1', '0x2', '2e0', '+2', '%2B2', '1.0', '01', 'one', '%201'])
      assert.equal((await ask('GET', `${path}/${number}`)).status, 422, `${path}/${number}`);
  }
  for (const query of ['page=0x1', 'page=1e0', 'page=%2B1', 'page=', 'page=99999999999', 'perPage=0', 'perPage=1.0'])
    assert.equal((await api.request(`/api/v1/events?${query}`)).status, 422, query);
  assert.equal((await api.request('/api/v1/events?page=1&perPage=2')).status, 200);
});

test('the description says the largest number', async () => {
  const description = (await (await api.request('/api/v1/openapi.json')).json()) as {
    paths: Record<string, { get?: { parameters?: { name: string; schema: object }[] } }>;
  };
  const parameters = description.paths['/api/v1/events/{slug}/ticket-types/{number}']?.get?.parameters ?? [];
  assert.deepEqual(parameters.find(({ name }) => name === 'number')?.schema, {
    type: 'integer',
    minimum: 1,
    maximum: 2_147_483_647,
    example: 1,
  });
});

test('a text with half a character or a control character is refused by its place, and nothing is kept', async () => {
  for (const name of ['"\\ud800"', '"a\\u0000b"', '"\\u001b[0m"']) {
    const { status, json } = await ask('POST', '/ticket-types', `{"name":${name},"kind":"free"}`);
    assert.deepEqual(
      [status, json.problems],
      [
        422,
        [{ where: 'name', message: 'Remove control characters and incomplete characters', code: 'field.characters' }],
      ],
      name,
    );
  }
  assert.equal((await ask('POST', '/ticket-types', '{"name":"x","kind":"free","\\u0000":1}')).status, 422);
  assert.equal((await ask('GET', '/ticket-types/2')).status, 404);
});

test('a body that is missing, cut, not UTF-8 or of another type is refused', async () => {
  assert.equal((await ask('PATCH', '/ticket-types/1')).status, 422);
  assert.equal((await ask('PATCH', '/ticket-types/1', '')).status, 422);
  assert.equal((await ask('PATCH', '/ticket-types/1', '{"name":')).status, 422);
  assert.equal(
    (
      await ask(
        'POST',
        '/ticket-types',
        new Uint8Array([...Buffer.from('{"name":"a'), 0xff, ...Buffer.from('","kind":"free"}')]),
      )
    ).status,
    422,
  );
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', ''])
    assert.equal(
      (await ask('POST', '/ticket-types', new Uint8Array(Buffer.from('{"name":"x","kind":"free"}')), type)).status,
      415,
      type,
    );
  assert.equal(
    (await ask('PATCH', '/ticket-types/1', '{"name":"Ticket 1"}', 'application/json; charset=utf-8')).status,
    200,
  );
});
