import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { answerObject, readRange } from './answer-object.ts';
import { createDiskStorage } from './disk.ts';
import { isShown, safeHeaders } from './safe-headers.ts';
import { attachment, readAll } from './storage.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foyer-answers-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const SHOWN_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";
const meta = {
  contentType: 'image/png',
  disposition: attachment('a.png'),
  cacheControl: '',
  bytes: 10,
  sha256: 'ab'.repeat(32),
};

describe('an object is answered with headers', () => {
  test('that show what cannot run', () => {
    assert.deepEqual(safeHeaders({ ...meta, cacheControl: 'public, max-age=60' }), {
      'content-type': 'image/png',
      'content-disposition': 'inline; filename="a.png"',
      'content-security-policy': SHOWN_POLICY,
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
      etag: '"abababababababababababababababab"',
      'cache-control': 'public, max-age=60',
    });
  });

  test('that save what could, in a sandbox', () => {
    for (const contentType of [
      'text/html; charset=utf-8',
      'image/svg+xml',
      'text/xml',
      'application/xhtml+xml',
      'application/javascript',
      'application/pdf',
      'text/x-php',
      'application/zip',
      'inode/x-empty',
      'text/plainly',
      '',
    ]) {
      assert.deepEqual(safeHeaders({ ...meta, contentType, sha256: '', disposition: 'inline; filename="a.png"' }), {
        'content-type': contentType,
        'content-disposition': 'attachment; filename="a.png"',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'accept-ranges': 'bytes',
      });
    }
  });

  test('that have a name to save by where the object has none', () => {
    assert.deepEqual(
      ['text/html', 'image/png'].map(
        (contentType) => safeHeaders({ ...meta, contentType, disposition: '' })['content-disposition'],
      ),
      ['attachment; filename="file"', 'inline'],
    );
  });

  test('by the type alone, whatever follows it and however it is written', () => {
    assert.deepEqual(
      ['text/plain; charset=utf-8', 'IMAGE/PNG', 'text/html; image/png', 'image/svg+xml; charset=utf-8'].map(isShown),
      [true, true, false, false],
    );
  });
});

describe('a request for an object', () => {
  const storage = createDiskStorage(folder);
  const ask = async (request: Parameters<typeof answerObject>[2], key = 'a/b') => {
    const { status, headers, body } = await answerObject(storage, key, request);
    return [
      status,
      headers['content-range'] ?? '',
      headers['content-length'] ?? '',
      body ? (await readAll(body)).toString() : undefined,
    ];
  };

  test('is answered with all of it, a part, or that the reader has it', async () => {
    const { sha256 } = await storage.put('a/b', Buffer.from('0123456789'), {
      contentType: 'text/plain; charset=utf-8',
    });
    const etag = `"${sha256.slice(0, 32)}"`;
    assert.deepEqual(await ask({ method: 'GET' }), [200, '', '10', '0123456789']);
    assert.deepEqual(await ask({ method: 'HEAD' }), [200, '', '10', undefined]);
    assert.deepEqual(await ask({ method: 'GET', range: 'bytes=2-4' }), [206, 'bytes 2-4/10', '3', '234']);
    assert.deepEqual(await ask({ method: 'GET', range: 'bytes=10-' }), [416, 'bytes */10', '', undefined]);
    assert.deepEqual(await ask({ method: 'GET', range: 'bytes=2-4', ifRange: etag }), [
      206,
      'bytes 2-4/10',
      '3',
      '234',
    ]);
    assert.deepEqual(await ask({ method: 'GET', range: 'bytes=2-4', ifRange: '"older"' }), [
      200,
      '',
      '10',
      '0123456789',
    ]);
    assert.deepEqual(await ask({ method: 'GET', ifNoneMatch: `"other", W/${etag}` }), [304, '', '', undefined]);
    assert.deepEqual(await ask({ method: 'GET' }, 'a/c'), [404, '', '', undefined]);
  });

  test('is told what the caller knows better', async () => {
    const { headers, body } = await answerObject(
      storage,
      'a/b',
      { method: 'GET' },
      { contentType: 'image/svg+xml', cacheControl: 'private, no-cache', disposition: attachment('x.svg'), bytes: 3 },
    );
    body?.destroy();
    assert.deepEqual(
      [headers['content-type'], headers['content-disposition'], headers['cache-control'], headers['content-length']],
      ['image/svg+xml', 'attachment; filename="x.svg"', 'private, no-cache', '10'],
    );
  });

  test('may name its part in any way of RFC 9110', () => {
    const cases: [header: string | undefined, bytes: number, range: unknown][] = [
      [undefined, 10, undefined],
      ['bytes=0-', 10, { first: 0, last: 9 }],
      ['bytes=0-0', 10, { first: 0, last: 0 }],
      ['bytes=-3', 10, { first: 7, last: 9 }],
      ['bytes=-30', 10, { first: 0, last: 9 }],
      ['bytes=3-99', 10, { first: 3, last: 9 }],
      ['bytes = 3 - 4', 10, { first: 3, last: 4 }],
      ['bytes=-0', 10, 'outside'],
      ['bytes=10-', 10, 'outside'],
      ['bytes=0-', 0, 'outside'],
      ['bytes=-1', 0, 'outside'],
      ['bytes=4-3', 10, undefined],
      ['bytes=0-1,3-4', 10, undefined],
      ['bytes=-', 10, undefined],
      ['lines=0-1', 10, undefined],
      [`bytes=${'9'.repeat(30)}-`, 10, undefined],
    ];
    for (const [header, bytes, range] of cases) assert.deepEqual(readRange(header, bytes), range, String(header));
  });
});
