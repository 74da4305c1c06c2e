/**
 * Large files that come in at once: how much memory the web process takes for them, and what stays of them on the disk.
 */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { createWriteStream, existsSync, openAsBlob, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ZipFile } from 'yazl';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { BLANK_QUESTION } from '#features/questions/question.ts';
import { createQuestion } from '#features/questions/server/create-question.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { until } from '#testing/until.ts';
import { openProcesses } from '../faults/open-processes.ts';

const MB = 1024 * 1024;
const ALL = process.env.ABUSE === 'all';
/**
 * Of one import; what one organizer may leave waiting, which is less than two of them; and what three at once may cost.
 */
const IMPORT_MB = ALL ? 245 : 80;
const QUOTA_MB = ALL ? 400 : 120;
const ORDERS = ALL ? 12 : 6;
const MOST_MB = ALL ? 300 : 150;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const foyer = await openProcesses({ FOYER_IMPORT_MEGABYTES: String(QUOTA_MB) });
const ctx = foyer.ctx();
const folder = await mkdtemp(path.join(tmpdir(), 'foyer-uploads-'));
after(() => rm(folder, { recursive: true, force: true }));

/** An archive with a small programme and so many megabytes of recordings, which nothing compresses. */
async function writeArchive(megabytes: number): Promise<string> {
  const zip = new ZipFile();
  const parts = Math.ceil(megabytes / 10);
  const add = (name: string, value: unknown): void => zip.addBuffer(Buffer.from(JSON.stringify(value)), name);
  add('event', {
    id: 6,
    name: 'Tide Days',
    timezone: 'Europe/Lisbon',
    starts_at: '2027-05-08T09:00:00+01:00',
    ends_at: '2027-05-09T18:00:00+01:00',
  });
  add(
    'sessions',
    Array.from({ length: parts }, (_, i) => ({
      id: i + 1,
      title: `Knots ${i + 1}`,
      starts_at: '2027-05-08T10:00:00+01:00',
      ends_at: '2027-05-08T11:00:00+01:00',
      audio: `/audio/${i}.mp3`,
    })),
  );
  for (const name of ['speakers', 'tracks', 'microlocations', 'sponsors']) add(name, []);
  for (let i = 0; i < parts; i += 1) {
    const pieces = Array.from({ length: Math.min(10, megabytes - i * 10) }, () => MB);
    zip.addReadStream(
      Readable.from(pieces.map((bytes) => () => randomBytes(bytes))).map((make: () => Buffer) => make()),
      `audio/${i}.mp3`,
      { compress: i % 2 === 0 },
    );
  }
  zip.end();
  const file = path.join(folder, `${randomUUID()}.zip`);
  await pipeline(zip.outputStream, createWriteStream(file));
  return file;
}

const memory = (field: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${foyer.pid('web')}/status`, 'utf8'))?.[1]) / 1024;

/** How many megabytes the web process had at most above what it has when nothing happens. */
async function peakOf(act: () => Promise<void>): Promise<number> {
  const idle = memory('VmRSS');
  writeFileSync(`/proc/${foyer.pid('web')}/clear_refs`, '5');
  await act();
  const peak = memory('VmHWM') - idle;
  console.log(`# ${Math.round(idle)} MB idle, ${Math.round(peak)} MB more at most`);
  return peak;
}

type Team = { organizer: OrganizerScope; cookie: string };

async function makeTeam(): Promise<Team> {
  const organizer = await makeOrganizer(ctx);
  const { email } = await makeUser(ctx, { organizer, role: 'owner' });
  return { organizer, cookie: await foyer.cookieOf(email) };
}

const post = (address: string, body: FormData, cookie = ''): Promise<Response> =>
  fetch(address, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: foyer.url, cookie, accept: 'text/html' },
    body,
  });

async function sendImport({ organizer, cookie }: Team, file: string): Promise<Response> {
  const form = new FormData();
  form.set('timeZone', '');
  form.set('file', new File([await openAsBlob(file)], 'tide.zip'));
  return post(`${foyer.url}/manage/${organizer.slug}/import`, form, cookie);
}

/** Files that requests are still written into, or were left in. */
function leftovers(): string[] {
  const temp = path.join(foyer.folder, 'temp');
  return existsSync(temp)
    ? readdirSync(temp, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map(({ name }) => name)
    : [];
}

before(async () => {
  const [team, file] = [await makeTeam(), await writeArchive(2)];
  assert.equal((await sendImport(team, file)).status, 303);
  await sleep(2_000);
});

test(
  `three imports of ${IMPORT_MB} MB at once are read in less than ${MOST_MB} MB of memory, and leave nothing behind but their files`,
  { timeout: 600_000 },
  async () => {
    const teams = [await makeTeam(), await makeTeam(), await makeTeam()];
    const file = await writeArchive(IMPORT_MB);
    const peak = await peakOf(async () => {
      const answers = await Promise.all(teams.map((team) => sendImport(team, file)));
      assert.deepEqual(
        answers.map(({ status }) => status),
        [303, 303, 303],
      );
    });
    assert.ok(peak < MOST_MB, `${peak} MB`);
    assert.deepEqual(leftovers(), []);
    const [team] = teams as [Team];
    const refused = await sendImport(team, file);
    assert.equal(refused.status, 409);
    assert.match(
      await refused.text(),
      new RegExp(`already have ${IMPORT_MB} MB.*can have ${QUOTA_MB} MB together`, 's'),
    );
    assert.deepEqual(leftovers(), []);
  },
);

test(
  `files of ${ORDERS} orders, 29 MB each, are taken in less than ${MOST_MB} MB of memory`,
  { timeout: 600_000 },
  async () => {
    const event = await makeEvent(ctx, await makeOrganizer(ctx));
    await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 500 });
    for (const label of ['CV', 'Letter', 'Portfolio'])
      await createQuestion(ctx, event, { ...BLANK_QUESTION, label, kind: 'file' });
    const file = new File([PNG, randomBytes(9.8 * MB - PNG.length)], 'cv.png', { type: 'image/png' });
    const reserve = async (): Promise<{ address: string; form: FormData }> => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
      const answer = await fetch(`${foyer.url}/api/v1/events/${event.slug}/reservations`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ lines: [{ ticketType: 1, quantity: 1 }] }),
      });
      const { order } = (await answer.json()) as { order: { code: string; secret: string } };
      const address = `${foyer.url}/orders/${order.code}/${order.secret}/details`;
      const inputs = (await (await fetch(address)).text()).match(/<input[^>]*type="file"[^>]*>/g) ?? [];
      assert.equal(inputs.length, 3);
      const form = new FormData();
      for (const [name, value] of Object.entries({ name: 'Ada Lind', email: 'ada@example.org', locale: 'en' }))
        form.set(name, value);
      for (const input of inputs) form.set(/ name="([^"]+)"/.exec(input)?.[1] ?? '', file);
      return { address, form };
    };
    const orders: Awaited<ReturnType<typeof reserve>>[] = [];
    for (let i = 0; i < ORDERS; i += 1) orders.push(await reserve());
    const peak = await peakOf(async () => {
      const answers = await Promise.all(orders.map(({ address, form }) => post(`${address}?/complete`, form)));
      assert.deepEqual(
        answers.map(({ status }) => status),
        orders.map(() => 303),
      );
    });
    assert.ok(peak < MOST_MB, `${peak} MB`);
    const kept = await ctx.db.selectFrom('answerFiles').select(['bytes', 'contentType', 'fileName']).execute();
    assert.deepEqual(
      kept.map(({ bytes, contentType, fileName }) => [Number(bytes), contentType, fileName]),
      Array.from({ length: ORDERS * 3 }, () => [file.size, 'image/png', 'cv.png']),
    );
    assert.deepEqual(leftovers(), []);
  },
);

/** Begins an upload, and stays in the middle of it. */
async function sendHalf({ organizer, cookie }: Team): Promise<http.ClientRequest> {
  const headers = {
    origin: foyer.url,
    cookie,
    'content-type': 'multipart/form-data; boundary=halfway',
    'content-length': 20 * MB,
  };
  const sending = http.request(`${foyer.url}/manage/${organizer.slug}/import`, { method: 'POST', headers });
  sending.on('error', () => undefined);
  sending.write(
    '--halfway\r\nContent-Disposition: form-data; name="file"; filename="half.zip"\r\nContent-Type: application/zip\r\n\r\n',
  );
  sending.write(randomBytes(4 * MB));
  await until(() => leftovers().length === 1, 30_000);
  return sending;
}

test('an upload that breaks off leaves nothing behind, and lets the next one in', { timeout: 120_000 }, async () => {
  const team = await makeTeam();
  const sending = await sendHalf(team);
  assert.equal((await sendImport(team, await writeArchive(2))).status, 409);
  sending.destroy();
  await until(() => leftovers().length === 0, 30_000);
  assert.equal((await sendImport(team, await writeArchive(2))).status, 303);
});

test('what a process that is killed leaves behind goes when the next one starts', { timeout: 120_000 }, async () => {
  const sending = await sendHalf(await makeTeam());
  await foyer.kill('web');
  sending.destroy();
  assert.equal(leftovers().length, 1);
  await foyer.start('web');
  await until(() => leftovers().length === 0, 30_000);
});
