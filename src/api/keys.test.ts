/** What keys may do over REST: never more than their owner, and no more than they were made for. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createApiKey, createOrganizerKey, type NewKey } from '#features/api-keys/server/create-api-key.ts';
import { listOrganizerKeys, listOwnApiKeys } from '#features/api-keys/server/queries.ts';
import { revokeApiKey, revokeOrganizerKey } from '#features/api-keys/server/revoke-api-key.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Right } from '#features/organizers/organizer.ts';
import { OFFERED_SCOPES, PERSONAL, SCOPE_OF } from '#features/organizers/scopes.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { forgetAnswers } from '#platform/http/answer-once.ts';
import { createRequestLimit } from '#platform/http/limit-requests.ts';
import { DAY_MS } from '#platform/time.ts';
import { setBareRuntime } from '#testing/bare-runtime.ts';
import { addProgramme, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createApi } from './api.ts';

const database = await createTestDatabase();
setBareRuntime(database);
const system = database.ctx();
const organizer = await makeOrganizer(system);
const api = createApi();
const owner = { ...(await makeUser(system, { organizer, role: 'owner' })), provenAt: Date.now() };
const asOwner = { ...system, actor: owner };
const place = await authoriseOrganizer(asOwner, organizer.slug, 'manage-team');
const event = await makeEvent(system, organizer);
const other = await makeEvent(system, organizer);
await addProgramme(system, event, 2);

const keyOf = async (input: Omit<NewKey, 'name'>): Promise<string> =>
  (await createApiKey(asOwner, { name: 'Site', ...input })).key;
const organizerKeyOf = async (input: Omit<NewKey, 'name'>): Promise<string> =>
  (await createOrganizerKey(asOwner, place, { name: 'Site', ...input })).key;

type Json = Record<string, unknown>;
type Sent = { body?: Json; once?: string };

async function ask(key: string, method: string, address: string, { body, once }: Sent = {}) {
  const answer = await api.request(address, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body && { 'content-type': 'application/json' }),
      ...(once !== undefined && { 'idempotency-key': once }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, json: (text ? JSON.parse(text) : {}) as Json };
}

const at = ({ slug }: EventScope, path: string): string => `/api/v1/events/${slug}/records/${path}`;
const rooms = at(event, 'rooms');
const codeOf = ({ status, json }: { status: number; json: Json }): unknown[] => [status, json.code];

describe('a key', () => {
  test('does what its scopes say, and names the one that is missing', async () => {
    const reader = await keyOf({ scopes: ['programme:read'] });
    assert.equal((await ask(reader, 'GET', rooms)).status, 200);
    const refused = await ask(reader, 'POST', rooms, { body: { name: 'Loft' } });
    assert.deepEqual(codeOf(refused), [403, 'forbidden.scope']);
    assert.deepEqual(refused.json.values, { scope: 'programme:write' });
    const writer = await keyOf({ scopes: ['programme:write'] });
    assert.equal((await ask(writer, 'POST', rooms, { body: { name: 'Loft' } })).status, 201);
    assert.equal((await ask(writer, 'GET', rooms)).status, 200);
    assert.deepEqual(codeOf(await ask(writer, 'GET', at(event, 'discount-codes'))), [403, 'forbidden.scope']);
  });

  test('does nothing outside the place that it was made for', async () => {
    const elsewhere = await makeEvent(system, await makeOrganizer(system));
    const ofEvent = await keyOf({ place: `event:${event.slug}` });
    const ofOrganizer = await keyOf({ place: `organizer:${organizer.slug}` });
    const everywhere = await keyOf({});
    const answers = async (key: string): Promise<number[]> =>
      Promise.all([event, other, elsewhere].map(async (one) => (await ask(key, 'GET', at(one, 'rooms'))).status));
    assert.deepEqual(await answers(ofEvent), [200, 403, 403]);
    assert.deepEqual(await answers(ofOrganizer), [200, 200, 403]);
    assert.deepEqual(await answers(everywhere), [200, 200, 403]);
  });

  test('sees what is private of people only with a scope for that, and finds nobody by it', async () => {
    const speakers = at(event, 'speakers');
    const without = await keyOf({ scopes: ['programme:read'] });
    const having = await keyOf({ scopes: ['programme:read', 'personal:read'] });
    const privates = async (key: string): Promise<boolean[]> => {
      const { json } = await ask(key, 'GET', `${speakers}/1`);
      return ['email', 'mobile'].map((name) => name in json);
    };
    assert.deepEqual(await privates(having), [true, true]);
    assert.deepEqual(await privates(without), [false, false]);
    assert.deepEqual(codeOf(await ask(without, 'GET', `${speakers}?email=ada%40example.com`)), [
      403,
      'forbidden.scope',
    ]);
  });

  test('may no longer do what its owner may no longer do', async () => {
    const person = { ...(await makeUser(system, { organizer, role: 'organizer' })), provenAt: Date.now() };
    const { key } = await createApiKey({ ...system, actor: person }, { name: 'Mine', scopes: ['programme:write'] });
    assert.equal((await ask(key, 'GET', rooms)).status, 200);
    await database.db.deleteFrom('organizerMembers').where('userId', '=', person.userId).execute();
    assert.deepEqual(codeOf(await ask(key, 'GET', rooms)), [403, 'forbidden.key_of_team']);
  });

  test('is made only for places of its maker, with scopes that exist, and with at least one', async () => {
    const strange = await makeEvent(system, await makeOrganizer(system));
    await assert.rejects(keyOf({ place: `event:${strange.slug}` }), { code: 'not_found' });
    for (const odd of ['everywhere', `Event:${event.slug}`, `event:${event.slug}\nx`])
      await assert.rejects(keyOf({ place: odd }), { code: 'invalid' }, odd);
    await assert.rejects(organizerKeyOf({ scopes: ['orders:read'], place: `organizer:${organizer.slug}` }), {
      code: 'invalid',
    });
    await assert.rejects(keyOf({ scopes: ['everything'] }), { code: 'invalid' });
    await assert.rejects(keyOf({ scopes: [] }), { code: 'invalid' });
    await assert.rejects(organizerKeyOf({}), { code: 'invalid' });
    await assert.rejects(organizerKeyOf({ scopes: ['orders:read'], place: `event:${strange.slug}` }), {
      code: 'not_found',
    });
  });
});

test('the scopes that are offered are those that some operation asks for, and the one of private details', async () => {
  const answer = await api.request('/api/v1/openapi.json');
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, { 'x-right'?: Right }>> };
  const rights = Object.values(paths).flatMap((item) => Object.values(item).map((one) => one['x-right']));
  const asked = rights
    .map((right) => right && SCOPE_OF[right])
    .filter((scope) => scope !== undefined && scope !== null);
  assert.deepEqual([...OFFERED_SCOPES].sort(), [...new Set([...asked, PERSONAL])].sort());
});

describe('a key of the organizer', () => {
  test('outlives its maker, in its organizer alone', async () => {
    const maker = { ...(await makeUser(system, { organizer, role: 'organizer' })), provenAt: Date.now() };
    const { key } = await createOrganizerKey({ ...system, actor: maker }, place, {
      name: 'Website',
      scopes: ['programme:write'],
    });
    await database.db.deleteFrom('users').where('id', '=', maker.userId).execute();
    assert.equal((await ask(key, 'POST', rooms, { body: { name: 'Attic' } })).status, 201);
    const elsewhere = await makeEvent(system, await makeOrganizer(system));
    assert.deepEqual(codeOf(await ask(key, 'GET', at(elsewhere, 'rooms'))), [403, 'forbidden.key_of_team']);
    const { actorId, actorName } = await database.db
      .selectFrom('auditEntries')
      .select(['actorId', 'actorName'])
      .where('action', '=', 'room.create')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    assert.deepEqual([actorId, actorName], [null, 'Website (API key)']);
  });

  test('is listed for the organizer and for nobody else, and only there taken away', async () => {
    const { id, key } = await createOrganizerKey(asOwner, place, { name: 'Sync', scopes: ['orders:read'] });
    const [listed] = await listOrganizerKeys(asOwner, place);
    assert.deepEqual([listed?.id, listed?.scopes, listed?.events], [id, ['orders:read'], null]);
    assert.equal(
      (await listOwnApiKeys(asOwner)).some((one) => one.id === id),
      false,
    );
    await assert.rejects(revokeApiKey(asOwner, id), { code: 'not_found' });
    const strangers = await makeOrganizer(system);
    const theirs = await authoriseOrganizer(system, strangers.slug, 'manage-team');
    await assert.rejects(revokeOrganizerKey(asOwner, theirs, id), { code: 'not_found' });
    await revokeOrganizerKey(asOwner, place, id);
    assert.deepEqual(codeOf(await ask(key, 'GET', rooms)), [401, 'unknown_key.key']);
  });
});

describe('an Idempotency-Key', () => {
  const once = (): string => crypto.randomUUID();

  test('lets a request that is sent again do nothing more, and answers it the same', async () => {
    const key = await keyOf({});
    const sent = { body: { name: 'Once' }, once: once() };
    const answers = [await ask(key, 'POST', rooms, sent), await ask(key, 'POST', rooms, sent)];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201],
    );
    assert.deepEqual(answers[1]?.json, answers[0]?.json);
    assert.equal(answers[1]?.headers.get('location'), answers[0]?.headers.get('location'));
    assert.equal(await count('Once'), 1);
    const ticket = { body: { name: 'Standard', kind: 'free' }, once: once() };
    const types = `/api/v1/events/${event.slug}/ticket-types`;
    const made = [await ask(key, 'POST', types, ticket), await ask(key, 'POST', types, ticket)];
    assert.deepEqual(made[1]?.json, made[0]?.json);
  });

  test('is refused for another request, and free for other keys', async () => {
    const [key, second] = [await keyOf({}), await keyOf({})];
    const header = once();
    assert.equal((await ask(key, 'POST', rooms, { body: { name: 'North' }, once: header })).status, 201);
    const another = await ask(key, 'POST', rooms, { body: { name: 'South' }, once: header });
    assert.deepEqual(codeOf(another), [422, 'idempotency_key_reused.request']);
    assert.equal((await ask(second, 'POST', rooms, { body: { name: 'South' }, once: header })).status, 201);
    assert.deepEqual(codeOf(await ask(key, 'POST', rooms, { body: { name: 'West' }, once: 'short' })), [
      422,
      'bad_request.idempotency_key',
    ]);
  });

  test('gives nothing to who lost the right meanwhile', async () => {
    const person = { ...(await makeUser(system, { organizer, role: 'organizer' })), provenAt: Date.now() };
    const { key } = await createApiKey({ ...system, actor: person }, { name: 'Mine' });
    const sent = { body: { name: 'Kept from them' }, once: once() };
    assert.equal((await ask(key, 'POST', rooms, sent)).status, 201);
    await database.db.deleteFrom('organizerMembers').where('userId', '=', person.userId).execute();
    assert.deepEqual(codeOf(await ask(key, 'POST', rooms, sent)), [403, 'forbidden.key_of_team']);
  });

  test('of a refused request may be used for the mended one', async () => {
    const key = await keyOf({});
    const header = once();
    assert.equal((await ask(key, 'POST', rooms, { body: { name: '' }, once: header })).status, 422);
    assert.equal((await ask(key, 'POST', rooms, { body: { name: 'Mended' }, once: header })).status, 201);
  });

  test('lets one of many at the same moment do it, and answers the others the same, or to wait', async () => {
    const key = await keyOf({});
    const sent = { body: { name: 'Twice' }, once: once() };
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(key, 'POST', rooms, sent)));
    assert.equal(
      answers.every(({ status }) => status === 201 || status === 409),
      true,
    );
    for (const { status, headers, json } of answers)
      if (status === 409)
        assert.deepEqual([json.code, headers.get('retry-after')], ['idempotency_key_busy.request', '1']);
    assert.equal(await count('Twice'), 1);
  });

  test('is kept for a day, and what was answered to nobody who reads the database', async () => {
    const key = await keyOf({});
    const speakers = at(event, 'speakers');
    const sent = { body: { name: 'Lighthouse keeper' }, once: once() };
    const again = async (): Promise<unknown> => (await ask(key, 'POST', speakers, sent)).json.number;
    const first = await again();
    const rows = await database.db.selectFrom('apiAnswers').selectAll().execute();
    assert.equal(/Lighthouse/.test(JSON.stringify(rows)) || JSON.stringify(rows).includes(sent.once), false);
    await forgetAnswers({ ...system, now: Date.now() + DAY_MS / 2 });
    assert.equal(await again(), first);
    await forgetAnswers({ ...system, now: Date.now() + DAY_MS + 1000 });
    assert.equal(await again(), Number(first) + 1);
  });

  async function count(name: string): Promise<number> {
    const { total } = await database.db
      .selectFrom('rooms')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('name', '=', name)
      .where('eventId', '=', event.eventId)
      .executeTakeFirstOrThrow();
    return total;
  }
});

describe('the number of requests of a key', () => {
  test('comes with each answer', async () => {
    const key = await keyOf({});
    const { headers } = await ask(key, 'GET', rooms);
    assert.equal(headers.get('ratelimit-policy'), '"key";q=600;w=60');
    assert.equal(headers.get('ratelimit'), '"key";r=599;t=1');
    const anonymous = await api.request(`/api/v1/events/${event.slug}`);
    assert.equal(anonymous.headers.get('ratelimit'), null);
  });

  test('is limited for each key, and comes back evenly', () => {
    const limit = createRequestLimit(60);
    const counted = Array.from({ length: 61 }, () => limit(1, 1000));
    assert.equal(counted.filter(({ allowed }) => allowed).length, 60);
    assert.equal(counted[60]?.retryAfter, 1);
    assert.equal(limit(2, 1000).allowed, true);
    assert.deepEqual(
      [limit(1, 2000), limit(1, 2000)].map(({ allowed }) => allowed),
      [true, false],
    );
  });

  test('above the limit is refused with the time to wait', async () => {
    const key = await keyOf({});
    const answers = await Promise.all(Array.from({ length: 640 }, () => ask(key, 'GET', '/api/v1/nothing')));
    const over = answers.find(({ status }) => status === 429);
    assert.deepEqual([over?.json.code, over?.headers.get('retry-after')], ['too_many.requests', '1']);
  });
});
