/**
 * Today's program on the data of an earlier one: it brings them up to date, keeps them and sells on; and an earlier one
 * refuses the data of a later one.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
// What is sold has to be known here too.
import '#entry/features.ts';
import { freePort } from '#platform/free-port.ts';
import { openFoyer } from '#entry/open-foyer.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { checkSeats } from '#features/orders/server/holding/check-seats.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { orderAddress } from '#features/orders/server/sign-order.ts';
import { findTicketByCode } from '#features/passes/server/find-ticket.ts';
import { getPasses } from '#features/passes/server/queries.ts';
import { createCtx } from '#platform/ctx.ts';
import { ensureDatabase, withDatabase } from '#platform/db/connect.ts';
import { startEmbeddedPostgres } from '#platform/db/embedded.ts';
import { listMigrations, migrate } from '#platform/db/migrate.ts';
import { guideBlock, runScript } from './guide.ts';
import {
  CODE,
  findLost,
  type Kept,
  makeOlderInstallation,
  OLDEST,
  readAll,
  SLUG,
  withClient,
} from './older-installation.ts';
import { startFoyer } from './processes.ts';
import { buySeat } from './sale.ts';
import { Visitor } from './visitor.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foyer-upgrade-'));
const port = await freePort();
const settings = {
  FOYER_DATA: path.join(folder, 'data'),
  PORT: String(port),
  FOYER_URL: `http://localhost:${port}`,
  FOYER_DEMO: 'no',
};
const server = await startEmbeddedPostgres(path.join(settings.FOYER_DATA, 'postgres'));
after(async () => {
  await server.leave();
  rmSync(folder, { recursive: true, force: true });
});
await ensureDatabase(server.url);
await makeOlderInstallation(server.url, OLDEST);

/** Columns that a migration took away on purpose, by its name. */
const GONE: Record<string, string> = { '0029_one_reminder.sql': 'payment_settings.reminder_days' };
/** Columns whose values a migration changed on purpose. */
const CHANGED: Record<string, string> = {
  '0041_hashed_keys.sql': 'orders.idempotency_key',
  '0042_account_safety.sql': 'auth_sessions.expires_at',
};
/** Rows that a migration removed on purpose. */
const REMOVED: Record<string, (table: string, row: Record<string, unknown>) => boolean> = {
  '0040_public_archives.sql': (table, { name }) => table === 'event_exports' && name === 'open-event.zip',
};

/** `all` without what the migrations of these names change or remove on purpose. */
function withoutMeant(all: Kept, names: string[]): Kept {
  const changed = names.flatMap((name) => CHANGED[name] ?? []);
  const removed = names.flatMap((name) => REMOVED[name] ?? []);
  const unchanged = (table: string, row: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(row).filter(([column]) => !changed.includes(`${table}.${column}`)));
  return new Map(
    [...all].map(([table, rows]) => [
      table,
      rows.filter((row) => !removed.some((is) => is(table, row))).map((row) => unchanged(table, row)),
    ]),
  );
}

test('every table that a migration since then makes or changes has rows when the next one comes', async () => {
  const touched = listMigrations()
    .filter(({ name }) => name > OLDEST)
    .flatMap(({ sql }) =>
      [...sql.matchAll(/^(?:create table|alter table|update|insert into|delete from) (\w+)/gm)].map(
        ([, table = '']) => table,
      ),
    );
  const url = withDatabase(server.url, 'newest');
  await ensureDatabase(url);
  await makeOlderInstallation(url, listMigrations().at(-1)?.name ?? '');
  const filled = await readAll(url);
  const temporary = listMigrations().flatMap(({ sql }) =>
    [...sql.matchAll(/^create temporary table (\w+)/gm)].map(([, table = '']) => table),
  );
  assert.ok(touched.includes('order_acts'));
  assert.deepEqual(
    [...new Set(touched)].filter((table) => !filled.has(table) && !temporary.includes(table)),
    [],
  );
});

test('whatever version the data are of since people can order, all of them are kept', async () => {
  const versions = listMigrations()
    .map(({ name }) => name)
    .filter((name) => name >= OLDEST);
  assert.ok(versions.length > 10);
  for (const [at, last] of versions.entries()) {
    const url = withDatabase(server.url, `older_${at}`);
    await ensureDatabase(url);
    await makeOlderInstallation(url, last);
    const later = versions.slice(at + 1);
    const before = withoutMeant(await readAll(url), later);
    assert.deepEqual(await migrate(url), later);
    const meant = later.flatMap((name) => GONE[name] ?? []).filter((column) => before.has(column.split('.')[0] ?? ''));
    assert.deepEqual(findLost(before, await readAll(url)), meant, last);
  }
});

test('what is lost is noticed: a row, a value, a table, a column', () => {
  const before = new Map([
    [
      'orders',
      [
        { id: 1, code: 'A' },
        { id: 2, code: 'B' },
      ],
    ],
  ]);
  assert.deepEqual(
    findLost(
      before,
      new Map([
        [
          'orders',
          [
            { id: 2, code: 'B', note: '' },
            { id: 1, code: 'A', note: '' },
            { id: 3, code: 'C', note: '' },
          ],
        ],
      ]),
    ),
    [],
  );
  assert.deepEqual(findLost(before, new Map([['orders', [{ id: 1, code: 'A' }]]])), ['orders: [2,"B"]']);
  assert.deepEqual(
    findLost(
      before,
      new Map([
        [
          'orders',
          [
            { id: 1, code: 'A' },
            { id: 2, code: 'X' },
          ],
        ],
      ]),
    ),
    ['orders: [2,"B"]'],
  );
  assert.deepEqual(findLost(before, new Map([['orders', [{ id: 1 }, { id: 2 }]]])), ['orders.code']);
  assert.deepEqual(findLost(before, new Map()).slice(0, 2), ['orders.id', 'orders.code']);
});

test('an older data folder is brought up to date by the command of the guide, and an installation starts on it and sells on', async () => {
  const before = withoutMeant(
    await readAll(server.url),
    listMigrations().map(({ name }) => name),
  );
  const { out } = await runScript(guideBlock('migrate'), folder, settings);
  assert.equal(out, 'The database is up to date.\n');
  assert.deepEqual(findLost(before, await readAll(server.url)), []);
  const serve = await startFoyer('serve', settings);
  const foyer = await openFoyer({ env: { ...settings, LOG_LEVEL: 'silent' } });
  const ctx = createCtx({ db: foyer.database.db, log: foyer.log, actor: { kind: 'system', name: 'operations' } });
  const visitor = new Visitor({ publicUrl: settings.FOYER_URL, port });
  try {
    const event = await foyer.database.db
      .selectFrom('events')
      .select('id')
      .where('slug', '=', SLUG)
      .executeTakeFirstOrThrow();
    const scope = await systemEventScope(ctx, event.id);
    for (const target of [`/e/${SLUG}`, orderAddress(CODE), `${orderAddress(CODE)}/tickets.pdf`])
      assert.equal((await visitor.ask(target)).status, 200, target);
    const { passes } = await getPasses(ctx, await authoriseOrderIn(ctx, scope, CODE, 'team'));
    assert.deepEqual(
      await Promise.all(passes.map(async ({ code }) => (await findTicketByCode(ctx, scope, code)).outcome)),
      ['valid', 'valid'],
    );
    assert.ok(await buySeat({ way: { publicUrl: settings.FOYER_URL, port }, slug: SLUG, number: 1 }));
    assert.deepEqual(await checkSeats(ctx), { oversold: 0, miscounted: 0 });
  } finally {
    visitor.leave();
    await foyer.close();
    assert.equal(await serve.stop(), 0);
  }
});

test('a program that is older than its database refuses it, says so, and changes nothing', async () => {
  await withClient(
    server.url,
    async (client) =>
      void (await client.query(
        "insert into schema_migrations (name, digest) values ('9999_of_tomorrow.sql', 'unknown')",
      )),
  );
  const before = await readAll(server.url);
  await assert.rejects(
    runScript('bin/foyer serve', folder, settings),
    /The database is newer than this program: it holds 9999_of_tomorrow\.sql/,
  );
  assert.deepEqual(await readAll(server.url), before);
});
