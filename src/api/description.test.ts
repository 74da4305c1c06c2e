/**
 * The API keeps to its description: each operation is asked for every answer that it names, and each answer is held
 * against its schema.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import spectral from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenAPIObject, RequestBodyObject, ResponseObject } from 'openapi3-ts/oas31';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import '#features/orders/server/receivers.ts';
import { serveReservations } from '#features/orders/server/holding/serve-reservations.ts';
import { startQueue } from '#features/orders/server/holding/start-queue.ts';
import { NOUN_FACTS, NOUNS } from '#features/records/nouns.ts';
import { TICKET_LIMITS } from '#features/tickets/ticket.ts';
import { createWebhook } from '#features/webhooks/server/create-webhook.ts';
import { sendTest } from '#features/webhooks/server/send-again.ts';
import { updateWebhook } from '#features/webhooks/server/update-webhook.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { reserveSeats } from '#testing/bare-foyer.ts';
import { addPrices, addProgramme, addTickets, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { strongKey } from '#testing/strong-key.ts';
import { createApi } from './api.ts';
import { makeReference, type Shape } from './reference.ts';

const database = await createTestDatabase();
const config = { url: 'https://foyer.example', secret: 'a secret of a test' };
setRuntime({ config, database, log: database.log } as unknown as Runtime);
const system = database.ctx();
const nobody = (): Ctx => database.ctx({ kind: 'nobody' });
const api = createApi();
const reserve = serveReservations({
  queue: startQueue(nobody, { holdSeconds: 900 }),
  secret: config.secret,
  log: database.log,
  makeCtx: nobody,
  clientOf: () => '192.0.2.1',
});
const server = createServer((req, res) => void (reserve(req, res) || res.writeHead(404).end()));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => {
  server.close();
  setRuntime(undefined);
});

const organizer = await makeOrganizer(system);
const event = await makeEvent(system, organizer);
const draft = await makeEvent(system, organizer, { published: false });
const full = await makeEvent(system, organizer);
await fillShop();
await addProgramme(system, event, 2);
await addTickets(system, event, 3);
await addPrices(system, event, 2);
/** The order of the examples. */
const placed = 'K7PW2MHX';
await reserveSeats(nobody(), event, 1);
await database.db.updateTable('orders').set({ code: placed }).execute();
const keyOf = async (role: 'organizer' | 'registrar' | 'moderator'): Promise<string> =>
  (
    await createApiKey(
      { ...system, actor: { ...(await makeUser(system, { organizer, role })), provenAt: Date.now() } },
      { name: 'test' },
    )
  ).key;
const [team, registrar] = [await keyOf('organizer'), await keyOf('registrar')];
/** Of somebody who sees the programme and no orders. */
const speaking = await keyOf('moderator');
const stranger = await makeUser(system, { organizer: await makeOrganizer(system), role: 'owner' });
const strange = (await createApiKey({ ...system, actor: { ...stranger, provenAt: Date.now() } }, { name: 'test' })).key;

const makeWebhook = async (): Promise<string> =>
  (await createWebhook(system, organizer, { url: 'https://programs.example/foyer', types: null, event: null })).id;
const [hook, hookOff, hookGone] = [await makeWebhook(), await makeWebhook(), await makeWebhook()];
const sent = `chg_${await sendTest(system, organizer, hook)}`;
const sentOff = `chg_${await sendTest(system, organizer, hookOff)}`;
await updateWebhook(system, organizer, hookOff, { on: false });

/** As many headings as an event takes. */
async function fillShop(): Promise<void> {
  const { eventId } = full;
  const headings = Array.from({ length: TICKET_LIMITS.itemsPerEvent }, (_, at) => ({
    eventId,
    number: at + 1,
    name: `Heading ${at + 1}`,
  }));
  const made = await database.db.insertInto('ticketHeadings').values(headings).returning('id').execute();
  await database.db
    .insertInto('shopItems')
    .values(made.map(({ id }, at) => ({ eventId, position: at + 1, headingId: id })))
    .execute();
}

const document = (await (await api.request('https://foyer.example/api/v1/openapi.json')).json()) as OpenAPIObject;
const reference = makeReference(document, { slug: event.slug, organizer: organizer.slug, webhook: hook });
const operations = reference.groups.flatMap((group) => group.operations);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'description');

type Ask = { path: string; match?: string; as?: string; body?: unknown; type?: string; key?: string };
type Given = { status: number; type: string; headers: Headers; json: unknown };

async function ask(method: string, { path, as, match, body, type = 'application/json', key }: Ask): Promise<Given> {
  const headers: Record<string, string> = {
    ...(as && { authorization: `Bearer ${as}` }),
    ...(match !== undefined && { 'if-match': match }),
    ...(body !== undefined && { 'content-type': type }),
    ...(key !== undefined && { 'idempotency-key': strongKey(key) }),
  };
  const init = {
    method,
    headers,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
  const answer =
    path.endsWith('/reservations') && method === 'POST'
      ? await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, init)
      : await api.request(path, init);
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    headers: answer.headers,
    json: text === '' ? null : (JSON.parse(text) as unknown),
  };
}

const here = `/api/v1/events/${event.slug}`;
const nowhere = '/api/v1/events/nothing';
const UNKNOWN = 'foyer_nothing';
const reservation = { lines: [{ ticketType: 1, quantity: 1 }] };

/** What every answer is asked for with, by the operation's name, in an order in which each finds what it needs. */
const ASKS: [operation: string, status: number, ask: Ask][] = [
  ['listEvents', 200, { path: '/api/v1/events?perPage=1' }],
  ['listEvents', 401, { path: '/api/v1/events', as: UNKNOWN }],
  ['listEvents', 422, { path: '/api/v1/events?perPage=1000' }],
  ...reading('getEvent', here, nowhere),
  ...reading('listSessions', `${here}/sessions`, `${nowhere}/sessions`),
  ...reading('listRooms', `${here}/rooms`, `${nowhere}/rooms`),
  ...reading('listTracks', `${here}/tracks`, `${nowhere}/tracks`),
  ...reading('listSpeakers', `${here}/speakers`, `${nowhere}/speakers`),
  ...reading('listTicketKeys', `${here}/ticket-keys`, `${nowhere}/ticket-keys`),
  ['listChanges', 200, { path: `${here}/changes`, as: team }],
  ['listChanges', 401, { path: `${here}/changes` }],
  ['listChanges', 403, { path: `${here}/changes`, as: strange }],
  ['listChanges', 404, { path: `${nowhere}/changes`, as: team }],
  ['listChanges', 422, { path: `${here}/changes?after=nothing`, as: team }],
  ...readingOne('getSession', `${here}/sessions`),
  ...readingOne('getSpeaker', `${here}/speakers`),
  ['reserveTickets', 201, { path: `${here}/reservations`, body: reservation, key: 'key-of-one' }],
  ['reserveTickets', 200, { path: `${here}/reservations`, body: reservation, key: 'key-of-one' }],
  [
    'reserveTickets',
    422,
    { path: `${here}/reservations`, body: { lines: [{ ticketType: 1, quantity: 2 }] }, key: 'key-of-one' },
  ],
  [
    'reserveTickets',
    409,
    { path: `${here}/reservations`, body: { lines: [{ ticketType: 1, quantity: 10 }] }, key: 'key-of-many' },
  ],
  ['reserveTickets', 404, { path: `/api/v1/events/${draft.slug}/reservations`, body: reservation, key: 'key-of-none' }],
  ['reserveTickets', 413, { path: `${here}/reservations`, body: 'x'.repeat(17 * 1024), key: 'key-of-much' }],
  ['reserveTickets', 415, { path: `${here}/reservations`, body: reservation, type: 'text/plain', key: 'key-of-text' }],
  ['reserveTickets', 401, { path: `${here}/reservations`, as: UNKNOWN, body: reservation, key: 'key-of-unknown' }],
  ['reserveTickets', 422, { path: `${here}/reservations`, body: reservation }],
  [
    'reserveTickets',
    422,
    { path: `${here}/reservations`, body: { lines: [{ ticketType: 99, quantity: 1 }] }, key: 'key-of-other' },
  ],
  ['reserveTickets', 422, { path: `${here}/reservations`, body: { ...reservation, code: 'NOPE' }, key: 'key-of-code' }],
  ['deleteTicketType', 422, { path: `${here}/ticket-types/1`, as: team }],
  ...(['ticket-headings', 'ticket-types'] as const).flatMap((many) => {
    const one = many === 'ticket-types' ? 'TicketType' : 'TicketHeading';
    const [path, first] = [`${here}/${many}`, `${here}/${many}/1`];
    return [
      ...reading(`list${one}s`, path, `${nowhere}/${many}`),
      ['list' + one + 's', 200, { path, as: team }],
      ...readingOne(`get${one}`, path),
      [`create${one}`, 409, { path: `/api/v1/events/${full.slug}/${many}`, as: team, body: exampleOf(`create${one}`) }],
      ...changing(`create${one}`, { path, missing: `${nowhere}/${many}`, body: exampleOf(`create${one}`), done: 201 }),
      ...changing(`update${one}`, { path: first, missing: `${path}/99`, body: exampleOf(`update${one}`), done: 200 }),
      ...refusing(`delete${one}`, { path: `${path}/2`, missing: `${path}/99` }),
      [`delete${one}`, 422, { path: `${path}/none`, as: team }],
      [`delete${one}`, 204, { path: `${path}/2`, as: team }],
    ] as [string, number, Ask][];
  }),
  ...(['orders', 'attendees'] as const).flatMap((many) => {
    const [name, path, missing] = [
      many === 'orders' ? 'listOrders' : 'listAttendees',
      `${here}/${many}`,
      `${nowhere}/${many}`,
    ];
    return [
      [name, 200, { path: `${path}?limit=1`, as: team }],
      ...refusing(name, { path, missing, without: speaking }),
      [name, 422, { path: `${path}?after=nothing`, as: team }],
    ] as [string, number, Ask][];
  }),
  ['getOrder', 200, { path: `${here}/orders/${placed}`, as: team }],
  ...refusing('getOrder', { path: `${here}/orders/${placed}`, missing: `${here}/orders/NONE`, without: speaking }),
  ...ofWebhooks(),
  ...NOUNS.flatMap((noun) => {
    const { one, many } = NOUN_FACTS[noun];
    const name = one.replaceAll(/(?:^| )(\w)/g, (_all, letter: string) => letter.toUpperCase());
    const [path, missing] = [
      `${here}/records/${many.replace(' ', '-')}`,
      `${nowhere}/records/${many.replace(' ', '-')}`,
    ];
    const [first, none] = [`${path}/1`, `${path}/99`];
    const [added, change] = [exampleOf(`create${name}`), exampleOf(`update${name}`)];
    const wrong = { ...(added as object), nmae: '' };
    return [
      [`list${name}Records`, 200, { path: `${path}?limit=1`, as: team }],
      ...refusing(`list${name}Records`, { path, missing }),
      [`list${name}Records`, 422, { path: `${path}?after=nothing`, as: team }],
      [`get${name}Record`, 200, { path: first, as: team }],
      ...refusing(`get${name}Record`, { path: first, missing: none }),
      [`get${name}Record`, 422, { path: `${path}/none`, as: team }],
      [`create${name}`, 201, { path, as: team, body: added }],
      ...refusing(`create${name}`, { path, missing, body: added }),
      [`create${name}`, 415, { path, as: team, body: added, type: 'text/plain' }],
      [`create${name}`, 422, { path, as: team, body: wrong }],
      [`update${name}`, 200, { path: `${path}/2`, as: team, body: change }],
      ...refusing(`update${name}`, { path: first, missing: none, body: change }),
      [`update${name}`, 412, { path: first, as: team, body: change, match: '"0"' }],
      [`update${name}`, 415, { path: first, as: team, body: change, type: 'text/plain' }],
      [`update${name}`, 422, { path: first, as: team, body: wrong }],
      ...refusing(`delete${name}`, { path: first, missing: none }),
      [`delete${name}`, 412, { path: first, as: team, match: '"0"' }],
      [`delete${name}`, 422, { path: `${path}/none`, as: team }],
      [`delete${name}`, 204, { path: `${path}/2`, as: team }],
    ] as [string, number, Ask][];
  }),
];

/** Who does not belong to an organizer hears that there is none. */
function ofWebhooks(): [string, number, Ask][] {
  const list = `/api/v1/organizers/${organizer.slug}/webhooks`;
  const [one, off, missing] = [`${list}/${hook}`, `${list}/${hookOff}`, `${list}/nothing`];
  const [added, change, span] = [exampleOf('createWebhook'), exampleOf('updateWebhook'), exampleOf('replayWebhook')];
  const refused = (operation: string, path: string, none: string, body?: unknown): [string, number, Ask][] => [
    [operation, 401, { path, body }],
    [operation, 403, { path, as: registrar, body }],
    [operation, 404, { path, as: strange, body }],
    [operation, 404, { path: none, as: team, body }],
  ];
  const changing = (operation: string, path: string, none: string, body: object): [string, number, Ask][] => [
    ...refused(operation, path, none, body),
    [operation, 415, { path, as: team, body, type: 'text/plain' }],
    [operation, 422, { path, as: team, body: { ...body, nmae: '' } }],
  ];
  return [
    ['listWebhooks', 200, { path: list, as: team }],
    ...refused('listWebhooks', list, '/api/v1/organizers/nobody/webhooks'),
    ['createWebhook', 201, { path: list, as: team, body: added }],
    ...changing('createWebhook', list, '/api/v1/organizers/nobody/webhooks', added as object),
    ['createWebhook', 422, { path: list, as: team, body: { url: 'https://10.0.0.1/' } }],
    ['getWebhook', 200, { path: one, as: team }],
    ...refused('getWebhook', one, missing),
    ['updateWebhook', 200, { path: off, as: team, body: change }],
    ...changing('updateWebhook', one, missing, change as object),
    ['rotateWebhookSecret', 200, { path: `${one}/secret`, as: team }],
    ...refused('rotateWebhookSecret', `${one}/secret`, `${missing}/secret`),
    ['testWebhook', 200, { path: `${one}/test`, as: team }],
    ...refused('testWebhook', `${one}/test`, `${missing}/test`),
    ['testWebhook', 409, { path: `${off}/test`, as: team }],
    ['listWebhookDeliveries', 200, { path: `${one}/deliveries?limit=1`, as: team }],
    ...refused('listWebhookDeliveries', `${one}/deliveries`, `${missing}/deliveries`),
    ['listWebhookDeliveries', 422, { path: `${one}/deliveries?after=nothing`, as: team }],
    ['replayWebhookDelivery', 200, { path: `${one}/deliveries/${sent}/replay`, as: team }],
    ...refused('replayWebhookDelivery', `${one}/deliveries/${sent}/replay`, `${one}/deliveries/nothing/replay`),
    ['replayWebhookDelivery', 409, { path: `${off}/deliveries/${sentOff}/replay`, as: team }],
    ['replayWebhook', 200, { path: `${one}/replay`, as: team, body: span }],
    ...changing('replayWebhook', `${one}/replay`, `${missing}/replay`, span as object),
    ['replayWebhook', 409, { path: `${off}/replay`, as: team, body: span }],
    ['deleteWebhook', 204, { path: `${list}/${hookGone}`, as: team }],
    ...refused('deleteWebhook', one, missing),
  ];
}

function reading(operation: string, path: string, missing: string): [string, number, Ask][] {
  return [
    [operation, 200, { path }],
    [operation, 401, { path, as: UNKNOWN }],
    [operation, 404, { path: missing }],
  ];
}

function readingOne(operation: string, list: string): [string, number, Ask][] {
  return [...reading(operation, `${list}/1`, `${list}/99`), [operation, 422, { path: `${list}/none` }]];
}

function refusing(
  operation: string,
  { path, missing, body, without = registrar }: { path: string; missing: string; body?: unknown; without?: string },
): [string, number, Ask][] {
  return [
    [operation, 401, { path, as: UNKNOWN, body }],
    [operation, 403, { path, as: without, body }],
    [operation, 404, { path: missing, as: team, body }],
    [operation, 401, { path, body }],
    [operation, 403, { path, as: strange, body }],
  ];
}

function changing(
  operation: string,
  { path, missing, body, done }: { path: string; missing: string; body: unknown; done: number },
): [string, number, Ask][] {
  return [
    [operation, done, { path, as: team, body }],
    ...refusing(operation, { path, missing, body }),
    [operation, 415, { path, as: team, body, type: 'text/plain' }],
    [operation, 422, { path, as: team, body: '{"name":' }],
    [operation, 422, { path, as: team, body: { ...(body as object), name: '' } }],
    [operation, 422, { path, as: team, body: { ...(body as object), name: 'N\u0000' } }],
  ];
}

/**
 * Answers that need more than a request, each with where it is held. Held elsewhere for all: what is no fault of the
 * request (500, 503), what the web entry refuses before the API hears of it (400), and too many requests (429).
 */
const ELSEWHERE: Record<string, string> = {
  ...Object.fromEntries(
    ['createTicketType', 'createTicketHeading', 'updateTicketType', 'updateTicketHeading'].map((name) => [
      `${name} 413`,
      'the web entry refuses it: tests/journeys/api.test.ts',
    ]),
  ),
  ...Object.fromEntries(
    operations
      .filter(({ path, body }) => /records|webhooks/.test(path) && body)
      .map(({ id }) => [`${id} 413`, 'the web entry refuses it: tests/journeys/api.test.ts']),
  ),
  ...Object.fromEntries(
    operations
      .filter(({ path, method }) => path.includes('/records/') && method === 'POST')
      .map(({ id }) => [`${id} 409`, 'an event that is full: the tests of each noun’s use case']),
  ),
  'createWebhook 409': 'src/features/webhooks/server/create-webhook.test.ts',
  ...Object.fromEntries(
    ['rotateWebhookSecret 409', 'rotateWebhookSecret 422', 'testWebhook 422', 'replayWebhookDelivery 422'].map(
      (one) => [one, 'a request that is repeated: src/api/keys.test.ts'],
    ),
  ),
};

/** The example of a body that the description gives. */
function exampleOf(operation: string): unknown {
  const found = Object.values(document.paths ?? {})
    .flatMap((item) => [item.post, item.patch])
    .find((one) => one?.operationId === operation);
  const body = found?.requestBody as RequestBodyObject | undefined;
  return body?.content['application/json']?.example;
}

function pointerTo(operation: { path: string; method: string }, { status, type }: Given): string {
  return [
    '',
    'paths',
    operation.path,
    operation.method.toLowerCase(),
    'responses',
    String(status),
    'content',
    type,
    'schema',
  ]
    .map((part) => part.replaceAll('/', '~1'))
    .join('/');
}

/** What an answer has that its shape does not name. */
function unnamed(value: unknown, shape: Shape, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => unnamed(one, shape, `${at}[]`));
  if (typeof value !== 'object' || value === null || shape.choices.length > 0) return [];
  // What a sentence names differs by its code.
  if (at === '.values' || at === '.problems[].values') return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const part = shape.parts.find((one) => one.name === name);
    return part ? unnamed(inner, part, `${at}.${name}`) : [`${at}.${name}`];
  });
}

describe('the description', () => {
  test('is a valid OpenAPI 3.1 document', async () => {
    assert.equal(document.openapi, '3.1.0');
    assert.deepEqual(await new Validator().validate(structuredClone(document) as unknown as Record<string, unknown>), {
      valid: true,
    });
  });

  test('is found sound by Spectral', async () => {
    const linter = new spectral.Spectral();
    linter.setRuleset({
      extends: rulesets.oas as never,
      // The sentence of its summary is enough where there is no more to say, and the name of a licence names its text.
      rules: { 'operation-description': 'off', 'license-url': 'off' },
    });
    const found = await linter.run(structuredClone(document) as unknown as Record<string, unknown>);
    assert.deepEqual(
      found.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`),
      [],
    );
  });

  test('is found sound by Redocly', async () => {
    const config = await createConfig({ extends: ['recommended'], telemetry: 'off' });
    const found = await lintFromString({ source: JSON.stringify(document), config });
    assert.deepEqual(
      found.map(({ ruleId, location, message }) => `${ruleId} ${location[0]?.pointer}: ${message}`),
      [],
    );
  });

  test('gives an example of every body and of every answer, and each is as its schema says', () => {
    const odd = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
        const given = item[method];
        if (!given) return [];
        const answers = Object.entries(given.responses ?? {}).filter(([status]) => Number(status) < 300);
        const places = [
          ...(given.requestBody ? ['requestBody'] : []),
          ...answers.filter(([, { content }]) => content).map(([status]) => `responses/${status}`),
        ];
        return places
          .filter((place) => {
            const at = `${path.replaceAll('/', '~1')}/${method}/${place}/content/application~1json`;
            const { content } = place
              .split('/')
              .reduce<never>((one, name) => one[name] as never, given as never) as ResponseObject;
            const example: unknown = content?.['application/json']?.example;
            return example === undefined || !ajv.validate({ $ref: `description#/paths/${at}/schema` }, example);
          })
          .map((place) => `${given.operationId} ${place}`);
      }),
    );
    assert.deepEqual(odd, []);
  });

  test('says of every operation what it is, of every parameter what it means, and gives an example of every body', () => {
    const bare = operations.flatMap(({ id, summary, parameters, answers, body }) => [
      ...(summary === '' ? [`${id} has no summary`] : []),
      ...parameters.filter(({ description }) => description === '').map(({ name }) => `${id}: what is ${name}?`),
      ...answers.filter(({ description }) => description === '').map(({ status }) => `${id}: what is ${status}?`),
      ...(body && Object.keys((exampleOf(id) ?? {}) as object).length === 0 ? [`${id} has no example`] : []),
    ]);
    assert.deepEqual(bare, []);
    assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length);
    assert.deepEqual(
      reference.groups.filter(({ description }) => description === '').map(({ name }) => name),
      [],
    );
  });

  test('says of every operation whether it needs a key', () => {
    const silent = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      Object.entries(item as Record<string, { security?: unknown }>)
        .filter(([, operation]) => operation.security === undefined)
        .map(([method]) => `${method} ${path}`),
    );
    assert.deepEqual(silent, []);
  });

  test('gives a schema with every answer that has a body, and refusals as problems', () => {
    const odd = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      Object.entries(item as Record<string, { responses: Record<string, ResponseObject> }>).flatMap(
        ([method, { responses }]) =>
          Object.entries(responses)
            .filter(
              ([status, { content }]) =>
                status !== '204' &&
                Object.keys(content ?? {}).join() !==
                  (Number(status) < 400 ? 'application/json' : 'application/problem+json'),
            )
            .map(([status]) => `${method} ${path} ${status}`),
      ),
    );
    assert.deepEqual(odd, []);
  });

  test('gives examples of reading that can be read', async () => {
    for (const { method, example, id, key } of operations.filter((one) => one.method === 'GET')) {
      const [, address = ''] = /'https:\/\/foyer\.example([^']+)'/.exec(example) ?? [];
      const as = key === 'needed' ? { as: team } : {};
      assert.equal((await ask(method, { path: address, ...as })).status, 200, `${id}: ${example}`);
    }
  });
});

describe('every answer is as described', () => {
  for (const [name, status, how] of ASKS) {
    test(`${name} answers ${status}${how.as === team ? ' to the team' : ''}: ${how.path.replace(event.slug, '…')}`, async () => {
      const operation = operations.find(({ id }) => id === name);
      assert.ok(operation, `there is no ${name}`);
      const answer = await ask(operation.method, how);
      assert.equal(answer.status, status, JSON.stringify(answer.json));
      if (status === 204) return;
      const validate = ajv.compile({ $ref: `description#${pointerTo(operation, answer)}` });
      assert.deepEqual([validate(answer.json), validate.errors], [true, null]);
      const shape =
        status < 400 ? operation.answers.find((one) => one.status === String(status))?.shape : reference.problem;
      assert.deepEqual(unnamed(answer.json, shape as Shape), []);
    });
  }

  test('and every answer that is described was asked for', () => {
    const described = operations
      .flatMap(({ id, answers }) => answers.map(({ status }) => `${id} ${status}`))
      .filter((one) => !/ (400|429|50[03])$/.test(one));
    const asked = new Set(ASKS.map(([id, status]) => `${id} ${status}`));
    assert.deepEqual(
      described.filter((one) => !asked.has(one) && !ELSEWHERE[one]),
      [],
    );
    assert.deepEqual(
      Object.keys(ELSEWHERE).filter((one) => asked.has(one) || !described.includes(one)),
      [],
    );
  });
});
