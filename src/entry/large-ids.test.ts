/** Lists of an installation whose ids have outgrown what an `integer` of the database holds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import { createWebhook } from '#features/webhooks/server/create-webhook.ts';
import { sendTest } from '#features/webhooks/server/send-again.ts';
import { makeUser } from '#testing/builders.ts';
import { openFreeSale } from '#testing/free-sale.ts';
import { createApi } from '#api/api.ts';

const { system, organizer, makeSale, order } = await openFreeSale();
const api = createApi();
const owner = { ...(await makeUser(system, { organizer, role: 'owner' })), provenAt: Date.now() };
const { key } = await createApiKey({ ...system, actor: owner }, { name: 'Report', scopes: null });

for (const table of ['orders', 'tickets', 'changes'])
  await sql`alter table ${sql.id(table)} alter column id restart with 9000000001`.execute(system.db);

/** The status and how many there are of each page, from the first on. */
async function sizes(path: string, name: string): Promise<[number, number][]> {
  const all: [number, number][] = [];
  for (let next: string | null = path; next !== null && all.length < 10;) {
    const answer = await api.request(next, { headers: { authorization: `Bearer ${key}` } });
    const json = (await answer.json()) as { next?: string | null } & Record<string, unknown>;
    all.push([answer.status, (json[name] as unknown[] | undefined)?.length ?? 0]);
    next = json.next ?? null;
  }
  return all;
}

test('orders, attendees and deliveries are listed page by page', async () => {
  const event = await makeSale();
  await order(event, 1);
  await order(event, 1);
  const { id } = await createWebhook({ ...system, actor: owner }, organizer, {
    url: 'https://programs.example/foyer',
    types: null,
    event: null,
  });
  await sendTest(system, organizer, id);
  await sendTest(system, organizer, id);
  const two = [
    [200, 1],
    [200, 1],
  ];
  assert.deepEqual(await sizes(`/api/v1/events/${event.slug}/orders?limit=1`, 'orders'), two);
  assert.deepEqual(await sizes(`/api/v1/events/${event.slug}/attendees?limit=1`, 'attendees'), two);
  const deliveries = `/api/v1/organizers/${organizer.slug}/webhooks/${id}/deliveries?limit=1`;
  assert.deepEqual(await sizes(deliveries, 'deliveries'), two);
});
