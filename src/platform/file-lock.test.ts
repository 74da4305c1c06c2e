import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from './errors.ts';
import { isFileLocked, shareFileLock, withFileLock } from './file-lock.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foyer-lock-'));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const module = JSON.stringify(path.join(import.meta.dirname, 'file-lock.ts'));

/** Another process that holds `file` until it is killed. */
async function holder(file: string, how: 'alone' | 'together'): Promise<ChildProcess> {
  const call =
    how === 'alone'
      ? `withFileLock(process.argv[1], 1000, () => { console.log('held'); return new Promise(() => {}); })`
      : `shareFileLock(process.argv[1]); console.log('held')`;
  const code = `const { withFileLock, shareFileLock } = await import(${module}); setInterval(() => {}, 1000); ${call};`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

test('of many that want it alone, in one process, one has it at a time, and all have it once', async () => {
  const file = path.join(folder, 'many');
  const log: string[] = [];
  const turn = (name: string) =>
    withFileLock(file, 5000, async () => {
      log.push(`${name} in`);
      await sleep(5);
      log.push(`${name} out`);
    });
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map(turn));
  assert.equal(log.length, 10);
  assert.deepEqual(
    log.filter((_, i) => i % 2 === 1),
    log.filter((_, i) => i % 2 === 0).map((line) => line.replace('in', 'out')),
  );
});

test('waiting for another process ends with words, and at once when that process is killed', async () => {
  const file = path.join(folder, 'alone');
  const other = await holder(file, 'alone');
  await assert.rejects(
    withFileLock(file, 100, async () => {}),
    (error) => error instanceof Unavailable && error.message.includes(file),
  );
  assert.throws(() => shareFileLock(file), Unavailable);
  const waiting = withFileLock(file, 10_000, async () => 'mine');
  other.kill('SIGKILL');
  assert.equal(await waiting, 'mine');
});

test('a lock held together is free when the last holder has let go or was killed', async () => {
  const file = path.join(folder, 'together');
  const other = await holder(file, 'together');
  const mine = shareFileLock(file);
  const mineToo = shareFileLock(file);
  mine();
  mine();
  assert.equal(isFileLocked(file), true);
  mineToo();
  assert.equal(isFileLocked(file), true);
  other.kill('SIGKILL');
  await once(other, 'exit');
  assert.equal(isFileLocked(file), false);
});

test('work that throws lets go', async () => {
  const file = path.join(folder, 'throws');
  await assert.rejects(
    withFileLock(file, 100, () => Promise.reject(new Error('no'))),
    /^Error: no$/,
  );
  assert.equal(isFileLocked(file), false);
});

test('a folder that is not there is named', async () => {
  await assert.rejects(
    withFileLock(path.join(folder, 'no/such'), 100, async () => {}),
    (error) => error instanceof Unavailable && error.message.includes('no/such'),
  );
});
