/**
 * Real files of many formats, some of them hostile, and what libmagic says of each in a table beside them. They are not
 * part of this repository: `FOYER_SHARED` says where they are.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { answerObject } from '#platform/storage/answer-object.ts';
import { checkUpload, UPLOAD_PURPOSES, type UploadPurpose } from '#platform/storage/check-upload.ts';
import { detectContentType, HEAD_BYTES, mediaTypeOf } from '#platform/storage/content-type.ts';
import { createDiskStorage } from '#platform/storage/disk.ts';
import { attachment, freshKey } from '#platform/storage/storage.ts';

const shared = process.env.FOYER_SHARED ?? path.resolve(import.meta.dirname, '../../../shared');
const data = path.join(shared, 'data');
const folders = ['images', 'filetype'];
const missing = folders.find((folder) => !existsSync(path.join(data, folder, 'MIME.tsv')));
const skip = missing
  ? `there is no ${path.join(data, missing, 'MIME.tsv')}; set FOYER_SHARED to the folder that has data/`
  : false;

const table = (folder: string): [file: string, type: string][] =>
  readFileSync(path.join(data, folder, 'MIME.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t') as [string, string]);
const load = (folder: string, file: string): Buffer => readFileSync(path.join(data, folder, file));
const root = mkdtempSync(path.join(tmpdir(), 'foyer-types-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** What a browser may be given to show. */
const HARMLESS = /^(?:image\/(?:png|jpeg|gif|webp|avif)|audio\/[\w.-]+|video\/[\w.-]+|text\/plain)$/;
const TEXT = /^text\/[\w.-]+; charset=[\w-]+$/;

for (const folder of skip ? [] : folders) {
  describe(`every file of ${folder} has the type that libmagic gives it`, () => {
    for (const [file, type] of table(folder)) {
      test(file, async () => {
        const bytes = load(folder, file);
        const found = await detectContentType(bytes);
        assert.equal(mediaTypeOf(found), type);
        assert.equal(TEXT.test(found), type.startsWith('text/'));
        assert.equal(await detectContentType(bytes.subarray(0, HEAD_BYTES)), found);
      });
    }
    test('and the table leaves none out', () => {
      const there = readdirSync(path.join(data, folder), { recursive: true, withFileTypes: true }).filter(
        (entry) => entry.isFile() && !entry.name.endsWith('.tsv'),
      );
      const names = there
        .map((entry) => path.relative(path.join(data, folder), path.join(entry.parentPath, entry.name)))
        .filter((name) => folder !== 'images' || name.includes('/'));
      const known = table(folder).map(([file]) => file);
      assert.deepEqual(
        names.filter((name) => !known.includes(name)),
        [],
      );
    });
  });
}

describe('real calendars, schedules and archives have their registered type', { skip }, () => {
  const expected: Record<string, string> = {
    '.ics': 'text/calendar; charset=utf-8',
    '.json': 'application/json',
    '.zip': 'application/zip',
  };
  for (const folder of ['ical', 'schedule-json', 'open-event']) {
    for (const file of existsSync(path.join(data, folder)) ? readdirSync(path.join(data, folder)) : []) {
      const type = expected[path.extname(file)];
      if (type) test(`${folder}/${file}`, async () => assert.equal(await detectContentType(load(folder, file)), type));
    }
  }
});

describe('a hostile file does no harm', { skip }, () => {
  const storage = createDiskStorage(root);
  const files = skip
    ? []
    : [
        ...table('images')
          .filter(([file]) => file.startsWith('hostile/'))
          .map(([file]) => ['images', file] as const),
        ...table('filetype').map(([file]) => ['filetype', file] as const),
      ];
  for (const [folder, file] of files) {
    test(`${folder}/${file}`, async () => {
      const bytes = load(folder, file);
      const contentType = await detectContentType(bytes);
      const key = freshKey('media', file);
      await storage.put(key, bytes, { contentType, disposition: attachment(path.basename(file)) });
      const { headers } = await answerObject(storage, key, { method: 'HEAD' });
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(
        headers['content-security-policy']?.startsWith("default-src 'none'") &&
          headers['content-security-policy'].endsWith('; sandbox'),
        true,
      );
      const shown = headers['content-disposition']?.startsWith('inline') === true;
      assert.equal(shown || headers['content-disposition']?.startsWith('attachment') === true, true);
      if (shown)
        assert.equal(HARMLESS.test(mediaTypeOf(headers['content-type'] ?? '')), true, String(headers['content-type']));
    });
  }

  test('and is refused as a picture where it is none', async () => {
    for (const [file, type] of table('images').filter(([name]) => name.startsWith('hostile/'))) {
      const taken = await checkUpload('picture', load('images', file)).then(
        () => true,
        () => false,
      );
      assert.equal(taken, type in UPLOAD_PURPOSES.picture.types, file);
    }
  });

  test('and what no purpose takes, none takes', async () => {
    for (const file of [
      'hostile/html-named.jpg',
      'hostile/svg-onload.svg',
      'hostile/svg-xxe.svg',
      'hostile/svg-script-element.svg',
      'hostile/one-byte.png',
      'hostile/zero-bytes.jpg',
    ]) {
      for (const purpose of Object.keys(UPLOAD_PURPOSES) as UploadPurpose[])
        await assert.rejects(checkUpload(purpose, load('images', file)), { name: 'Invalid' }, `${file} as ${purpose}`);
    }
  });
});
