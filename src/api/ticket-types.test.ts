/** Ticket types and headings over REST, as programs meet them. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { addTickets, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { createApi } from './api.ts';

const database = await createTestDatabase();
setRuntime({ database, log: database.log } as unknown as Runtime);
after(() => setRuntime(undefined));
const system = database.ctx();
const organizer = await makeOrganizer(system);
const key = await keyOf({ organizer, role: 'organizer' });
const api = createApi();

async function keyOf(member: Parameters<typeof makeUser>[1]): Promise<string> {
  return (
    await createApiKey(
      { ...system, actor: { ...(await makeUser(system, member)), provenAt: Date.now() } },
      { name: 'test' },
    )
  ).key;
}

type Json = Record<string, unknown>;

async function ask(
  method: string,
  { slug }: EventScope,
  path: string,
  { as = '', body }: { as?: string; body?: Json } = {},
): Promise<{ status: number; type: string; location: string | null; json: Json }> {
  const headers: Record<string, string> = {
    ...(as && { authorization: `Bearer ${as}` }),
    ...(body && { 'content-type': 'application/json' }),
  };
  const answer = await api.request(`/api/v1/events/${slug}${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    location: answer.headers.get('location'),
    json: text ? (JSON.parse(text) as Json) : {},
  };
}

const placesOf = ({ json }: { json: Json }): string[] =>
  [...((json.ticketTypes ?? json.headings) as { name: string; position: number }[])].map(
    ({ name, position }) => `${position} ${name}`,
  );

describe('a team member', () => {
  test('adds, places, changes and deletes ticket types', async () => {
    const event = await makeEvent(system, organizer);
    const first = await ask('POST', event, '/ticket-types', {
      as: key,
      body: {
        name: 'Standard',
        kind: 'paid',
        priceMinor: 1250,
        quantity: 40,
        saleStartsAt: '2027-03-01T10:00:00+02:00',
      },
    });
    assert.deepEqual(
      [first.status, first.location, first.json],
      [
        201,
        `/api/v1/events/${event.slug}/ticket-types/1`,
        {
          number: 1,
          position: 1,
          name: 'Standard',
          description: '',
          kind: 'paid',
          currency: 'EUR',
          priceMinor: 1250,
          suggestedMinor: null,
          minimumPerOrder: 1,
          maximumPerOrder: 10,
          maximumPerPerson: null,
          saleStartsAt: '2027-03-01T08:00:00+00:00',
          saleEndsAt: null,
          state: 'not-yet',
          quantity: 40,
          visibility: 'public',
        },
      ],
    );
    await ask('POST', event, '/ticket-types', { as: key, body: { name: 'Community', kind: 'free', position: 1 } });
    await ask('POST', event, '/ticket-headings', { as: key, body: { name: 'Conference', position: 1 } });
    assert.deepEqual(
      [
        placesOf(await ask('GET', event, '/ticket-types', { as: key })),
        placesOf(await ask('GET', event, '/ticket-headings', { as: key })),
      ],
      [['2 Community', '3 Standard'], ['1 Conference']],
    );
    const moved = await ask('PATCH', event, '/ticket-types/1', {
      as: key,
      body: { position: 2, quantity: null, saleStartsAt: null },
    });
    assert.deepEqual(
      [moved.status, moved.json.position, moved.json.quantity, moved.json.saleStartsAt, moved.json.priceMinor],
      [200, 2, null, null, 1250],
    );
    assert.equal(
      (await ask('PATCH', event, '/ticket-headings/1', { as: key, body: { name: 'Days', position: 99 } })).json
        .position,
      3,
    );
    assert.deepEqual(
      [
        (await ask('DELETE', event, '/ticket-types/1', { as: key })).status,
        (await ask('DELETE', event, '/ticket-headings/1', { as: key })).status,
      ],
      [204, 204],
    );
    assert.deepEqual(
      [
        placesOf(await ask('GET', event, '/ticket-types', { as: key })),
        (await ask('GET', event, '/ticket-types/1', { as: key })).status,
      ],
      [['1 Community'], 404],
    );
  });

  test('reads what is wrong as a problem, by field, and nothing was done', async () => {
    const event = await makeEvent(system, organizer);
    const cases: [body: Json, status: number, where: string[]][] = [
      [{ name: 'Standard', kind: 'paid' }, 422, ['priceMinor']],
      [{ name: 'Gift', kind: 'donation', priceMinor: 500, suggestedMinor: 100 }, 422, ['suggestedMinor']],
      [{ name: 'Standard', kind: 'free', minimumPerOrder: 20 }, 422, ['maximumPerOrder']],
      [{ kind: 'gold', name: '' }, 422, ['name', 'kind']],
      [{ name: 'Standard', kind: 'paid', priceMinor: 12.5 }, 422, ['priceMinor']],
      [{ name: 'Standard', kind: 'free', saleStartsAt: 'tomorrow' }, 422, ['saleStartsAt']],
    ];
    for (const [body, status, where] of cases) {
      const answer = await ask('POST', event, '/ticket-types', { as: key, body });
      assert.deepEqual(
        [
          answer.status,
          answer.type,
          ((answer.json.problems ?? []) as { where: string }[]).map((problem) => problem.where),
        ],
        [status, 'application/problem+json', where],
        JSON.stringify(body),
      );
    }
    assert.deepEqual(placesOf(await ask('GET', event, '/ticket-types', { as: key })), []);
  });
});

describe('everybody else', () => {
  test('reads what is public, numbered as if there were nothing else, and neither quantity nor visibility', async () => {
    const event = await makeEvent(system, organizer);
    await addTickets(system, event, 3);
    for (const as of [
      '',
      await keyOf({ organizer, role: 'moderator' }),
      await keyOf({ organizer: await makeOrganizer(system), role: 'owner' }),
    ]) {
      const list = await ask('GET', event, '/ticket-types', { as });
      assert.deepEqual(
        [list.status, placesOf(list), placesOf(await ask('GET', event, '/ticket-headings', { as }))],
        [200, ['2 Ticket 1', '4 Ticket 3'], ['1 Heading 1', '3 Heading 3']],
      );
      assert.doesNotMatch(JSON.stringify(list.json), /Ticket 2|quantity|visibility/);
      assert.deepEqual(
        [
          (await ask('GET', event, '/ticket-types/2', { as })).status,
          (await ask('GET', event, '/ticket-headings/2', { as })).status,
        ],
        [404, 404],
      );
    }
  });

  test('is also a member of the team whose sign-in is weaker than the organizer asks for', async () => {
    const guarded = await makeOrganizer(system);
    const event = await makeEvent(system, guarded);
    await addTickets(system, event, 3);
    const weak = await keyOf({ organizer: guarded, role: 'owner' });
    assert.deepEqual(placesOf(await ask('GET', event, '/ticket-types', { as: weak })).length, 3);
    await database.db
      .updateTable('organizers')
      .set({ requireSecondFactor: true })
      .where('id', '=', guarded.organizerId)
      .execute();
    const list = await ask('GET', event, '/ticket-types', { as: weak });
    assert.deepEqual([list.status, placesOf(list)], [200, ['2 Ticket 1', '4 Ticket 3']]);
    assert.equal(
      (await ask('POST', event, '/ticket-types', { as: weak, body: { name: 'Mine', kind: 'free' } })).status,
      403,
    );
  });

  test('changes nothing, and learns of a draft nothing', async () => {
    const [event, draft] = [
      await makeEvent(system, organizer),
      await makeEvent(system, organizer, { published: false }),
    ];
    for (const one of [event, draft]) await addTickets(system, one, 1);
    const stranger = await keyOf({ organizer: await makeOrganizer(system), role: 'owner' });
    const registrar = await keyOf({ organizer, role: 'registrar' });
    for (const [method, path, body] of [
      ['POST', '/ticket-types', { name: 'Mine', kind: 'free' }],
      ['PATCH', '/ticket-types/1', { name: 'Mine' }],
      ['DELETE', '/ticket-types/1', undefined],
      ['PATCH', '/ticket-headings/1', { position: 9 }],
    ] as const) {
      const statuses = [];
      for (const as of ['', stranger, registrar, 'foyer_unknown'])
        statuses.push((await ask(method, event, path, { as, ...(body && { body }) })).status);
      assert.deepEqual(statuses, [401, 403, 403, 401], `${method} ${path}`);
    }
    assert.deepEqual(
      [
        (await ask('GET', draft, '/ticket-types', { as: stranger })).status,
        (await ask('GET', draft, '/ticket-types')).status,
      ],
      [404, 404],
    );
    assert.deepEqual(placesOf(await ask('GET', event, '/ticket-types', { as: key })), ['2 Ticket 1']);
  });
});
