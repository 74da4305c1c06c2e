/** Walks every page, form action, file and API operation as everybody, and holds the answers against the table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApi } from '#api/api.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { findOperations, findRoutes } from './routes.ts';
import { type Answer, type Entry, entryOf, EVERYBODY, OPERATIONS, PAGES, type Rule, type Who } from './table.ts';
import { takeWrites, untilIdle, watchWrites } from './watch-writes.ts';
import { buildWorld, type World } from './world.ts';

const foyer = await runFoyer();
const routes = await findRoutes();
const operations = await findOperations(createApi());
const worlds = new Map<Who, World>();
for (const who of EVERYBODY) worlds.set(who, await buildWorld(foyer, who));
await watchWrites(foyer.ctx());

/** One thing that can be asked for. */
type Ask = {
  name: string;
  entry: Entry;
  rule: Rule | undefined;
  address: string;
  method: string;
  action?: string;
  api?: boolean;
};

const asks: Ask[] = [...routes.flatMap(asksOfRoute), ...operations.described.flatMap(asksOfOperation)];
const SIGN_OUT = '/manage/sign-out';
/** Reading first, then what changes, then what takes away, then what ends the walk. */
const rank = ({ method, action, entry }: Ask): number =>
  entry.last?.includes(action ?? method)
    ? 3
    : method === 'GET'
      ? 0
      : method === 'DELETE' || action === 'delete'
        ? 2
        : 1;
asks.sort((a, b) => rank(a) - rank(b) || Number(a.address === SIGN_OUT) - Number(b.address === SIGN_OUT));

function asksOfRoute(route: (typeof routes)[number]): Ask[] {
  const entry = PAGES[route.address] ?? {};
  return [
    ...asksOfEntry(route, entry, ''),
    ...(entry.also ? asksOfEntry(route, entry.also.entry, ` (${entry.also.name})`) : []),
  ];
}

function asksOfEntry({ address, methods, actions }: (typeof routes)[number], entry: Entry, of: string): Ask[] {
  return [
    ...methods.map((method) => ({
      name: `${method} ${address}${of}`,
      entry,
      address,
      method,
      rule: entry[method as 'GET'],
    })),
    ...actions.map((action) => ({
      name: `POST ${address}${action === 'default' ? '' : `?/${action}`}${of}`,
      entry,
      address,
      method: 'POST',
      action,
      rule: entry.actions?.[action],
    })),
  ];
}

function asksOfOperation(operation: string): Ask[] {
  const [method = '', address = ''] = operation.split(' ');
  const declared = operations.declared.get(operation);
  const entry = declared ? entryOf(operation, declared) : (OPERATIONS[address] ?? {});
  return [{ name: operation, entry, address, method, api: true, rule: entry[method as 'GET'] }];
}

/** The usual things that addresses name. */
function usualParams({ organizer, event, run, member, token }: World): Record<string, string> {
  return {
    organizer,
    event,
    slug: event,
    run,
    number: '1',
    file: 'calendar.ics',
    id: '1',
    digest: 'x',
    variant: 'x',
    user: member.userId,
    token,
  };
}

function addressFor(ask: Ask, world: World): string {
  const params = { ...usualParams(world), ...ask.entry.params?.(world, ask.action) };
  const filled = ask.address.replaceAll(
    /\[{1,2}(?:\.\.\.)?(\w+)(?:=\w+)?\]{1,2}|\{(\w+)\}/g,
    (_all, inPage: string, inApi: string) => {
      const value = params[inPage ?? inApi];
      assert.ok(value !== undefined, `${ask.name}: what is "${inPage ?? inApi}"? Say it in the entry's params`);
      return value.split('/').map(encodeURIComponent).join('/');
    },
  );
  return `${foyer.url}${filled}${ask.action && ask.action !== 'default' ? `?/${ask.action}` : ''}`;
}

async function send(ask: Ask, world: World): Promise<Response> {
  const body = ask.entry.bodies?.[ask.action ?? ask.method]?.(world) ?? {};
  const { method } = ask;
  const headers: Record<string, string> = { accept: ask.api ? 'application/json' : 'text/html', origin: foyer.url };
  if (ask.api && world.apiKey) headers.authorization = `Bearer ${world.apiKey}`;
  if (!ask.api && world.cookie) headers.cookie = world.cookie;
  if (method === 'GET') return fetch(addressFor(ask, world), { headers, redirect: 'manual' });
  headers['content-type'] = ask.api ? 'application/json' : 'application/x-www-form-urlencoded';
  return fetch(addressFor(ask, world), {
    method,
    headers,
    redirect: 'manual',
    body: ask.api ? JSON.stringify(body) : new URLSearchParams(body).toString(),
  });
}

/** Done, led elsewhere, or read and found wanting. */
const TAKEN = new Set([200, 201, 202, 204, 302, 303, 304, 307, 400, 409, 413, 415, 422, 429]);

async function answerOf(ask: Ask, who: Who): Promise<string> {
  const world = worlds.get(who) as World;
  const response = await send(ask, world);
  const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
  const { status } = response;
  if (status === 200) leaked.push(...findWords(who, world, ask, text));
  if (
    status >= 300 &&
    status < 400 &&
    /^\/sign-in(\?|$)/.test(response.headers.get('location')?.replace(foyer.url, '') ?? '')
  )
    return 'sign-in';
  return TAKEN.has(status) ? 'in' : String(status);
}

/** Nobody is led to the way in from pages; from forms a 404 does as well. */
function expectedOf(ask: Ask, answer: Answer, got: string): string {
  if (answer !== 'out') return answer;
  if (ask.api) return got === '401' ? '401' : '404';
  return ask.method !== 'GET' && got === '404' ? '404' : 'sign-in';
}

/** What somebody read at the organizer of an event in which they may not: see `findWords`. */
const leaked: string[] = [];

/**
 * Words of the walked event that stand in an answer of its organizer's pages and files, though the walker is less in it
 * or nobody.
 */
function findWords(who: Who, { invoice, eventName }: World, { name, address }: Ask, text: string): string[] {
  if (!address.startsWith('/manage') || !['narrowed', 'shut-out', 'lowered'].includes(who)) return [];
  const [number = '', ...others] = invoice.words;
  // The list shows how its organizer numbers invoices: by the first one.
  const ofInvoice = address === '/manage/[organizer]/invoices' ? others : [number, ...others];
  const hidden = who === 'lowered' ? ofInvoice : [...ofInvoice, eventName];
  return hidden.filter((word) => text.includes(word)).map((word) => `${name}: ${who} reads "${word}"`);
}

let answers = 0;
let walked = 0;
/** By those who may. */
const writtenInTheWalk = new Set<string>();

test('the description of the API names every operation that it hears, and no other', () => {
  assert.deepEqual(operations.described, operations.heard);
});

test('every page, form action, file and operation has an entry in the table, and every entry is of one', () => {
  assert.deepEqual(
    asks.filter(({ rule }) => !rule).map(({ name }) => name),
    [],
    'Say in tests/roles/table.ts who may ask for these',
  );
  const actionsOf = (entry: Entry): string[] => [
    ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => method in entry),
    ...Object.keys(entry.actions ?? {}).map((action) => `POST?/${action}`),
  ];
  const known = new Set(
    asks.map(({ method, address, action }) => (action ? `POST?/${action} ${address}` : `${method} ${address}`)),
  );
  const stale = Object.entries({ ...PAGES, ...OPERATIONS })
    .flatMap(([address, entry]) => actionsOf(entry).map((ask) => `${ask} ${address}`))
    .filter((ask) => !known.has(ask));
  assert.deepEqual(stale, [], 'These entries are of nothing that is there');
});

for (const ask of asks) {
  if (!ask.rule) continue;
  const { rule } = ask;
  test(`${ask.name} answers everybody as the table says`, async () => {
    const got: Record<string, string> = {};
    const expected: Record<string, string> = {};
    const askFor = async (who: Who): Promise<void> => {
      got[who] = await answerOf(ask, who);
    };
    // Those who are refused first, at once, as each has an organizer of their own: a page may answer 404 and still have
    // done what it was asked.
    const writes = ask.method !== 'GET';
    if (writes) await untilIdle(foyer.ctx());
    if (writes) for (const table of await takeWrites(foyer.ctx())) writtenInTheWalk.add(table);
    await Promise.all(EVERYBODY.filter((who) => rule[who] !== 'in').map(askFor));
    const written = writes ? await takeWrites(foyer.ctx()) : [];
    for (const who of EVERYBODY.filter((who) => rule[who] === 'in')) await askFor(who);
    for (const who of EVERYBODY) expected[who] = expectedOf(ask, rule[who], got[who] as string);
    answers += EVERYBODY.length;
    walked += 1;
    assert.deepEqual(got, expected);
    assert.deepEqual(written, [], 'Somebody was refused, and something was written all the same');
  });
}

test('no list or file of the whole organizer tells of an event more than the event itself does', () => {
  assert.deepEqual(leaked, []);
});

test('the walk is counted', (t) => {
  t.diagnostic(`${walked} of ${asks.length} routes and operations walked, ${answers} answers`);
  assert.equal(walked, asks.length);
  assert.deepEqual(
    ['events', 'orders'].filter((table) => !writtenInTheWalk.has(table)),
    [],
    'Writes are not noticed',
  );
});
