import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import test from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { ZipFile } from 'yazl';
import { unzip } from '#testing/unzip.ts';
import { readConference } from '../read-conference.ts';
import type { ReadLimits } from './read-limits.ts';

function pack(files: Record<string, string | Buffer>, mode?: number): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(content as string), name, mode === undefined ? {} : { mode });
  }
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}

/** The same archive with other bytes, of the same length, wherever these stand. */
function swap(zip: Buffer, from: string | Buffer, to: string | Buffer): Buffer {
  const [a, b] = [Buffer.from(from as string), Buffer.from(to as string)];
  assert.equal(a.length, b.length);
  const out = Buffer.from(zip);
  for (let at = out.indexOf(a); at >= 0; at = out.indexOf(a, at + 1)) b.copy(out, at);
  return out;
}

function refuses(zip: Buffer, code: string, limits?: Partial<ReadLimits>): Promise<void> {
  return assert.rejects(readConference(zip, { limits }), (error: { name: string; code: string; message: string }) => {
    assert.deepEqual([error.name, error.code], ['Invalid', code]);
    assert.match(error.message, /^(“|[A-Z]).*[.]$/s);
    return true;
  });
}

test('entries come out by name, stored or deflated, without directories', async () => {
  const zip = new ZipFile();
  zip.addEmptyDirectory('images/');
  zip.addBuffer(Buffer.from('{}'), 'event');
  zip.addBuffer(Buffer.from('pixels'), 'images/ä.png', { compress: false });
  zip.end();
  const files = await unzip(await buffer(zip.outputStream as NodeJS.ReadableStream));
  assert.deepEqual(
    [...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
    [
      ['event', '{}'],
      ['images/ä.png', 'pixels'],
    ],
  );
});

test('a name that leads outside is refused, however it is spelled', async () => {
  const zip = await pack({ 'aa/aa/evil.txt': 'x' });
  for (const name of [
    '../../evil.txt',
    '/etc/evil.text',
    'C:/aa/evil.txt',
    'aa\\aa\\evil.txt',
    'aa/./evil.txtt',
    'aa/aa/evil.tx\0',
    '~aa/a/evil.txt',
  ]) {
    await refuses(swap(zip, 'aa/aa/evil.txt', name), 'zip_slip');
  }
});

test('a symbolic link is refused', async () => {
  await refuses(await pack({ link: '/etc/hostname' }, 0o120777), 'zip_symlink');
});

test('a device or pipe is refused', async () => {
  await refuses(await pack({ pipe: '' }, 0o010644), 'zip_special');
});

test('two entries of one name are refused', async () => {
  await refuses(swap(await pack({ event: '{}', evenu: '{}' }), 'evenu', 'event'), 'zip_duplicate');
});

test('an empty archive is refused', async () => {
  await refuses(await pack({}), 'zip_empty');
});

test('an archive that was cut short is refused', async () => {
  const zip = await pack({ event: '{"name":"Tide Days"}' });
  await refuses(zip.subarray(0, zip.length - 30), 'zip_truncated');
});

test('an entry whose content changed under its checksum is refused', async () => {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('{"name":"Tide Days"}'), 'event', { compress: false });
  zip.end();
  const bytes = await buffer(zip.outputStream as NodeJS.ReadableStream);
  await refuses(swap(bytes, 'Tide Days', 'Tidy Days'), 'zip_damaged');
});

test('an encrypted archive is refused', async () => {
  const zip = await pack({ event: '{}' });
  const central = zip.indexOf(Buffer.from('PK\x01\x02'));
  zip.writeUInt16LE(zip.readUInt16LE(central + 8) | 1, central + 8);
  await refuses(zip, 'zip_encrypted');
});

test('a bomb is refused while it inflates, by its ratio, its size and the sum of sizes', async () => {
  const zeros = Buffer.alloc(8 * 1024 * 1024);
  await refuses(await pack({ event: zeros }), 'zip_bomb');
  await refuses(await pack({ event: Buffer.alloc(4_000, 'ab') }), 'zip_bomb', { zipEntryBytes: 3_999 });
  await refuses(await pack({ a: Buffer.alloc(3_000), b: Buffer.alloc(3_000) }), 'zip_bomb', { zipBytes: 5_000 });
  await refuses(await pack({ a: '1', b: '2', c: '3' }), 'zip_bomb', { zipEntries: 2 });
});

test('a bomb that says it is small is refused all the same, within little memory', async () => {
  const packed = deflateRawSync(Buffer.alloc(64 * 1024 * 1024));
  const honest = await pack({ event: Buffer.alloc(64 * 1024 * 1024) });
  const central = honest.indexOf(Buffer.from('PK\x01\x02'));
  honest.writeUInt32LE(10, central + 24);
  assert.ok(packed.length < 100_000);
  const before = process.memoryUsage().arrayBuffers;
  await refuses(honest, 'zip_bomb');
  assert.ok(process.memoryUsage().arrayBuffers - before < 64 * 1024 * 1024);
});

test('an archive without an event is refused', async () => {
  await refuses(await pack({ 'readme.txt': 'hello' }), 'no_event');
});
