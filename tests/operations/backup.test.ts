/**
 * Backing up while people buy, and coming back on a fresh server and in a fresh folder: all that was there at the
 * moment of the dump, and nothing half.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import sharp from 'sharp';
// What is sold and mailed has to be known here too.
import '#entry/features.ts';
import { freePort } from '#platform/free-port.ts';
import { type Foyer, openFoyer } from '#entry/open-foyer.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { checkSeats } from '#features/orders/server/holding/check-seats.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { isOrderSecret } from '#features/orders/server/sign-order.ts';
import { findTicketByCode } from '#features/passes/server/find-ticket.ts';
import { getPasses } from '#features/passes/server/queries.ts';
import { storeAccount, openGrant } from '#features/stripe/server/store-account.ts';
import { createCtx, type Ctx } from '#platform/ctx.ts';
import { signals } from '#platform/signals/signal.ts';
import { makeOrganizer } from '#testing/builders.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { guideBlock, runScript } from './guide.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';
import { startFoyer, until } from './processes.ts';
import { lacking } from './programs.ts';
import { type Bought, buySeat, openSale } from './sale.ts';
import { Visitor } from './visitor.ts';

const skip = lacking('pg_dump', 'pg_restore', 'createuser', 'tar');
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-backup-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const ctxOf = ({ database, log }: Foyer): Ctx =>
  createCtx({ db: database.db, log, actor: { kind: 'system', name: 'operations' } });
const GRANT = { account: 'acct_Lantern', live: false, accessToken: 'sk_test_of_the_organizer' } as never;

async function enter(settings: Record<string, string>): Promise<Foyer> {
  const foyer = await openFoyer({ env: { ...settings, LOG_LEVEL: 'silent' } });
  signals.setLater('all');
  return foyer;
}

describe('a backup of a server of one’s own, taken while people buy', { skip }, async () => {
  if (skip) return;
  const mail = await startMailServer();
  const [real, fresh]: OwnServer[] = [await startOwnServer(), await startOwnServer()];
  const port = await freePort();
  const common = { PORT: String(port), FOYER_URL: `http://localhost:${port}`, FOYER_DEMO: 'no' };
  const before = {
    ...common,
    DATABASE_URL: real?.url() ?? '',
    FOYER_DATA: path.join(folder, 'data'),
    SMTP_URL: mail.url,
    WORKER_PORT: String(await freePort()),
  };
  const copy = { ...common, DATABASE_URL: fresh?.url() ?? '', FOYER_DATA: path.join(folder, 'restored') };
  const way = { publicUrl: common.FOYER_URL, port };
  const grace = new Visitor(way);
  after(() => grace.leave());

  const running = [await startFoyer('web', before), await startFoyer('worker', before)];
  const foyer = await enter(before);
  const event = await openSale(ctxOf(foyer), 5000);
  const organizer = await makeOrganizer(ctxOf(foyer));
  await storeAccount(ctxOf(foyer), {
    organizerId: organizer.organizerId,
    kind: 'oauth',
    grant: GRANT,
    status: undefined,
  });

  const { out } = await runScript('bin/foyer admin grant grace@example.org', folder, before);
  await grace.ask(/^http:\S+$/m.exec(out)?.[0] ?? '');
  const bytes = new Uint8Array(
    await sharp({ create: { width: 300, height: 300, channels: 3, background: '#8a4b2f' } })
      .png()
      .toBuffer(),
  );
  await grace.upload('/account/picture?/upload', 'picture', { name: 'grace.png', type: 'image/png', bytes });
  const first = (await buySeat({ way, slug: event.slug, number: 0 })) as Bought;
  const codes = (
    await getPasses(ctxOf(foyer), await authoriseOrderIn(ctxOf(foyer), event, first.code, 'team'))
  ).passes.map(({ code }) => code);
  await until(
    async () =>
      (await foyer.database.db.selectFrom('jobs').select('id').where('state', '=', 'active').execute()).length === 0,
  );
  const picture = /\/media\/\d+\/[^"\s]+/.exec((await grace.ask('/account/picture')).body)?.[0] ?? '';
  const seen = await grace.ask(picture);
  assert.equal(seen.status, 200);

  const bought: { order: Bought; at: number; completed: boolean }[] = [];
  let [over, buyers] = [false, 0];
  const buy = async (): Promise<void> => {
    while (!over) {
      buyers += 1;
      const completed = buyers % 5 === 1;
      const order = await buySeat({
        way,
        slug: event.slug,
        number: buyers,
        ...(completed ? {} : { only: 'holds' as const }),
      });
      if (order) bought.push({ order, at: Date.now(), completed });
      await sleep(30);
    }
  };
  const buying = [buy(), buy(), buy()];
  await until(() => bought.length >= 20);
  const begun = Date.now();
  await runScript(guideBlock('back-up'), folder, before);
  const [during, ended] = [bought.length, Date.now()];
  await until(() => bought.length > during);
  over = true;
  await Promise.all(buying);
  for (const process of running) await process.stop();
  await foyer.close();

  await runScript(guideBlock('come-back'), folder, copy);
  const restored = await enter(copy);
  after(() => restored.close());
  const { db } = restored.database;

  test('has every order of which somebody was told before it began, and none that nobody was told of', async (context) => {
    const there = new Set(
      (await db.selectFrom('orders').select('code').where('eventId', '=', event.eventId).execute()).map(
        ({ code }) => code,
      ),
    );
    const confirmed = bought.filter(({ at }) => at <= begun).map(({ order }) => order.code);
    assert.ok(confirmed.length > 0 && bought.length > during && ended > begun);
    assert.deepEqual(
      confirmed.filter((code) => !there.has(code)),
      [],
    );
    const all = new Set([first.code, ...bought.map(({ order }) => order.code)]);
    assert.deepEqual(
      [...there].filter((code) => !all.has(code)),
      [],
    );
    context.diagnostic(`${confirmed.length} orders before the dump, ${there.size} in it, ${all.size} in the end`);
  });

  test('has nothing half: counts, tickets and mails are those of the orders', async () => {
    assert.deepEqual(await checkSeats(ctxOf(restored)), { oversold: 0, miscounted: 0 });
    const { rows } = await sql<{ code: string; state: string; tickets: number; mails: number }>`
      select o.code, o.state, (select count(*) from tickets t where t.order_id = o.id) as tickets,
             (select count(*) from mails m where m.recipient = o.buyer_email and m.event_id = o.event_id) + (select count(*) from jobs j where j.payload::text like '%"orderId": ' || o.id || '%') as mails
        from orders o`.execute(db);
    assert.ok(rows.some(({ state }) => state === 'free-completed') && rows.some(({ state }) => state === 'reserved'));
    assert.deepEqual(
      rows.filter(({ state, tickets }) => Number(tickets) !== 1 && state === 'free-completed'),
      [],
    );
    assert.deepEqual(
      rows.filter(({ state, mails }) => state === 'free-completed' && Number(mails) === 0),
      [],
    );
  });

  test('opens: the doctor finds nothing wrong, and every file belongs to something and is there', async () => {
    const quiet = { ...copy, SMTP_URL: '', STRIPE_SECRET_KEY: '' };
    const said = await runScript('bin/foyer doctor\nbin/foyer storage sweep --dry-run', folder, quiet);
    assert.doesNotMatch(said.out, /^WRONG/m);
    assert.match(said.out, /^\d+ files; 0 that nothing names/m);
    const { rows } = await sql<{
      key: string;
    }>`select storage_key as key from media where storage_key is not null union select storage_key from media_variants union select storage_key from event_exports`.execute(
      db,
    );
    const heads = await Promise.all(rows.map(({ key }) => restored.storage.head(key)));
    assert.ok(heads.length > 0);
    assert.deepEqual(
      rows.filter((_, at) => !heads[at]),
      [],
    );
  });

  test('is the same installation: pages, pictures, sessions, orders and tickets are where they were, and it sells on', async () => {
    const web = await startFoyer('web', copy);
    try {
      for (const target of ['/', `/e/${event.slug}`, first.address, `${first.address}/tickets.pdf`, '/account']) {
        assert.equal((await grace.ask(target)).status, 200, target);
      }
      const shown = await grace.ask(picture);
      assert.deepEqual(
        [shown.status, shown.headers['content-type'], shown.body === seen.body],
        [200, seen.headers['content-type'], true],
      );
      assert.ok(await buySeat({ way, slug: event.slug, number: 100_000 }));
      assert.deepEqual(await checkSeats(ctxOf(restored)), { oversold: 0, miscounted: 0 });
    } finally {
      await web.stop();
    }
  });

  test('has its secrets: tickets are valid at the door, and connections with Stripe can be read', async () => {
    const scope = await systemEventScope(ctxOf(restored), event.eventId);
    assert.deepEqual(
      await Promise.all(codes.map(async (code) => (await findTicketByCode(ctxOf(restored), scope, code)).outcome)),
      ['valid'],
    );
    const { sealed } = await db
      .selectFrom('stripeAccounts')
      .select('sealed')
      .where('organizerId', '=', organizer.organizerId)
      .executeTakeFirstOrThrow();
    assert.deepEqual(openGrant(organizer.organizerId, sealed), GRANT);
    assert.equal(
      readFileSync(path.join(copy.FOYER_DATA, 'secret.key'), 'utf8'),
      readFileSync(path.join(before.FOYER_DATA, 'secret.key'), 'utf8'),
    );
  });

  test('is worth little without its secret: what the guide says of another one is so', async () => {
    const other = await enter({ ...copy, FOYER_SECRET: 'another-secret-than-that-of-the-house' });
    try {
      const scope = await systemEventScope(ctxOf(other), event.eventId);
      assert.equal((await findTicketByCode(ctxOf(other), scope, codes[0] ?? '')).outcome, 'forged');
      const { sealed } = await other.database.db
        .selectFrom('stripeAccounts')
        .select('sealed')
        .where('organizerId', '=', organizer.organizerId)
        .executeTakeFirstOrThrow();
      assert.equal(openGrant(organizer.organizerId, sealed), undefined);
      assert.equal(isOrderSecret(other.config.secret, first.code, first.secret), false);
    } finally {
      await other.close();
    }
  });
});

test(
  'the embedded database moves to a server of one’s own with the commands of the guide',
  { skip: lacking('pg_dump', 'pg_restore', 'createuser', 'curl') },
  async () => {
    const server = await startOwnServer();
    const port = await freePort();
    const settings = { FOYER_DATA: path.join(folder, 'embedded'), PORT: String(port), FOYER_DEMO: 'no', SMTP_URL: '' };
    const { out } = await runScript('bin/foyer demo', folder, settings);
    const page = new URL(/http:\S+\/e\/\S+/.exec(out)?.[0] ?? '').pathname;
    await runScript(
      guideBlock('move-to-server', {
        'http://localhost:3000': `http://localhost:${port}`,
        'postgres://foyer:PASSWORD@db.example.org/foyer': server.url(),
      }),
      folder,
      settings,
    );
    assert.equal(existsSync(path.join(settings.FOYER_DATA, 'postgres/pgdata/postmaster.pid')), false);
    const moved = { ...settings, DATABASE_URL: server.url() };
    assert.doesNotMatch((await runScript('bin/foyer doctor', folder, moved)).out, /^WRONG|, embedded$/m);
    const web = await startFoyer('web', moved);
    assert.equal((await fetch(web.url + page)).status, 200);
    await web.stop();
  },
);
