/**
 * Nobody reads what is not theirs: a word of its own stands in every text of every table of an event, and all that a
 * stranger can ask for is searched for it. `public-columns.ts` says of each column who may read it; a new one fails
 * here until that is said.
 */
import assert from 'node:assert/strict';
import diagnostics from 'node:diagnostics_channel';
import { test } from 'node:test';
import pg from 'pg';
import { EXPORTS } from '#features/exchange/server/write-conference.ts';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { addPrices, addProgramme, addTickets } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { unzip } from '#testing/unzip.ts';
import { SLUG, writeSale } from '../operations/older-installation.ts';
import { anyone, OPERATIONS, PAGES } from '../roles/table.ts';
import { FIXED, NO_ROWS, PRIVATE, PUBLIC } from './public-columns.ts';
import { fillEmptyTables, findMarkers, listTextColumns, plantMarkers } from './plant-markers.ts';

/** Rows that need more than a word in each column. */
const OTHERS = `
  with file as (insert into media (event_id, storage_key, file_name, content_type) values ($1, 'nothing', 'x.pdf', 'application/pdf')),
       run as (insert into import_runs (organizer_id, event_id, started_by, file_name, storage_key) select $2, $1, min(id::text)::uuid, 'x', 'x' from users),
       tried as (insert into sign_ins (user_id, at, way, outcome, network) select id, now(), 'x', 'in', 'x' from users limit 1),
       less as (insert into event_members (event_id, user_id, role) select $1, id, 'moderator' from users limit 1)
  insert into invitations (organizer_id, email, role, token_hash, expires_at) values ($2, 'x', 'moderator', 'x', now() + interval '1 day')`;

const foyer = await runFoyer();
const client = new pg.Client({ connectionString: foyer.opened.databaseUrl });
await client.connect();
await writeSale(client, '9999');
await fillEvent();
const columns = await listTextColumns(client);
const nameOf = ({ table, column }: (typeof columns)[number]): string => `${table}.${column}`;
const planted = await plantMarkers(
  client,
  columns.filter((column) => !FIXED.has(nameOf(column))),
);
await client.end();

/** Everything that an event may have, filled in. */
async function fillEvent(): Promise<void> {
  const ctx = foyer.ctx();
  const event = await authorisePublicEvent(ctx, SLUG);
  await addProgramme(ctx, event, 2);
  await addTickets(ctx, event, 2);
  await addPrices(ctx, event, 1);
  const link = JSON.stringify([{ title: 'x', url: 'https://x.example' }]);
  const id = event.eventId;
  const change = (text: string, values: unknown[]): Promise<unknown> => client.query(text, values);
  const copyright = {
    holder: 'x',
    holderUrl: 'https://x.example',
    licence: 'x',
    licenceUrl: 'https://x.example',
    year: '2027',
    logo: 'x',
  };
  await change(`update events set social_links = $2, copyright = $3, call_for_speakers = $4 where id = $1`, [
    id,
    link,
    JSON.stringify(copyright),
    JSON.stringify({ announcement: 'x', startsAt: null, endsAt: null }),
  ]);
  await change('update sessions set links = $2, attachments = $2 where event_id = $1', [id, link]);
  await change('update speakers set links = $2 where event_id = $1', [id, link]);
  await change(OTHERS, [id, event.organizerId]);
  await change('update sessions set slides_id = (select min(id) from media) where event_id = $1', [id]);
  await fillEmptyTables(client, event);
}

/** What a stranger can ask for of this event, and on the way to it. */
function listAddresses(): string[] {
  const open = (table: typeof PAGES): string[] =>
    Object.entries(table)
      .filter(([, entry]) => entry.GET === anyone)
      .map(([address]) => address);
  const pages = open(PAGES).filter((address) => !/\[(secret|token|ticket)\]/.test(address));
  const files = EXPORTS.flatMap(({ name, aliases }) => [name, ...aliases]);
  const filled = [...pages, ...open(OPERATIONS)].flatMap((address) =>
    address.includes('[file=export]') ? files.map((name) => address.replace('[file=export]', name)) : [address],
  );
  const variants = ['?times=offset', '?client=fosdem', '?dialect=snake', '?view=list', '?past'];
  const plain = [...filled, '/api/v1/openapi.json'].map((address) =>
    address
      .replaceAll(/\[number=number\]|\{number\}/g, '1')
      .replaceAll(/\[slug\]|\{slug\}/g, address.startsWith('/o/') ? 'lantern' : SLUG),
  );
  return [
    ...new Set(
      plain.flatMap((address) => [
        address,
        ...(address.includes(SLUG) ? variants.map((variant) => `${address}${variant}`) : []),
      ]),
    ),
  ];
}

async function textOf(response: Response): Promise<string> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const head = JSON.stringify([...response.headers]);
  if (!response.headers.get('content-type')?.includes('zip')) return head + bytes.toString();
  const members = await unzip(bytes);
  return head + [...members].map(([name, content]) => name + Buffer.from(content).toString()).join('\n');
}

const drawn: string[] = [];
diagnostics.subscribe('foyer:render', (input) => drawn.push(JSON.stringify(input)));

/** By column, where it was read. */
async function readEverything(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const note = (text: string, where: string): void => {
    for (const column of findMarkers(text, planted)) if (!found.has(column)) found.set(column, where);
  };
  const waiting = listAddresses();
  const seen = new Set(waiting);
  for (let at = 0; at < waiting.length && at < 400; at += 1) {
    const address = waiting[at] as string;
    for (const language of at % 3 === 0 ? ['en', 'ar'] : ['en']) {
      const response = await fetch(`${foyer.url}${address}`, {
        headers: { 'accept-language': language, accept: 'text/html, */*' },
        redirect: 'manual',
      });
      const text = await textOf(response);
      assert.ok(response.status < 500, `${address} answers ${response.status}: ${text.slice(0, 500)}`);
      note(text, address);
      for (const [, link = ''] of text.matchAll(/(?:href|src|action)="(\/[^"#]*)"/g)) {
        const next = link.replaceAll('&amp;', '&');
        if (seen.has(next) || /^\/(_app|auth|files)\//.test(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  for (const input of drawn) note(input, 'what is drawn');
  return found;
}

const found = await readEverything();

test('every text of the database is said to be public, private or fixed', () => {
  const said = new Set([...PUBLIC, ...PRIVATE, ...FIXED]);
  const known = columns.map(nameOf);
  assert.deepEqual(
    known.filter((name) => !said.has(name)),
    [],
    'Say in tests/abuse/public-columns.ts who may read these',
  );
  assert.deepEqual(
    [...said].filter((name) => !known.includes(name)),
    [],
    'These are no longer there',
  );
  const twice = known.filter((name) => [PUBLIC, PRIVATE, FIXED].filter((list) => list.has(name)).length > 1);
  assert.deepEqual(twice, []);
});

test('every text that is not fixed has a marker, so that it would be found', () => {
  assert.deepEqual(planted.refused, [], 'These refuse a word of a test: they are fixed');
  assert.deepEqual(
    planted.empty.filter((name) => !NO_ROWS.has(name)),
    [],
    'Give these something in tests/operations/later-rows.ts',
  );
});

test('no page, file, feed, operation or picture tells a stranger what is not public', () => {
  const leaked = [...found].filter(([name]) => !PUBLIC.has(name)).map(([name, where]) => `${name} in ${where}`);
  assert.deepEqual(leaked, []);
});

test('the picture that stands for the event is among what was searched', () => {
  assert.notEqual(drawn.length, 0);
});

/** Words that stand beside a picture with rendered sizes, which no event of this trial has. */
const BESIDE_A_PICTURE = ['events.plan_alt'];

test('and what is public is found there, so the search finds something', () => {
  assert.deepEqual(
    [...PUBLIC].filter((name) => !found.has(name)),
    BESIDE_A_PICTURE,
  );
});
