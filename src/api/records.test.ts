/** The records of an event over REST, as programs of its team meet them. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { NOUN_FACTS, NOUNS } from '#features/records/nouns.ts';
import { writeCursor } from '#platform/http/cursor.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { addPrices, addProgramme, addTickets, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createApi } from './api.ts';

const database = await createTestDatabase();
setRuntime({ database, log: database.log } as unknown as Runtime);
after(() => setRuntime(undefined));
const system = database.ctx();
const organizer = await makeOrganizer(system);
const api = createApi();
const key = await keyOf({ organizer, role: 'organizer' });

async function keyOf(member: Parameters<typeof makeUser>[1]): Promise<string> {
  const actor = { ...(await makeUser(system, member)), provenAt: Date.now() };
  return (await createApiKey({ ...system, actor }, { name: 'test' })).key;
}

type Json = Record<string, unknown>;
type Answer = { status: number; tag: string; headers: Headers; json: Json };

async function ask(
  method: string,
  address: string,
  { as = key, body, headers }: { as?: string; body?: Json; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const answer = await api.request(address, {
    method,
    headers: {
      authorization: `Bearer ${as}`,
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const tag = answer.headers.get('etag') ?? '';
  return { status: answer.status, tag, headers: answer.headers, json: text ? (JSON.parse(text) as Json) : {} };
}

const at = ({ slug }: EventScope, path: string): string => `/api/v1/events/${slug}/records/${path}`;
const numbersOf = ({ json }: Answer, name: string): number[] =>
  (json[name] as { number: number }[]).map((one) => one.number);
const wheresOf = ({ json }: Answer): string[] => (json.problems as { where: string }[]).map(({ where }) => where);

/** An event with two of everything. */
async function makeFullEvent(): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  await addProgramme(system, event, 2);
  await addTickets(system, event, 2);
  await addPrices(system, event, 2);
  return event;
}

/** Declared fields that no answer has, each with why. */
const LEFT_OUT: Record<string, Record<string, string>> = {
  sessions: {
    picture: 'a file, which uploads will bring',
    audio: 'a file, which uploads will bring',
    slides: 'as `slidesUrl`',
    video: 'as `videoUrl`',
  },
};
/** Amounts say in what they are. */
const MINOR = ['fixed', 'amount', 'minimum'];

describe('a record', () => {
  test('has every field that its noun declares, but for those named here', async () => {
    const event = await makeFullEvent();
    for (const noun of NOUNS) {
      const { many, declared } = NOUN_FACTS[noun];
      const { status, json } = await ask('GET', at(event, `${many.replaceAll(' ', '-')}/1`));
      assert.equal(status, 200, noun);
      const expected = Object.keys(declared)
        .filter((name) => !(name in (LEFT_OUT[noun] ?? {})))
        .map((name) => (MINOR.includes(name) ? `${name}Minor` : name));
      const answered = Object.keys(json).filter((name) => !['number', 'version', 'updatedAt'].includes(name));
      assert.deepEqual(
        answered.filter((name) => !['slidesUrl', 'videoUrl'].includes(name)).sort(),
        expected.sort(),
        noun,
      );
    }
  });

  test('is added, read, changed and deleted with the checks of its form', async () => {
    const event = await makeFullEvent();
    const body = {
      title: 'Oil and wick',
      state: 'accepted',
      startsAt: '2027-05-08T10:00:00+02:00',
      endsAt: '2027-05-08T11:00:00+02:00',
      room: 1,
      track: 2,
      speakers: [2, 1],
    };
    const made = await ask('POST', at(event, 'sessions'), { body });
    assert.deepEqual([made.status, made.headers.get('location')], [201, at(event, 'sessions/3')]);
    const { title, state, room, track, speakers, version } = made.json;
    assert.deepEqual(
      { title, state, room, track, speakers, version },
      {
        title: 'Oil and wick',
        state: 'accepted',
        room: 1,
        track: 2,
        speakers: [2, 1],
        version: made.json.version,
      },
    );
    assert.equal(Date.parse(String(made.json.startsAt)), Date.parse(body.startsAt));
    const read = await ask('GET', at(event, 'sessions/3'));
    assert.deepEqual([read.json, read.tag], [made.json, made.tag]);

    const changed = await ask('PATCH', at(event, 'sessions/3'), { body: { room: null, speakers: [] } });
    assert.deepEqual(
      [changed.status, changed.json.room, changed.json.speakers, changed.json.title],
      [200, null, [], 'Oil and wick'],
    );
    assert.notEqual(changed.tag, made.tag);

    const wrong = await ask('PATCH', at(event, 'sessions/3'), { body: { endsAt: '2027-05-08T09:00:00+02:00' } });
    assert.deepEqual([wrong.status, wheresOf(wrong)], [422, ['endsAt']]);
    assert.deepEqual((await ask('GET', at(event, 'sessions/3'))).json, changed.json);
    assert.equal((await ask('DELETE', at(event, 'sessions/3'))).status, 204);
    assert.equal((await ask('GET', at(event, 'sessions/3'))).status, 404);
  });

  test('of the sale says amounts in the minor unit and percentages in percent', async () => {
    const event = await makeFullEvent();
    const fee = await ask('POST', at(event, 'fees'), {
      body: { name: 'Service', percent: 2.5, fixedMinor: 30, per: 'ticket', tax: 1 },
    });
    const { number, name, percent, fixedMinor, per, tax } = fee.json;
    assert.deepEqual(
      { number, name, percent, fixedMinor, per, tax },
      {
        number: 3,
        name: 'Service',
        percent: 2.5,
        fixedMinor: 30,
        per: 'ticket',
        tax: 1,
      },
    );
    const nothing = await ask('POST', at(event, 'fees'), { body: { name: 'Nothing' } });
    assert.deepEqual([nothing.status, wheresOf(nothing)], [422, ['fixedMinor']]);
    const code = await ask('POST', at(event, 'access-codes'), { body: { code: 'friends 27', types: [2] } });
    assert.deepEqual([code.json.code, code.json.types], ['FRIENDS27', [2]]);
    const odd = await ask('PATCH', at(event, 'tax-rates/1'), { body: { percent: 7.123 } });
    assert.deepEqual([odd.status, wheresOf(odd)], [422, ['percent']]);
  });

  test('refuses fields that are not described, by name', async () => {
    const event = await makeFullEvent();
    const { status, json } = await ask('PATCH', at(event, 'rooms/1'), { body: { nmae: 'Hall', guid: 'x' } });
    assert.deepEqual([status, json.code], [422, 'bad_request.not_described']);
    assert.deepEqual(
      (json.problems as { where: string; code: string }[]).map(({ where, code }) => [where, code]),
      [
        ['nmae', 'field.unknown'],
        ['guid', 'field.unknown'],
      ],
    );
  });

  test('that somebody else changed meanwhile is left alone', async () => {
    const event = await makeFullEvent();
    const { tag } = await ask('GET', at(event, 'rooms/1'));
    const unchanged = await ask('GET', at(event, 'rooms/1'), { headers: { 'if-none-match': tag } });
    assert.deepEqual([unchanged.status, unchanged.json], [304, {}]);
    const first = await ask('PATCH', at(event, 'rooms/1'), { body: { floor: 'Ground' }, headers: { 'if-match': tag } });
    assert.equal(first.status, 200);
    for (const [method, body] of [
      ['PATCH', { floor: 'First' }],
      ['DELETE', undefined],
    ] as const) {
      const late = await ask(method, at(event, 'rooms/1'), { ...(body && { body }), headers: { 'if-match': tag } });
      assert.deepEqual([late.status, late.json.code], [412, 'changed.record']);
    }
    const now = await ask('GET', at(event, 'rooms/1'), { headers: { 'if-none-match': tag } });
    assert.deepEqual([now.status, now.json.floor], [200, 'Ground']);
    const weak = { 'if-match': `"other", W/${first.tag}` };
    assert.equal((await ask('DELETE', at(event, 'rooms/1'), { headers: weak })).status, 204);
  });
});

describe('a list', () => {
  test('goes on from page to page, whatever comes and goes meanwhile', async () => {
    const event = await makeEvent(system, organizer);
    await addProgramme(system, event, 5);
    const first = await ask('GET', `${at(event, 'rooms')}?limit=2`);
    assert.deepEqual(numbersOf(first, 'rooms'), [1, 2]);
    assert.equal(first.headers.get('link'), `<${String(first.json.next)}>; rel="next"`);
    await ask('DELETE', at(event, 'rooms/1'));
    await ask('POST', at(event, 'rooms'), { body: { name: 'New' } });
    const second = await ask('GET', String(first.json.next));
    const third = await ask('GET', String(second.json.next));
    assert.deepEqual([numbersOf(second, 'rooms'), numbersOf(third, 'rooms'), third.json.next], [[3, 4], [5, 6], null]);
    assert.deepEqual([second.json.asOf, third.json.asOf], [first.json.asOf, first.json.asOf]);
    for (const other of [`${at(event, 'tracks')}?after=`, `${at(event, 'rooms')}?name=Hall&after=`]) {
      const cursor = new URLSearchParams(String(first.json.next).split('?')[1]).get('after');
      const refused = await ask('GET', `${other}${cursor}`);
      assert.deepEqual([refused.status, wheresOf(refused)], [422, ['after']]);
    }
  });

  test('gives only what has exactly that value', async () => {
    const event = await makeFullEvent();
    await ask('PATCH', at(event, 'sessions/2'), { body: { state: 'pending' } });
    const cases: [string, string, number[]][] = [
      ['sessions', 'state=pending', [2]],
      ['sessions', 'track=1&room=1&type=1', [1]],
      ['sessions', 'track=9', []],
      ['speakers', 'featured=true', []],
      ['rooms', 'name=Hall%202', [2]],
      ['discount-codes', 'code=DISCOUNT-1&kind=percent', [1]],
    ];
    for (const [list, query, numbers] of cases) {
      const name = list.replace(/-(\w)/, (_all, letter: string) => letter.toUpperCase());
      assert.deepEqual(numbersOf(await ask('GET', `${at(event, list)}?${query}`), name), numbers, `${list} ${query}`);
    }
    assert.equal((await ask('GET', `${at(event, 'sessions')}?state=gone`)).status, 422);
    const statuses = [];
    for (const hostile of ['name=%00', 'name=%ED%A0%80', 'name=%27%3B--'])
      statuses.push((await ask('GET', `${at(event, 'rooms')}?${hostile}`)).status);
    assert.deepEqual(statuses, [422, 200, 200]);
  });

  test('refuses a cursor that names a place where nothing can be', async () => {
    const event = await makeFullEvent();
    const path = at(event, 'tracks');
    const forged = [
      [-1, Date.now()],
      [2 ** 40, Date.now()],
      [1, 1e300],
      [1, -8e15],
    ].map(([after = 0, asOf = 0]) => writeCursor({ after, asOf }, { path, equal: {}, updatedSince: undefined }));
    for (const cursor of forged) {
      const refused = await ask('GET', `${path}?limit=1&after=${cursor}`);
      assert.deepEqual([refused.status, wheresOf(refused)], [422, ['after']]);
    }
  });

  test('gives what was written and deleted since, and refuses to guess after 30 days', async () => {
    const event = await makeFullEvent();
    const hour = new Date(Date.now() - 3_600_000);
    // Each write stamps a room, so the hour is put there without.
    await database.db.transaction().execute(async (tx) => {
      await tx
        .selectNoFrom(({ fn, val }) =>
          fn('set_config', [val('session_replication_role'), val('replica'), val(true)]).as('set'),
        )
        .execute();
      await tx.updateTable('rooms').set({ updatedAt: hour }).where('eventId', '=', event.eventId).execute();
    });
    const { json } = await ask('GET', at(event, 'rooms'));
    assert.equal('deleted' in json, false);
    await ask('PATCH', at(event, 'rooms/2'), { body: { floor: 'Ground' } });
    await ask('DELETE', at(event, 'rooms/1'));
    const since = await ask('GET', `${at(event, 'rooms')}?updatedSince=${String(json.asOf)}`);
    assert.deepEqual(numbersOf(since, 'rooms'), [2]);
    assert.deepEqual(numbersOf(since, 'deleted'), [1]);
    for (const old of ['2020-01-01T00:00:00Z', 'yesterday']) {
      const refused = await ask('GET', `${at(event, 'rooms')}?updatedSince=${old}`);
      assert.deepEqual([refused.status, wheresOf(refused)], [422, ['updatedSince']]);
    }
  });

  test('misses nothing that is being written while it is read', async () => {
    const event = await makeFullEvent();
    await database.db.transaction().execute(async (tx) => {
      const [began] = await tx.selectNoFrom(({ fn }) => fn<number>('now').as('at')).execute();
      const { json } = await ask('GET', at(event, 'tracks'));
      assert.equal(Date.parse(String(json.asOf)) < (began?.at as number), true);
    });
  });
});

describe('who may not', () => {
  test('is refused, and nothing is done', async () => {
    const event = await makeFullEvent();
    const before = (await ask('GET', at(event, 'rooms'))).json.rooms;
    const moderator = await keyOf({ organizer, role: 'moderator' });
    const registrar = await keyOf({ organizer, role: 'registrar' });
    const stranger = await keyOf({ organizer: await makeOrganizer(system), role: 'owner' });
    const statuses = async (as: string): Promise<number[]> => [
      (await ask('GET', at(event, 'rooms'), { as })).status,
      (await ask('POST', at(event, 'rooms'), { as, body: { name: 'Mine' } })).status,
      (await ask('PATCH', at(event, 'rooms/1'), { as, body: { name: 'Mine' } })).status,
      (await ask('DELETE', at(event, 'rooms/1'), { as })).status,
      (await ask('GET', at(event, 'fees'), { as })).status,
    ];
    assert.deepEqual(await statuses(moderator), [200, 403, 403, 403, 403]);
    assert.deepEqual(await statuses(registrar), [403, 403, 403, 403, 403]);
    assert.deepEqual(await statuses(stranger), [403, 403, 403, 403, 403]);
    assert.deepEqual((await ask('GET', at(event, 'rooms'))).json.rooms, before);
  });
});
