import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { TooLarge } from '../errors.ts';
import { openTempFiles } from '../temp-files.ts';
import { readFormToDisk } from './form-on-disk.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foyer-forms-'));
const temp = await openTempFiles(folder);
after(async () => {
  await temp.stop();
  rmSync(folder, { recursive: true, force: true });
});

const left = (): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;
const digest = (bytes: ArrayBuffer): string => createHash('sha256').update(new Uint8Array(bytes)).digest('hex');
const said = async (form: FormData) =>
  Promise.all(
    [...form].map(async ([name, value]) =>
      typeof value === 'string'
        ? [name, value]
        : [name, value.name, value.type, value.size, digest(await value.arrayBuffer())],
    ),
  );
const requestOf = (body: FormData | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Request =>
  new Request('http://localhost/', { method: 'POST', body, headers });

test('a form that goes to the disk says what it says in memory, and leaves nothing there', async () => {
  const form = new FormData();
  form.append('name', 'Ünïcode ✓\r\nsecond line');
  form.append('seat"1"', '');
  form.append('same', 'one');
  form.append('file', new File([randomBytes(3_000_000)], 'سيرة ذاتية "1" 100%.pdf', { type: 'application/pdf' }));
  form.append('none', new File([], '', { type: 'application/octet-stream' }));
  form.append('same', 'two');
  form.append('path', new File(['x'.repeat(70_000)], 'a/b\\c.txt', { type: 'text/plain' }));
  const request = requestOf(form);
  const inMemory = await said(await request.clone().formData());
  const remove = readFormToDisk(request);
  const onDisk = await request.formData();
  assert.deepEqual(await said(onDisk), inMemory);
  assert.equal(left(), 2);
  await remove();
  assert.equal(left(), 0);
});

test('a form that breaks off is refused and leaves nothing behind', async () => {
  const body = Buffer.concat([
    Buffer.from('--cut\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'),
    randomBytes(2_000_000),
  ]);
  const request = requestOf(new Uint8Array(body), { 'content-type': 'multipart/form-data; boundary=cut' });
  const remove = readFormToDisk(request);
  await assert.rejects(request.formData());
  await remove();
  assert.equal(left(), 0);
});

test('a connection that ends in the middle of a file leaves nothing behind', async () => {
  const gone = new Error('gone');
  const pieces = [
    Buffer.from('--cut\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'),
    randomBytes(500_000),
  ];
  const body = new ReadableStream({
    pull: (controller) => (pieces.length > 0 ? controller.enqueue(pieces.shift()) : controller.error(gone)),
  });
  const request = new Request('http://localhost/', {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { 'content-type': 'multipart/form-data; boundary=cut' },
  } as RequestInit);
  const remove = readFormToDisk(request);
  await assert.rejects(request.formData(), gone);
  assert.equal(left(), 0);
  await remove();
});

test('what is no form is refused', async () => {
  for (const type of ['multipart/form-data; boundary=x', 'multipart/form-data; charset=utf-8']) {
    const request = requestOf(new Uint8Array(2_000_000), { 'content-type': type });
    const remove = readFormToDisk(request);
    await assert.rejects(request.formData());
    await remove();
  }
});

test('texts are bounded, however many fields they are in', async () => {
  const form = new FormData();
  for (let i = 0; i < 30_000; i += 1) form.append(`field-${i}`, '');
  form.append('text', 'x'.repeat(5_000_000));
  const request = requestOf(form);
  const remove = readFormToDisk(request);
  await assert.rejects(request.formData(), TooLarge);
  await remove();
});

test('whoever goes on with a form after its answer finds no files', async () => {
  const form = new FormData();
  form.append('file', new File([randomBytes(2_000_000)], 'a.zip'));
  const request = requestOf(form);
  const remove = readFormToDisk(request);
  const reading = request.formData();
  await remove();
  await assert.rejects(reading);
  assert.equal(left(), 0);
});
