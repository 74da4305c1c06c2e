/**
 * The API as a program meets it that is not ours: where it begins, what it may keep, how it pages, and what it hears
 * when it asks wrongly.
 */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { createApi } from './api.ts';

const database = await createTestDatabase();
setRuntime({ database, log: database.log } as unknown as Runtime);
after(() => setRuntime(undefined));
const system = database.ctx();
const organizer = await makeOrganizer(system);
const api = createApi();
const { slug } = await makeEvent(system, organizer);

async function ask(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
) {
  const answer = await api.request(path, { method, headers });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    json: (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}

describe('the root of the API', () => {
  test('points programs to its description and its reference, and leads people to the reference', async () => {
    for (const root of ['/api', '/api/', '/api/v1']) {
      const program = await ask(root);
      assert.deepEqual(
        [program.status, program.json],
        [200, { reference: '/api/docs', description: '/api/v1/openapi.json' }],
        root,
      );
      const person = await ask(root, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
      assert.deepEqual([person.status, person.headers.get('location')], [302, '/api/docs'], root);
    }
  });

  test('is named by the description as it was asked for', async () => {
    const answer = await api.request('https://events.example/api/v1/openapi.json');
    assert.deepEqual(((await answer.json()) as { servers: unknown }).servers, [{ url: 'https://events.example' }]);
  });
});

describe('what is read', () => {
  test('is asked for anew each time, and answered without a body where it is as it was', async () => {
    const first = await ask(`/api/v1/events/${slug}`);
    assert.deepEqual(
      [first.status, first.headers.get('cache-control'), first.headers.get('vary')],
      [200, 'no-cache', 'authorization, accept, accept-encoding'],
    );
    const again = await api.request(`/api/v1/events/${slug}`, {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    });
    assert.deepEqual([again.status, await again.text(), again.headers.get('cache-control')], [304, '', 'no-cache']);
    await database.db.updateTable('events').set({ subtitle: 'Another' }).where('slug', '=', slug).execute();
    assert.equal(
      (await api.request(`/api/v1/events/${slug}`, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } }))
        .status,
      200,
    );
  });

  test('tells of an event what kind it is and what it is about, both empty where nobody said', async () => {
    const kinds = async () => {
      const { type, topic } = (await ask(`/api/v1/events/${slug}`)).json as { type?: string; topic?: string };
      return [type, topic];
    };
    assert.deepEqual(await kinds(), ['', '']);
    const kind = { type: 'Conference', topic: 'Science & Technology' };
    await database.db.updateTable('events').set(kind).where('slug', '=', slug).execute();
    assert.deepEqual(await kinds(), ['Conference', 'Science & Technology']);
  });

  test('may be read by pages of other websites, refusals too; what changes something may not', async () => {
    const origins = await Promise.all([
      ask('/api/v1/events'),
      ask('/api/v1/events/nothing'),
      ask(`/api/v1/events/${slug}/ticket-types`, { method: 'POST' }),
    ]);
    assert.deepEqual(
      origins.map(({ headers }) => headers.get('access-control-allow-origin')),
      ['*', '*', null],
    );
    const preflight = await ask(`/api/v1/events/${slug}`, {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'authorization' },
    });
    assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-headers')], [405, null]);
  });

  test('lets scripts of other websites ask whether anything is new, and read when', async () => {
    const preflight = await ask(`/api/v1/events/${slug}`, {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'GET', 'access-control-request-headers': 'if-none-match' },
    });
    const allowed = preflight.headers.get('access-control-allow-headers') ?? '';
    assert.deepEqual(
      [preflight.status, allowed.includes('if-none-match'), allowed.includes('authorization')],
      [204, true, false],
    );
    const writing = await ask(`/api/v1/events/${slug}/ticket-types`, {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST' },
    });
    assert.equal(writing.status, 405);
    const read = await ask(`/api/v1/events/${slug}`);
    assert.match(read.headers.get('access-control-expose-headers') ?? '', /ETag/);
  });

  test('comes compressed to who takes that, under the same rules', async () => {
    const address = '/api/v1/openapi.json';
    const answer = await api.request(address, { headers: { 'accept-encoding': 'gzip' } });
    assert.equal(answer.headers.get('content-encoding'), 'gzip');
    const text = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString();
    assert.equal(text, await (await api.request(address)).text());
    const again = await api.request(address, {
      headers: { 'accept-encoding': 'gzip', 'if-none-match': answer.headers.get('etag') ?? '' },
    });
    assert.equal(again.status, 304);
  });

  test('has pages that lead on, each event on one of them', async () => {
    for (const _ of [1, 2, 3, 4]) await makeEvent(system, organizer);
    const slugs: string[] = [];
    const sizes: number[] = [];
    let next: string | null = '/api/v1/events?perPage=2';
    while (next !== null) {
      const { json } = await ask(next);
      const page = json as { events: { slug: string }[]; next: string | null };
      slugs.push(...page.events.map((event) => event.slug));
      sizes.push(page.events.length);
      next = page.next;
    }
    assert.deepEqual([sizes, new Set(slugs).size, slugs.includes(slug)], [[2, 2, 1], 5, true]);
    assert.equal((await ask('/api/v1/events')).json.next, null);
  });

  test('leads on from the address that an event had before', async () => {
    const event = await makeEvent(system, organizer);
    await database.db.insertInto('formerAddresses').values({ slug: 'was-here', eventId: event.eventId }).execute();
    const { status, headers } = await ask('/api/v1/events/was-here/sessions?page=2');
    assert.deepEqual(
      [status, headers.get('location'), headers.get('access-control-allow-origin')],
      [301, `/api/v1/events/${event.slug}/sessions?page=2`, '*'],
    );
  });
});

describe('what is asked wrongly', () => {
  test('is not kept by anybody', async () => {
    assert.equal((await ask('/api/v1/events/nothing')).headers.get('cache-control'), 'no-store');
  });

  test('hears which methods an address has, and of an address that is none that there is no such thing', async () => {
    const answerOf = async (method: string, path: string) => {
      const { status, headers, json } = await ask(path, { method });
      return [status, json.title, headers.get('allow')];
    };
    assert.deepEqual(await answerOf('PUT', `/api/v1/events/${slug}/ticket-types/1`), [
      405,
      'method_not_allowed',
      'DELETE, GET, HEAD, PATCH',
    ]);
    assert.deepEqual(await answerOf('GET', `/api/v1/events/${slug}/reservations`), [405, 'method_not_allowed', 'POST']);
    assert.deepEqual(await answerOf('GET', '/api/v1/nothing'), [404, 'not_found', null]);
    for (const method of ['PUT', 'OPTIONS'])
      assert.deepEqual(
        await answerOf(method, '/api/v1/openapi.json'),
        [405, 'method_not_allowed', 'GET, HEAD'],
        method,
      );
    assert.deepEqual(await answerOf('POST', '/api/v1/events/NOTHING/reservations'), [404, 'not_found', null]);
  });

  test('is asked for a key where nothing goes without, and told that a key of others may not', async () => {
    const address = `/api/v1/events/${slug}/ticket-types/1`;
    const bare = await ask(address, { method: 'DELETE' });
    assert.deepEqual(
      [bare.status, bare.json.title, bare.headers.get('www-authenticate')],
      [401, 'key_needed', 'Bearer'],
    );
    const stranger = await makeUser(system, { organizer: await makeOrganizer(system), role: 'owner' });
    const { key } = await createApiKey({ ...system, actor: { ...stranger, provenAt: Date.now() } }, { name: 'theirs' });
    const headers = { authorization: `Bearer ${key}` };
    assert.equal((await ask(address, { method: 'DELETE', headers })).status, 403);
    const draft = await makeEvent(system, organizer, { published: false });
    assert.equal((await ask(`/api/v1/events/${draft.slug}/ticket-types/1`, { method: 'DELETE', headers })).status, 404);
  });

  test('hears how a key is sent', async () => {
    const { status, headers } = await ask('/api/v1/events', { headers: { authorization: 'Basic Zm9v' } });
    assert.deepEqual([status, headers.get('www-authenticate')], [401, 'Bearer']);
  });
});
