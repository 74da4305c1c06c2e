import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { adoptUpload, checkUpload, checkUploadSize } from './check-upload.ts';
import { createDiskStorage } from './disk.ts';
import { attachment, readAll, type Storage } from './storage.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foyer-uploads-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PAGE = Buffer.from('<!DOCTYPE html><script>alert(1)</script>');

describe('an upload', () => {
  test('of a type that its purpose takes has its true type', async () => {
    assert.deepEqual(await checkUpload('picture', PNG), { contentType: 'image/png', bytes: PNG.byteLength });
    assert.deepEqual(await checkUpload('slides', Buffer.from('%PDF-1.7\n')), {
      contentType: 'application/pdf',
      bytes: 9,
    });
    assert.deepEqual(await checkUpload('document', { head: Buffer.from('words'), size: 5000 }), {
      contentType: 'text/plain; charset=utf-8',
      bytes: 5000,
    });
  });

  test('of another type is refused, saying what it is and what is taken', async () => {
    const message =
      'This file has the type text/html. Choose a file of one of these types: PNG, JPEG, WebP, AVIF, GIF, HEIC.';
    await assert.rejects(checkUpload('picture', PAGE), {
      name: 'Invalid',
      code: 'type',
      message,
      problems: [
        {
          where: 'file',
          message,
          code: 'type.file',
          values: { type: 'text/html', types: 'PNG, JPEG, WebP, AVIF, GIF, HEIC' },
        },
      ],
    });
    await assert.rejects(checkUpload('video', PNG), { name: 'Invalid', code: 'type' });
    await assert.rejects(checkUpload('document', PAGE), { name: 'Invalid', code: 'type' });
    await assert.rejects(checkUpload('picture', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), {
      name: 'Invalid',
      code: 'type',
    });
  });

  test('that is too large or empty is refused with its size and the limit', async () => {
    assert.throws(() => checkUploadSize('picture', 20 * 1024 * 1024 + 1), {
      name: 'TooLarge',
      message: 'This file is 20.1 MB. Choose one of at most 20 MB.',
    });
    checkUploadSize('picture', 20 * 1024 * 1024);
    await assert.rejects(checkUpload('audio', { head: PNG, size: 501 * 1024 * 1024 }), {
      name: 'TooLarge',
      message: 'This file is 501 MB. Choose one of at most 500 MB.',
    });
    await assert.rejects(checkUpload('picture', new Uint8Array()), { name: 'Invalid', code: 'empty' });
  });
});

describe('an upload by a link', () => {
  const storage = createDiskStorage(folder);
  const keys = async (): Promise<string[]> => (await Array.fromAsync(storage.list())).map(({ key }) => key);
  const upload = (body: Buffer) => storage.put('uploads/x', body, { contentType: 'application/octet-stream' });
  const as = { purpose: 'picture', folder: 'media', fileName: 'Lögö.png', cacheControl: 'public, max-age=60' } as const;

  test('is taken over under a fresh key with its true type and name', async () => {
    await upload(PNG);
    const { key, meta } = await adoptUpload(storage, 'uploads/x', as);
    assert.deepEqual(
      [meta.contentType, meta.disposition, meta.cacheControl, meta.bytes],
      ['image/png', attachment('Lögö.png'), 'public, max-age=60', PNG.byteLength],
    );
    assert.deepEqual(await readAll((await storage.get(key))?.body as never), PNG);
    assert.deepEqual([await keys(), /^media\/[\w-]{24}\.png$/.test(key)], [[key], true]);
    await storage.delete(key);
  });

  test('that may not be kept is gone, and one that is not there is said not to be', async () => {
    await upload(PAGE);
    await assert.rejects(adoptUpload(storage, 'uploads/x', as), { name: 'Invalid', code: 'type' });
    await assert.rejects(adoptUpload(storage, 'uploads/x', as), { name: 'Invalid', code: 'empty' });
    assert.deepEqual(await keys(), []);
  });

  test('stays where it is when the store fails', async () => {
    await upload(PNG);
    const failing: Storage = { ...storage, put: async () => Promise.reject(new Error('the disk is full')) };
    await assert.rejects(adoptUpload(failing, 'uploads/x', as), { message: 'the disk is full' });
    assert.deepEqual(await keys(), ['uploads/x']);
  });
});
