/** The feed of an event's changes, as programs of its team read it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '#entry/features.ts';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import { updateRecords } from '#features/records/server/update-records.ts';
import { writePlace } from '#platform/changes/place.ts';
import { DAY_MS } from '#platform/time.ts';
import { makeUser } from '#testing/builders.ts';
import { openFreeSale } from '#testing/free-sale.ts';
import { untilReadable } from '#testing/until-readable.ts';
import { createApi } from './api.ts';

const { system, organizer, makeSale, order } = await openFreeSale();
const api = createApi();

async function keyOf(role: 'organizer' | 'moderator' | 'registrar'): Promise<string> {
  const actor = { ...(await makeUser(system, { organizer, role })), provenAt: Date.now() };
  return (await createApiKey({ ...system, actor }, { name: 'test' })).key;
}

type Json = {
  changes: { id: string; type: string; data: Record<string, unknown> }[];
  after: string;
  next: string;
  more: boolean;
  lag: object;
  problems?: { code: string }[];
};

async function ask(address: string, key: string): Promise<Json & { status: number }> {
  await untilReadable(system.db);
  const answer = await api.request(address, { headers: { authorization: `Bearer ${key}` } });
  return { status: answer.status, ...((await answer.json()) as Json) };
}

const feedOf = ({ slug }: { slug: string }, query = ''): string => `/api/v1/events/${slug}/changes${query}`;
const typesOf = ({ changes }: Json): string[] => changes.map(({ type }) => type);

test('a program follows `next`, and each change comes once', async () => {
  const key = await keyOf('organizer');
  const event = await makeSale();
  const all = await ask(feedOf(event), key);
  const found: string[] = [];
  let page = await ask(feedOf(event, '?limit=1'), key);
  for (; page.changes.length > 0; page = await ask(page.next, key)) found.push(...page.changes.map(({ id }) => id));
  assert.deepEqual([all.status, found, page.lag], [200, all.changes.map(({ id }) => id), { held: 0, seconds: 0 }]);
  await order(event, 1);
  assert.deepEqual(typesOf(await ask(page.next, key)), ['order.completed']);
});

test('`after=now` begins with what happens from now on', async () => {
  const key = await keyOf('organizer');
  const event = await makeSale();
  const start = await ask(feedOf(event, '?after=now'), key);
  await order(event, 1);
  assert.deepEqual([start.changes, typesOf(await ask(start.next, key))], [[], ['order.completed']]);
});

test('each role hears of what it may see', async () => {
  const event = await makeSale();
  await updateRecords(system, event, 'rooms', {
    create: [{ name: 'Boat hall', capacity: null, position: null } as never],
  });
  await order(event, 1);
  const heard = async (role: 'moderator' | 'registrar') => {
    const types = typesOf(await ask(feedOf(event), await keyOf(role)));
    return ['programme.changed', 'order.completed'].filter((type) => types.includes(type));
  };
  assert.deepEqual([await heard('moderator'), await heard('registrar')], [['programme.changed'], ['order.completed']]);
});

test('a place that is no place, of another event, of another cluster or too old is refused', async () => {
  const key = await keyOf('organizer');
  const [event, other] = [await makeSale(), await makeSale()];
  const { after: own } = await ask(feedOf(event), key);
  const of = `${event.eventId} x`;
  const odd = [
    'what',
    Buffer.from('[1]').toString('base64url'),
    writePlace({ xid: '99999999999999999999', id: '0' }, { of, era: 'x', at: Date.now() }),
    (await ask(feedOf(other), key)).after,
  ];
  const [xid, id, at, list, era] = JSON.parse(Buffer.from(own, 'base64url').toString()) as unknown[];
  const gone = [
    [xid, id, (at as number) - 30 * DAY_MS - 1000, list, era],
    [xid, id, at, list, 'another'],
  ].map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url'));
  const codes = [];
  for (const after of [...odd, ...gone]) {
    const { status, problems } = await ask(feedOf(event, `?after=${after}`), key);
    codes.push([status, problems?.[0]?.code]);
  }
  assert.deepEqual(codes, [...odd.map(() => [422, 'field.cursor']), ...gone.map(() => [422, 'field.place_gone'])]);
});
