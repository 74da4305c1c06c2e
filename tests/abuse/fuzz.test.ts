/**
 * Odd values in every field of every form, every parameter of pages and every operation of the API, asked by somebody
 * who may do all. No answer is a 500, and nothing had to be refused by the database. `FUZZ_SEED=n` tries the same
 * again; with ABUSE=all much more is tried.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApi } from '#api/api.ts';
import { REFUSED_VALUE } from '#platform/refused-value.ts';
import { seededRandom } from '#platform/seeded-random.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { strongKey } from '#testing/strong-key.ts';
import { findRoutes } from '../roles/routes.ts';
import { type Entry, PAGES } from '../roles/table.ts';
import { buildWorld, type World } from '../roles/world.ts';

const all = process.env.ABUSE === 'all';
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const random = seededRandom(String(seed));
const MOST_REQUESTS = all ? 15_000 : 500;
const MOST_MS = all ? 420_000 : 45_000;

/** As they stand in an encoded form or query; most are written plainly and encoded below. */
const RAW = ['%00', 'a%00b', '%ED%A0%80', '%FF%FE', '%C3%28', 'a%0Bb%1B', '%E2%80%AE%CC%81'];
const PLAIN = [
  '',
  ' ',
  '-1',
  '0',
  '0x10',
  '2e0',
  '+2',
  'NaN',
  'Infinity',
  '1e309',
  '2147483647',
  '2147483648',
  '9007199254740993',
  '9'.repeat(40),
  '-9999999999',
  '1.5',
  '0,01',
  '１２',
  '9999-12-31T23:59',
  '0000-01-01T00:00',
  '0001-01-01',
  '2027-02-30T10:00',
  '2201-01-01T00:00',
  '1969-12-31',
  '9999-12-31',
  '2027-05-08T24:00',
  'x'.repeat(20_000),
  '😀'.repeat(300),
  'e\u0301\u0323'.repeat(100),
  '\u202eمرحبا\u202c',
  "'; drop table events; --",
  '%',
  '\\',
  '{"a":',
  '[]',
  'null',
  '__proto__',
  'constructor',
  '../../etc',
  '<script>',
  'a\r\nb: c',
  'https://' + 'a'.repeat(3000),
  'javascript:alert(1)',
  'a@b',
  '@',
  '#12',
  'ticket-99999999999',
  'room-1',
  '00000000-0000-0000-0000-000000000000',
];
const encoded = [...RAW, ...PLAIN.map(encodeURIComponent)];

/** Parameters that pages read. */
const PARAMETERS = [
  'q',
  'page',
  'code',
  'day',
  'track',
  'room',
  'type',
  'view',
  'times',
  'client',
  'dialect',
  'state',
  'status',
  'from',
  'to',
  'sort',
  'method',
  'overdue',
  'next',
  'token',
  'key',
  'rhythm',
  'every',
  'count',
  'quantity-1',
  'amount-1',
  'action',
  'actor',
  'before',
  'after',
  'kind',
  'email',
  'preset',
  'upcoming',
  'past',
  'saved',
  'mail',
  'event',
];
/** What would end the walk, or goes to another service. */
const LEFT_OUT = new Set([
  '/manage/sign-out',
  '/account/data',
  '/account/sessions',
  '/manage/[organizer]/events/[event]/settings/delete',
]);

const foyer = await runFoyer();
const world = await buildWorld(foyer, 'administrator');
const routes = (await findRoutes()).filter(({ address }) => !LEFT_OUT.has(address));
const refusals: string[] = [];
for (const level of ['warn', 'error'] as const) {
  foyer.opened.log[level] = ((
    what: { err?: Error & { code?: string; detail?: string }; url?: string },
    words?: string,
  ) => {
    if (
      words === REFUSED_VALUE ||
      words === 'page failed' ||
      words === 'api request failed' ||
      words === 'request failed'
    )
      refusals.push(`${words}: ${what.url ?? ''} ${what.err?.code ?? ''} ${what.err?.message?.slice(0, 120) ?? ''}`);
  }) as never;
}

function pathOf(address: string, entry: Entry | undefined, world: World, action?: string): string | undefined {
  const { organizer, event, run, member, token } = world;
  const params: Record<string, string> = {
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
    ...entry?.params?.(world, action),
  };
  let isWhole = true;
  const path = address.replaceAll(/\[{1,2}(?:\.\.\.)?(\w+)(?:=\w+)?\]{1,2}/g, (_all, name: string) => {
    const value = params[name];
    if (value === undefined) isWhole = false;
    return encodeURIComponent(value ?? '');
  });
  return isWhole ? path : undefined;
}

type Case = { name: string; send: () => Promise<Response> };

const headers = { cookie: world.cookie, origin: foyer.url, accept: 'text/html' };
const post = (path: string, body: string): Promise<Response> =>
  fetch(`${foyer.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
const get = (path: string): Promise<Response> => fetch(`${foyer.url}${path}`, { redirect: 'manual', headers });

type Form = { action: string; fields: Map<string, string> };

/** The forms that a page of ours shows, with what they hold. */
function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, attributes = '', inner = '']) => {
    if (!/method="post"/i.test(attributes)) return [];
    const fields = new Map<string, string>();
    for (const [, tag = '', own = ''] of inner.matchAll(/<(input|select|textarea|button)\b([^>]*)>/g)) {
      const name = /\bname="([^"]*)"/.exec(own)?.[1];
      if (name && tag !== 'button') fields.set(plain(name), plain(/\bvalue="([^"]*)"/.exec(own)?.[1] ?? ''));
    }
    return [{ action: plain(/\baction="([^"]*)"/.exec(attributes)?.[1] ?? ''), fields }];
  });
}

const plain = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

function* casesOfForm(page: string, { action, fields }: Form): Generator<Case> {
  const target = new URL(action, `${foyer.url}${page}`);
  if (target.origin !== foyer.url || /sign-out|delete|erase|test-money/.test(target.href)) return;
  for (const name of fields.keys()) {
    for (const value of encoded) {
      const body = [...fields]
        .map(([field, usual]) => `${encodeURIComponent(field)}=${field === name ? value : encodeURIComponent(usual)}`)
        .join('&');
      yield {
        name: `POST ${target.pathname}${target.search} ${name}=${value.slice(0, 40)}`,
        send: () => post(target.pathname + target.search, body),
      };
    }
  }
}

async function casesOfPages(): Promise<Case[]> {
  const cases: Case[] = [];
  for (const route of routes) {
    const path = pathOf(route.address, PAGES[route.address], world);
    if (path === undefined) continue;
    if (route.methods.includes('GET'))
      for (const one of [...(await casesOfShownForms(path)), ...casesOfAddress(path)]) cases.push(one);
    cases.push(...casesOfActions(path, route));
  }
  return cases;
}

async function casesOfShownForms(path: string): Promise<Case[]> {
  const answer = await get(path);
  const html = await answer.text();
  if (!answer.headers.get('content-type')?.startsWith('text/html')) return [];
  return formsOf(html).flatMap((form) => [...casesOfForm(path, form)]);
}

function* casesOfAddress(path: string): Generator<Case> {
  for (const value of encoded) {
    for (const parameter of PARAMETERS)
      yield {
        name: `GET ${path}?${parameter}=${value.slice(0, 40)}`,
        send: () => get(`${path}?${parameter}=${value}`),
      };
    const odd = path.replace(/[^/]+$/, value.slice(0, 2000));
    yield { name: `GET ${odd.slice(0, 120)}`, send: () => get(odd) };
  }
}

/** What no form of the page shows now, too. */
function casesOfActions(path: string, { address, actions }: (typeof routes)[number]): Case[] {
  const entry = PAGES[address];
  const harmless = actions.filter((action) => !entry?.last?.includes(action) && action !== 'delete');
  return harmless.flatMap((action) => {
    const fields = new Map(Object.entries({ odd: '', id: '', ...entry?.bodies?.[action]?.(world) }));
    return [...casesOfForm(path, { action: action === 'default' ? '' : `?/${action}`, fields })];
  });
}

type Described = {
  parameters?: { name: string; in: string }[];
  requestBody?: {
    content: Record<string, { example?: Record<string, unknown>; schema?: { properties?: Record<string, unknown> } }>;
  };
};

/** As JSON, half a character and numbers of odd sizes too. */
const JSON_VALUES = [
  '"\\ud800"',
  '"a\\u0000b"',
  '"\\u001b"',
  '""',
  '"x"',
  `"${'x'.repeat(20_000)}"`,
  '"😀😀"',
  '"9999-12-31T23:59:59-05:00"',
  '"0000-01-01T00:00:00Z"',
  '"2027-02-30T00:00:00Z"',
  '"2200-12-31T23:59:59Z"',
  '0',
  '-1',
  '1.5',
  '1e400',
  '2147483648',
  '9007199254740993',
  'null',
  'true',
  '[]',
  '{}',
  '[[[[]]]]',
  '{"__proto__":1}',
];

type Operation = { method: string; address: string; described: Described };

const USUAL: Record<string, string> = { slug: world.event, number: '1' };

const fill = (address: string, odd?: string, value = ''): string =>
  address.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    name === odd ? value : encodeURIComponent(USUAL[name] ?? 'x'),
  );

let keys = 0;

function ask(method: string, path: string, body?: string): Promise<Response> {
  keys += 1;
  const headers = {
    authorization: `Bearer ${world.apiKey}`,
    'idempotency-key': strongKey(`fuzz-${keys}`),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  return fetch(`${foyer.url}${path}`, {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers,
    ...(body !== undefined && { body }),
  });
}

async function casesOfApi(): Promise<Case[]> {
  const description = (await (await createApi().request('/api/v1/openapi.json')).json()) as {
    paths: Record<string, Record<string, Described>>;
  };
  const operations = Object.entries(description.paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ method, address, described })),
  );
  return operations.flatMap((operation) => [...casesOfParameters(operation), ...casesOfBody(operation)]);
}

function* casesOfParameters({ method, address, described }: Operation): Generator<Case> {
  const { parameters = [], requestBody } = described;
  const example = requestBody?.content['application/json']?.example;
  const body = example && JSON.stringify(example);
  for (const { name, in: place } of parameters) {
    for (const value of encoded) {
      const path =
        place === 'path' ? fill(address, name, value.slice(0, 4000) || '%20') : `${fill(address)}?${name}=${value}`;
      if (place === 'path' || place === 'query')
        yield { name: `${method} ${path.slice(0, 140)}`, send: () => ask(method, path, body) };
    }
  }
}

const FIELDS = [
  'name',
  'kind',
  'description',
  'saleStartsAt',
  'saleEndsAt',
  'quantity',
  'priceMinor',
  'position',
  'lines',
  'code',
  'odd',
];

function* casesOfBody({ method, address, described }: Operation): Generator<Case> {
  const content = described.requestBody?.content['application/json'];
  if (!content) return;
  const { example = {}, schema } = content;
  const names = new Set([...Object.keys(example), ...Object.keys(schema?.properties ?? {}), ...FIELDS]);
  for (const value of JSON_VALUES) {
    yield { name: `${method} ${address} ${value.slice(0, 40)}`, send: () => ask(method, fill(address), value) };
    for (const name of names) {
      const others = Object.entries(example)
        .filter(([field]) => field !== name)
        .map(([field, known]) => `${JSON.stringify(field)}:${JSON.stringify(known)}`);
      const body = `{${[...others, `${JSON.stringify(name)}:${value}`].join(',')}}`;
      yield {
        name: `${method} ${address} ${name}=${value.slice(0, 40)}`,
        send: () => ask(method, fill(address), body),
      };
    }
  }
}

function shuffle<T>(list: T[]): T[] {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other] as T, list[at] as T];
  }
  return list;
}

async function tryAll(cases: Case[], share: number): Promise<{ tried: number; failed: string[] }> {
  const until = Date.now() + MOST_MS * share;
  const failed: string[] = [];
  let tried = 0;
  for (const { name, send } of shuffle(cases).slice(0, Math.ceil(MOST_REQUESTS * share))) {
    if (Date.now() > until) break;
    tried += 1;
    const before = refusals.length;
    const answer = await send();
    await answer.arrayBuffer();
    const said = refusals.slice(before);
    if (answer.status >= 500 || said.length > 0) failed.push(`${answer.status} ${name} ${said.join(' | ')}`);
  }
  return { tried, failed };
}

test(`no field, parameter or address of a page leads to a failure (seed ${seed})`, async (t) => {
  const cases = await casesOfPages();
  const { tried, failed } = await tryAll(cases, 0.75);
  t.diagnostic(`${tried} of ${cases.length} cases, FUZZ_SEED=${seed}`);
  assert.ok(tried > 100, `only ${tried} were tried`);
  assert.deepEqual(failed.slice(0, 40), [], `${failed.length} failed, FUZZ_SEED=${seed}`);
});

test(`no value that an operation of the API is sent leads to a failure (seed ${seed})`, async (t) => {
  const cases = await casesOfApi();
  const { tried, failed } = await tryAll(cases, 0.25);
  t.diagnostic(`${tried} of ${cases.length} cases, FUZZ_SEED=${seed}`);
  assert.ok(tried > 50, `only ${tried} were tried`);
  assert.deepEqual(failed.slice(0, 40), [], `${failed.length} failed, FUZZ_SEED=${seed}`);
});
