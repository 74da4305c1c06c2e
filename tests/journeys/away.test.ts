/**
 * The database goes away under Foyer and comes back: everybody is told so, in Foyer's own words, and goes on.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { freePort } from '#platform/free-port.ts';
import { checkPage, openBrowser } from '#testing/browser.ts';
import { createTestDatabase } from '#testing/database.ts';
import { runFoyer } from '#testing/running-foyer.ts';

/** A way to the database that can be cut. */
async function openWay(
  databaseUrl: string,
): Promise<{ url: string; cut: () => Promise<void>; mend: () => Promise<void> }> {
  const to = new URL(databaseUrl);
  const folder = to.searchParams.get('host');
  const target = folder
    ? { path: path.join(folder, '.s.PGSQL.5432') }
    : { host: to.hostname, port: Number(to.port || 5432) };
  const port = await freePort();
  const open = new Set<Socket>();
  let server: Server | undefined;
  const join = (socket: Socket): void => {
    const further = connect(target);
    for (const [one, other] of [
      [socket, further],
      [further, socket],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
    socket.pipe(further).pipe(socket);
  };
  const mend = async (): Promise<void> => {
    server = createServer(join).listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const cut = async (): Promise<void> => {
    server?.close();
    for (const socket of open) socket.destroy();
    open.clear();
  };
  await mend();
  after(cut);
  const url = new URL(databaseUrl);
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return { url: url.href, cut, mend };
}

const way = await openWay((await createTestDatabase()).url);
const foyer = await runFoyer({ DATABASE_URL: way.url, LOG_LEVEL: 'silent' });
const browser = await openBrowser();

for (const javaScript of [true, false]) {
  test(`readers and organisers are told that the database is away, and go on when it is back, ${javaScript ? 'with' : 'without'} scripts`, async () => {
    const reader = await browser.newPage({ width: 360, javaScript });
    const organiser = await browser.newPage({ width: 360, javaScript });
    await foyer.signIn(organiser.context());
    for (const page of [reader, organiser]) page.allow(/status of 503/);
    await organiser.goto(`${foyer.url}/manage`);
    await way.cut();
    await reader.goto(`${foyer.url}/?page=1`);
    await reader.getByRole('heading', { level: 1, name: 'Back in a moment' }).waitFor();
    await checkPage(reader, javaScript);
    const answer = await organiser.reload();
    assert.deepEqual([answer?.status(), answer?.headers()['retry-after']], [503, '5']);
    await organiser.getByText('We cannot reach our database at the moment').waitFor();
    await checkPage(organiser, javaScript);
    const api = await fetch(`${foyer.url}/api/v1/events`);
    assert.deepEqual(
      [api.status, api.headers.get('retry-after'), ((await api.json()) as { title: string }).title],
      [503, '5', 'database_away'],
    );
    await way.mend();
    for (const page of [reader, organiser]) {
      await page.getByRole('link', { name: 'Try again' }).click();
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    assert.equal(await reader.getByRole('heading', { level: 1 }).textContent(), 'What’s on');
    assert.equal(new URL(organiser.url()).pathname, '/manage');
    assert.equal(await organiser.getByText('We cannot reach').count(), 0);
    for (const page of [reader, organiser]) await page.context().close();
  });
}
