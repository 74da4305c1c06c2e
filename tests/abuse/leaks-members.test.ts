/**
 * Who works in all events but one reads nothing of that one: a word of its own stands in every text of the event, and
 * all that a member can ask for is searched for it, in every role.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { ORGANIZER_ROLES } from '#features/organizers/organizer.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { addPrices, addProgramme, addTickets, makeEvent, makeUser } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { SLUG, writeSale } from '../operations/older-installation.ts';
import { PAGES } from '../roles/table.ts';
import { fillEmptyTables, findMarkers, listTextColumns, plantMarkers } from './plant-markers.ts';
import { FIXED } from './public-columns.ts';

/** What belongs to the organisation or to people, and is for every member to read where their role says so. */
const OF_THE_ORGANIZER = new Set([
  'organizers',
  'users',
  'invoice_settings',
  'stripe_accounts',
  'stripe_attempts',
  'platform_fees',
  'sign_ins',
  'auth_sessions',
  'api_keys',
  'passkeys',
]);

const foyer = await runFoyer();
const ctx = foyer.ctx();
const client = new pg.Client({ connectionString: foyer.opened.databaseUrl });
await client.connect();
await writeSale(client, '9999');
const hidden = await authorisePublicEvent(ctx, SLUG);
await addProgramme(ctx, hidden, 2);
await addTickets(ctx, hidden, 2);
await addPrices(ctx, hidden, 1);
await client.query('insert into media (event_id, storage_key, file_name, content_type) values ($1, $2, $2, $2)', [
  hidden.eventId,
  'x',
]);
await client.query(
  'insert into import_runs (organizer_id, event_id, started_by, file_name, storage_key) select $2, $1, min(id::text)::uuid, $3, $3 from users',
  [hidden.eventId, hidden.organizerId, 'x'],
);
await fillEmptyTables(client, hidden);
await client.query('update audit_entries set event_id = $1, organizer_id = $2', [hidden.eventId, hidden.organizerId]);
const columns = (await listTextColumns(client)).filter(
  ({ table, column }) => !FIXED.has(`${table}.${column}`) && !OF_THE_ORGANIZER.has(table),
);
const planted = await plantMarkers(client, columns);
await client.query(`update events set state = 'draft', published_at = null where id = $1`, [hidden.eventId]);
await client.end();
const organizer = await authoriseOrganizer(ctx, 'lantern', 'see');
const other = await makeEvent(ctx, organizer, { name: 'Open to all of the team', published: false });

/** Every page and file without parameters of its own, of the organisation and of the person; links lead to the rest. */
const START = Object.keys(PAGES)
  .filter((address) => /^\/(manage|account)(\/|$)/.test(address) && !address.includes('/events/[event]'))
  .map((address) =>
    address
      .replace('[organizer]', organizer.slug)
      .replaceAll('[number=number]', '1')
      .replaceAll('[invoice=number]', '1'),
  )
  .filter((address) => !/\[(?!\.\.\.)/.test(address) && !address.includes('sign-out'));
const MORE = [`?q=zq`, `?series=${SLUG}`, `?deleted=${SLUG}`, '?year=2026', `?event=${SLUG}`];

/** So many addresses each: those that are named here, and in full whatever they lead to. */
const MOST = process.env.ABUSE === 'all' ? 400 : 150;

for (const role of ORGANIZER_ROLES.filter((role) => role !== 'owner')) {
  test(`a member who is a ${role} in all events but one finds no word of that one`, async () => {
    const user = await makeUser(ctx, { organizer, role });
    await ctx.db
      .insertInto('eventMembers')
      .values({ eventId: hidden.eventId, userId: user.userId, role: 'none' })
      .execute();
    const { key } = await createApiKey({ ...ctx, actor: { ...user, provenAt: Date.now() } }, { name: 'Program' });
    const cookie = await foyer.cookieOf(user.email);
    const waiting = [
      ...START,
      ...START.flatMap((address) => (address.startsWith('/manage') ? MORE.map((more) => address + more) : [])),
      `/manage/${organizer.slug}/events/${other.slug}`,
      '/',
      '/o/lantern',
      '/api/v1/events',
      `/api/v1/events/${SLUG}`,
      `/e/${SLUG}`,
    ];
    const seen = new Set(waiting);
    const read = new Map<string, string>();
    let pages = 0;
    for (let at = 0; at < waiting.length && at < MOST; at += 1) {
      const address = waiting[at] as string;
      const headers = {
        accept: 'text/html, */*',
        ...(address.startsWith('/api') ? { authorization: `Bearer ${key}` } : { cookie }),
      };
      const response = await fetch(foyer.url + address, { headers, redirect: 'manual' });
      const text = JSON.stringify([...response.headers]) + (await response.text());
      assert.ok(response.status < 500, `${address} answers ${response.status}`);
      if (response.status === 200) pages += 1;
      for (const column of findMarkers(text.replaceAll('zq&', ''), planted))
        if (!read.has(column)) read.set(column, address);
      if (new RegExp(`${SLUG}(?![\\w-])`).test(text) && !address.includes(SLUG))
        read.set('its name in addresses', address);
      for (const [, link = ''] of text.matchAll(/(?:href|src)="(\/[^"#]*)"/g)) {
        const next = link.replaceAll('&amp;', '&');
        if (seen.has(next) || /^\/(_app|auth|files|media|language)\//.test(next) || next.includes('sign-out')) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
    assert.ok(pages > 15, `${pages} pages were read`);
    assert.deepEqual(
      [...read].map(([column, where]) => `${column} in ${where}`),
      [],
    );
  });
}
