import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { loadConfig } from '#platform/config.ts';
import { Forbidden, NotFound } from '#platform/errors.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { createDiskStorage } from '#platform/storage/disk.ts';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { readInstallation } from './read-installation.ts';

const database = await createTestDatabase();
const folder = await mkdtemp(path.join(tmpdir(), 'foyer-report-'));
after(() => rm(folder, { recursive: true, force: true }));
const config = loadConfig({
  FOYER_DATA: folder,
  SMTP_URL: 'smtp://user:secret@mail.example.org',
  DATABASE_URL: database.url,
});
setRuntime({
  config,
  storage: createDiskStorage(path.join(folder, 'files'), { secret: config.secret, baseUrl: '' }),
} as Runtime);

test('the report says how the installation is, and no secret', async () => {
  const ctx = database.ctx();
  await database.db
    .insertInto('jobs')
    .values({ queue: 'make_variants', state: 'dead', lastError: 'ENOSPC', attempts: 8 })
    .execute();
  await database.db
    .insertInto('mails')
    .values({
      recipient: 'a@example.org',
      subject: 'Late',
      textBody: '',
      htmlBody: '',
      state: 'delayed',
      fault: 'busy',
      lastError: '451',
      triedAt: new Date(),
    })
    .execute();
  const report = await readInstallation(ctx);
  assert.deepEqual(
    [report.mail.server, report.database.embedded, report.storage.fault, report.workers, report.overdue],
    ['mail.example.org', false, '', [], 0],
  );
  assert.deepEqual(
    report.failures
      .map(({ kind, name, words, final }) => ({ kind, name, words, final }))
      .sort((a, b) => a.kind.localeCompare(b.kind)),
    [
      { kind: 'job', name: 'make_variants', words: 'ENOSPC', final: true },
      { kind: 'mail', name: 'Late', words: '451', final: false },
    ],
  );
  assert.ok(report.database.bytes > 1_000_000 && report.storage.total > report.storage.free);
  assert.equal(JSON.stringify(report).includes('secret'), false);
});

test('it is nobody’s but administrators’', async () => {
  const ctx = database.ctx();
  const organizer = await makeOrganizer(ctx);
  await assert.rejects(readInstallation(database.ctx(await makeUser(ctx, { organizer, role: 'owner' }))), Forbidden);
  await assert.rejects(readInstallation(database.ctx({ kind: 'nobody' })), NotFound);
  assert.equal(
    (await readInstallation(database.ctx(await makeUser(ctx, undefined, true)))).versions.node,
    process.versions.node,
  );
});
