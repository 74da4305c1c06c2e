/** The API as a program meets it that is not ours: where it begins, what it may keep, how it pages, and what it hears when it asks wrongly. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
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

async function ask(path: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}) {
  const answer = await api.request(path, { method, headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, json: (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown> };
}

describe('the root of the API', () => {
  test('points programs to its description and its reference, and leads people to the reference', async () => {
    for (const root of ['/api', '/api/', '/api/v1']) {
      const program = await ask(root);
      assert.deepEqual([program.status, program.json], [200, { reference: '/api/docs', description: '/api/v1/openapi.json' }], root);
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
    assert.deepEqual([first.status, first.headers.get('cache-control'), first.headers.get('vary')], [200, 'no-cache', 'authorization, accept']);
    const again = await api.request(`/api/v1/events/${slug}`, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    assert.deepEqual([again.status, await again.text(), again.headers.get('cache-control')], [304, '', 'no-cache']);
    await database.db.updateTable('events').set({ subtitle: 'Another' }).where('slug', '=', slug).execute();
    assert.equal((await api.request(`/api/v1/events/${slug}`, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })).status, 200);
  });

  test('may be read by pages of other websites, refusals too; what changes something may not', async () => {
    const origins = await Promise.all([ask('/api/v1/events'), ask('/api/v1/events/nothing'), ask(`/api/v1/events/${slug}/ticket-types`, { method: 'POST' })]);
    assert.deepEqual(origins.map(({ headers }) => headers.get('access-control-allow-origin')), ['*', '*', null]);
    const preflight = await ask(`/api/v1/events/${slug}`, { method: 'OPTIONS', headers: { 'access-control-request-headers': 'authorization' } });
    assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-headers')], [405, null]);
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
});

describe('what is asked wrongly', () => {
  test('is not kept by anybody', async () => {
    assert.equal((await ask('/api/v1/events/nothing')).headers.get('cache-control'), 'no-store');
  });

  test('hears which methods an address has, and of an address that is none that there is no such thing', async () => {
    const told = async (method: string, path: string) => {
      const { status, headers, json } = await ask(path, { method });
      return [status, json.title, headers.get('allow')];
    };
    assert.deepEqual(await told('PUT', `/api/v1/events/${slug}/ticket-types/1`), [405, 'method_not_allowed', 'DELETE, GET, HEAD, PATCH']);
    assert.deepEqual(await told('GET', `/api/v1/events/${slug}/reservations`), [405, 'method_not_allowed', 'POST']);
    assert.deepEqual(await told('GET', '/api/v1/nothing'), [404, 'not_found', null]);
    assert.deepEqual(await told('POST', '/api/v1/events/NOTHING/reservations'), [404, 'not_found', null]);
  });

  test('hears how a key is sent', async () => {
    const { status, headers } = await ask('/api/v1/events', { headers: { authorization: 'Basic Zm9v' } });
    assert.deepEqual([status, headers.get('www-authenticate')], [401, 'Bearer']);
  });
});
