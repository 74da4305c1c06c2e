import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { findAddress, noteAddress } from './noted-address.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'foyer-address-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const file = path.join(dir, 'address');

test('a noted address is found until it is taken back, and leaves nothing', () => {
  assert.equal(findAddress(dir), undefined);
  const takeBack = noteAddress(dir, { url: 'http://localhost:4711', given: false });
  assert.deepEqual(findAddress(dir), { url: 'http://localhost:4711', given: false, pid: process.pid });
  assert.equal(statSync(file).mode & 0o777, 0o600);
  takeBack();
  assert.equal(findAddress(dir), undefined);
  assert.deepEqual(readdirSync(dir), []);
});

test('the note of a server that was killed is ignored', () => {
  const { pid } = spawnSync('true');
  writeFileSync(file, JSON.stringify({ url: 'http://localhost:1', given: false, pid }));
  assert.equal(findAddress(dir), undefined);
});

test('the note of another server is left alone', () => {
  const takeBack = noteAddress(dir, { url: 'http://localhost:1', given: false });
  writeFileSync(file, JSON.stringify({ url: 'https://events.example.org', given: true, pid: process.ppid }));
  takeBack();
  assert.deepEqual(findAddress(dir), { url: 'https://events.example.org', given: true, pid: process.ppid });
});

test('what is no note is ignored', () => {
  for (const text of ['', 'x', 'null', '{}', JSON.stringify({ url: 'nowhere', pid: process.pid })]) {
    writeFileSync(file, text);
    assert.equal(findAddress(dir), undefined, text);
  }
});
