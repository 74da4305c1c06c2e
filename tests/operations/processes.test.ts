/**
 * Several processes as the guide has them: a PostgreSQL of one's own, two web processes and two workers, nginx before
 * them with the guide's own settings.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
// What is sold and mailed has to be known here too.
import '#entry/features.ts';
import { freePort } from '#platform/free-port.ts';
import { openFoyer } from '#entry/open-foyer.ts';
import { checkSeats } from '#features/orders/server/holding/check-seats.ts';
import { createCtx, type Ctx } from '#platform/ctx.ts';
import { signals } from '#platform/signals/signal.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { startNginx } from './balancer.ts';
import { guideBlock, runScript } from './guide.ts';
import { startOwnServer } from './own-server.ts';
import { type Process, startFoyer, until } from './processes.ts';
import { lacking } from './programs.ts';
import { type Bought, buySeat, type Failure, openSale } from './sale.ts';
import { Visitor, type Way } from './visitor.ts';

const PUBLIC_URL = 'https://events.example.org';
const skip = lacking('nginx', 'openssl', 'createuser', 'curl');

describe('several processes behind nginx', { skip }, async () => {
  if (skip) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'foyer-processes-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const mail = await startMailServer();
  const server = await startOwnServer();
  const settings = {
    DATABASE_URL: server.url(),
    FOYER_DATA: path.join(folder, 'data'),
    FOYER_SECRET: 'a-secret-that-all-processes-of-the-house-share',
    FOYER_URL: PUBLIC_URL,
    TRUST_PROXY: 'yes',
    SMTP_URL: mail.url,
    FOYER_DEMO: 'no',
  };
  const ports = { web: [await freePort(), await freePort()], worker: [await freePort(), await freePort()] };
  const startWeb = (at: number): Promise<Process> => startFoyer('web', { ...settings, PORT: String(ports.web[at]) });
  const startWorker = (at: number): Promise<Process> =>
    startFoyer('worker', { ...settings, WORKER_PORT: String(ports.worker[at]) });
  const webs = await Promise.all([startWeb(0), startWeb(1)]);
  const workers = await Promise.all([startWorker(0), startWorker(1)]);
  const balancer = await startNginx((port, certificate, key) =>
    guideBlock('balancer', {
      '10.0.0.11:3000': `127.0.0.1:${ports.web[0]}`,
      '10.0.0.12:3000': `127.0.0.1:${ports.web[1]}`,
      'listen 443 ssl': `listen 127.0.0.1:${port} ssl`,
      '/etc/ssl/events.example.org.pem': certificate,
      '/etc/ssl/events.example.org.key': key,
    }),
  );
  const way: Way = { publicUrl: PUBLIC_URL, port: balancer.port };

  const foyer = await openFoyer({ env: { ...settings, LOG_LEVEL: 'silent' } });
  after(() => foyer.close());
  signals.setLater('all');
  const { db } = foyer.database;
  const ctx = (): Ctx => createCtx({ db, log: foyer.log, actor: { kind: 'system', name: 'operations' } });

  /** The same request to each web process, past the balancer. */
  const askEach = (target: string, visitor: Visitor): Promise<Response[]> =>
    Promise.all(
      webs.map(({ url }) =>
        fetch(url + target, {
          redirect: 'manual',
          headers: { host: 'events.example.org', cookie: visitor.cookie, 'x-forwarded-for': '127.0.0.9' },
        }),
      ),
    );

  const grace = new Visitor({ ...way, address: '127.0.0.9' });
  after(() => grace.leave());

  test('a link signs in at one, and every process knows the session', async () => {
    const { out } = await runScript('bin/foyer admin grant grace@example.org', folder, settings);
    const link = /^https:\/\/events\.example\.org\/\S+$/m.exec(out)?.[0];
    assert.ok(link, out);
    const answer = await grace.ask(link, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    assert.equal(answer.status, 302);
    assert.equal(new URL(String(answer.headers.location), PUBLIC_URL).origin, PUBLIC_URL);
    for (const cookie of answer.headers['set-cookie'] ?? []) assert.match(cookie, /; Secure/i);
    assert.deepEqual(
      (await askEach('/account', grace)).map(({ status }) => status),
      [200, 200],
    );
    for (let times = 0; times < 6; times += 1) assert.equal((await grace.ask('/account')).status, 200);
  });

  test('the address of a reader is theirs, whatever they say it is', async () => {
    const sessions = await db.selectFrom('authSessions').select('ipAddress').execute();
    assert.deepEqual(sessions, [{ ipAddress: '127.0.0.9' }]);
  });

  test('pages speak of the public address alone, and are for a secure one', async () => {
    const { slug } = await openSale(ctx(), 1);
    const page = await grace.ask(`/e/${slug}`);
    assert.equal(page.status, 200);
    assert.match(page.body, new RegExp(`<link rel="canonical" href="${PUBLIC_URL}/e/${slug}"`));
    assert.deepEqual(
      [...page.body.matchAll(/(?:href|src|content|action)="(http:\/\/[^"]*)"/g)].map(([, address]) => address),
      [],
    );
  });

  test('figures and reasons are not for those who come through the balancer', async () => {
    assert.equal((await grace.ask('/metrics')).status, 404);
    assert.deepEqual(JSON.parse((await grace.ask('/readyz')).body), { ready: true });
  });

  test('a picture that one process takes is made in sizes by a worker and shown by both', async () => {
    const bytes = new Uint8Array(
      await sharp({
        create: {
          width: 1400,
          height: 1400,
          channels: 3,
          noise: { type: 'gaussian', mean: 128, sigma: 40 },
          background: '#203040',
        },
      })
        .png({ compressionLevel: 0 })
        .toBuffer(),
    );
    // More than nginx takes by itself.
    assert.ok(bytes.length > 4_000_000);
    const answer = await grace.upload('/account/picture?/upload', 'picture', {
      name: 'grace.png',
      type: 'image/png',
      bytes,
    });
    assert.deepEqual([answer.status, answer.headers.location], [303, '/account/picture?saved']);
    let shown: string | undefined;
    await until(async () => {
      shown = /(?:src|srcset)="([^"\s]*\/media\/\d+\/[^"\s]+)/.exec((await grace.ask('/account/picture')).body)?.[1];
      return shown !== undefined;
    });
    const { pathname } = new URL(shown as string, PUBLIC_URL);
    await until(async () => (await askEach(pathname, grace)).every(({ status }) => status === 200));
    const types = (await askEach(pathname, grace)).map(({ headers }) => headers.get('content-type'));
    assert.equal(types[0]?.startsWith('image/'), true);
    assert.deepEqual(types[0], types[1]);
  });

  type Load = { failures: Failure[]; held: string[]; bought: Bought[]; eventId: number; pages: number };

  /**
   * Readers and buyers who come all the time while `work` goes on, and what went wrong for any of them. Most buyers do
   * not finish: a ticket is work.
   */
  async function underLoad(work: () => Promise<void>): Promise<Load> {
    const { slug, eventId } = await openSale(ctx(), 5000);
    const load: Load = { failures: [], held: [], bought: [], eventId, pages: 0 };
    const onFailure = (failure: Failure): void => void load.failures.push(failure);
    let over = false;
    let buyers = 0;
    const read = async (at: number): Promise<void> => {
      const visitor = new Visitor({ ...way, address: `127.0.1.${at + 1}` });
      while (!over) {
        load.pages += 1;
        // Every second reader wants what no process has ready.
        const answer = await visitor
          .ask(`/e/${slug}${at % 2 === 0 ? '' : `/schedule?q=${load.pages}`}`)
          .catch((error: Error) => error);
        if (answer instanceof Error || answer.status !== 200)
          onFailure({ what: 'a page', came: answer instanceof Error ? answer.message : String(answer.status) });
        await sleep(30);
      }
      visitor.leave();
    };
    const buy = async (): Promise<void> => {
      while (!over) {
        buyers += 1;
        const only = buyers % 10 === 1 ? {} : { only: 'holds' as const };
        // Each comes from a network of their own: one alone may not hold so many seats.
        const address = `127.1.${(buyers >> 8) & 255}.${buyers & 255}`;
        const order = await buySeat({
          way: { ...way, address },
          slug,
          number: eventId * 100_000 + buyers,
          ...only,
          onFailure,
        });
        assert.ok(order);
        load.held.push(order.code);
        if (!only.only) load.bought.push(order);
        await sleep(60);
      }
    };
    const all = [read(0), read(1), read(2), buy(), buy(), buy(), buy()];
    const more = async (orders: number): Promise<void> => until(() => load.held.length >= orders);
    try {
      await more(all.length);
      await work();
      await more(load.held.length + all.length);
    } finally {
      over = true;
    }
    await Promise.all(all);
    return load;
  }

  /**
   * Every buyer was told of an order that is there and no other is, no seat is taken twice, and each mail came once.
   */
  async function expectWhole({ held, bought, eventId }: Load): Promise<void> {
    const orders = await db.selectFrom('orders').select(['code', 'state']).where('eventId', '=', eventId).execute();
    assert.deepEqual(orders.map(({ code }) => code).sort(), [...held].sort());
    assert.deepEqual(
      orders
        .filter(({ state }) => state === 'free-completed')
        .map(({ code }) => code)
        .sort(),
      bought.map(({ code }) => code).sort(),
    );
    const { oversold, miscounted } = await checkSeats(ctx());
    assert.deepEqual([oversold, miscounted], [0, 0]);
    const lettersTo = (email: string): number => mail.received.filter(({ to }) => to.includes(email)).length;
    await until(() => bought.every(({ email }) => lettersTo(email) > 0));
    await until(
      async () => (await db.selectFrom('jobs').select('id').where('state', '=', 'active').execute()).length === 0,
    );
    assert.deepEqual(
      bought.filter(({ email }) => lettersTo(email) !== 1),
      [],
    );
  }

  test('a web process is killed in the middle of a sale: readers do not notice, buyers who press again have their seat', async () => {
    const sale = await underLoad(async () => {
      await webs[0]?.stop('SIGKILL');
      await sleep(500);
      webs[0] = await startWeb(0);
      await sleep(500);
    });
    assert.deepEqual(
      sale.failures.filter(({ what }) => what === 'a page'),
      [],
    );
    // No more of them than were on their way at that moment.
    assert.ok(sale.failures.length <= 4, JSON.stringify(sale.failures));
    assert.deepEqual(
      sale.failures.filter(({ came }) => !came.startsWith('502 ')),
      [],
    );
    await expectWhole(sale);
  });

  test('both are replaced, one after the other, at once: nobody is refused anything', async (context) => {
    let rounds = 0;
    const sale = await underLoad(async () => {
      for (const at of [0, 1]) {
        assert.equal(await webs[at]?.stop('SIGTERM'), 0);
        webs[at] = await startWeb(at);
        rounds += 1;
      }
    });
    context.diagnostic(`${rounds} restarts, ${sale.pages} pages and ${sale.held.length} orders meanwhile`);
    assert.deepEqual(sale.failures, []);
    await expectWhole(sale);
  });

  test('a worker is replaced while both work: every mail goes once', async () => {
    const sale = await underLoad(async () => {
      assert.equal(await workers[0]?.stop('SIGTERM'), 0);
      workers[0] = await startWorker(0);
    });
    await expectWhole(sale);
    const names = (await db.selectFrom('workers').select('name').execute()).length;
    assert.equal(names, 2);
  });

  test('the commands of the guide start them', async () => {
    const [one, other, worker] = await Promise.all([freePort(), freePort(), freePort()]);
    const start = guideBlock('start-processes', { '3001': String(one), '3002': String(other), '3003': String(worker) });
    const ready = [one, other, worker]
      .map((port) => `until curl --fail --silent http://127.0.0.1:${port}/readyz; do sleep 0.2; done`)
      .join('\n');
    const { out } = await runScript(`${start}\n${ready}\nkill $(jobs -p)\nwait`, folder, settings);
    assert.deepEqual([...out.matchAll(/"ready":true/g)].length, 3);
  });

  test('nothing was told wrong in any log', () => {
    for (const { output } of [...webs, ...workers])
      assert.deepEqual(
        output()
          .split('\n')
          .filter((line) => /"level":(40|50|60)/.test(line)),
        [],
      );
  });
});
