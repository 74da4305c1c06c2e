import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { createTestDatabase } from '#testing/database.ts';
import type { Runtime } from '../runtime.ts';
import { answerHealth } from './health.ts';

const TOKEN = 'sixteen characters';
const database = await createTestDatabase();
const foyer = {
  config: { metricsToken: TOKEN },
  database,
  pageCache: { hits: 0, misses: 0, size: { bytes: 0 } },
  storage: { check: async () => {} },
  isListening: () => false,
};
const server = createServer(
  (req, res) => void answerHealth(foyer as unknown as Runtime & { isListening: () => boolean }, req, res),
).listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => server.close());

/** As a proxy passes it on, whose other side is somebody anywhere. */
async function ask(path: string, authorization: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
    headers: { 'x-forwarded-for': '203.0.113.7', authorization },
  });
}

test('figures and reasons are for whoever has the whole token, and for nobody who has a part of it, more, or another', async () => {
  const right = `Bearer ${TOKEN}`;
  const given = [
    right,
    right.slice(0, -1),
    `${right} `.padEnd(40, 'x'),
    `Bearer ${'x'.repeat(TOKEN.length)}`,
    `bearer ${TOKEN}`,
    TOKEN,
    'Bearer ',
    'Bearer undefined',
  ];
  const statuses = await Promise.all(given.map(async (one) => (await ask('/metrics', one)).status));
  assert.deepEqual(statuses, [200, 404, 404, 404, 404, 404, 404, 404]);
  assert.deepEqual(await (await ask('/readyz', right)).json(), {
    ready: false,
    database: 'ok',
    storage: 'ok',
    notifications: 'not connected',
  });
  assert.deepEqual(await (await ask('/readyz', 'Bearer no')).json(), { ready: false });
});
