/** One contract, held against every store that there is. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, describe, test } from 'node:test';
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { type S3Server, startMoto, startRadosgw } from '#testing/s3-server.ts';
import { detectContentType } from './content-type.ts';
import { createDiskStorage } from './disk.ts';
import { createS3Storage } from './s3.ts';
import { attachment, checkKey, freshKey, readAll, sha256, type Storage } from './storage.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foyer-storage-'));
const moto = await startMoto();
const radosgw = await startRadosgw();
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  for (const server of [moto, radosgw]) if ('stop' in server) await server.stop();
});

type Trait = 'ranges' | 'large streams';
type Candidate = { name: string; skip: string | false; open: () => Storage; lacks: Trait[] };

const onS3 = (name: string, server: S3Server | { missing: string }, lacks: Trait[]): Candidate => ({
  name, lacks, skip: 'missing' in server ? server.missing : false, open: () => createS3Storage((server as S3Server).settings),
});

const CANDIDATES: Candidate[] = [
  { name: 'on disk', skip: false, open: () => createDiskStorage(path.join(folder, 'files')), lacks: [] },
  onS3('on S3 (moto)', moto, []),
  // This server answers ranges with the wrong bytes, and does not finish uploads of several parts.
  onS3('on S3 (radosgw)', radosgw, ['ranges', 'large streams']),
];

for (const { name, skip, open, lacks } of CANDIDATES) {
  describe(`the store ${name}`, { skip }, () => {
    const storage = skip ? (undefined as never) : open();
    const text = async (key: string, range?: { first: number; last: number }): Promise<string | undefined> => {
      const found = await storage.get(key, range);
      return found && (await readAll(found.body)).toString();
    };
    const without = (trait: Trait): string | false => lacks.includes(trait) && `${name} cannot do that`;

    test('is there', () => storage.check());

    test('gives back the bytes and what is known of them', async () => {
      const key = freshKey('contract', 'Logo.PNG');
      const bytes = randomBytes(70_000);
      const meta = { contentType: 'image/png', disposition: attachment('Lögö 1.png'), bytes: 70_000, sha256: sha256(bytes) };
      assert.deepEqual(await storage.put(key, bytes, { contentType: 'image/png', disposition: meta.disposition }), meta);
      const found = await storage.get(key);
      assert.ok(found);
      assert.deepEqual(found.meta, meta);
      assert.equal(sha256(await readAll(found.body)), meta.sha256);
    });

    test('keeps nothing as nothing', async () => {
      const meta = await storage.put('contract/empty', new Uint8Array(), { contentType: 'text/plain' });
      assert.deepEqual([meta.bytes, meta.disposition, await text('contract/empty')], [0, '', '']);
    });

    test('takes a stream of unknown length', async () => {
      const parts = [randomBytes(1000), randomBytes(65_536), randomBytes(1)];
      const meta = await storage.put('contract/stream', Readable.from(parts), { contentType: 'application/zip' });
      const all = Buffer.concat(parts);
      assert.deepEqual(meta, { contentType: 'application/zip', disposition: '', bytes: 66_537, sha256: sha256(all) });
      const found = await storage.get('contract/stream');
      assert.equal(found?.meta.bytes, 66_537);
      assert.equal(sha256(await readAll(found?.body as Readable)), sha256(all));
    });

    test('takes a stream of many megabytes', { skip: without('large streams') }, async () => {
      const part = randomBytes(1024 * 1024);
      const meta = await storage.put('contract/large', Readable.from(Array.from({ length: 20 }, () => part)), { contentType: 'video/mp4' });
      assert.equal(meta.bytes, 20 * 1024 * 1024);
      const found = await storage.get('contract/large');
      assert.equal(sha256(await readAll(found?.body as Readable)), meta.sha256);
    });

    test('keeps nothing of a stream that fails, and what was there before stays', async () => {
      const failing = () =>
        Readable.from((async function* () {
          yield Buffer.from('the beginning');
          throw new Error('the source broke off');
        })());
      await assert.rejects(storage.put('contract/failing', failing(), { contentType: 'text/plain' }), /the source broke off/);
      assert.equal(await text('contract/failing'), undefined);
      await storage.put('contract/failing', Buffer.from('whole'), { contentType: 'text/plain' });
      await assert.rejects(storage.put('contract/failing', failing(), { contentType: 'text/plain' }), /the source broke off/);
      assert.equal(await text('contract/failing'), 'whole');
    });

    test('keeps nothing of a large stream that fails late', { skip: without('large streams') }, async () => {
      const part = randomBytes(1024 * 1024);
      const late = Readable.from((async function* () {
        for (let i = 0; i < 18; i += 1) yield part;
        throw new Error('the source broke off');
      })());
      await assert.rejects(storage.put('contract/late', late, { contentType: 'video/mp4' }), /the source broke off/);
      assert.equal(await text('contract/late'), undefined);
    });

    test('gives parts, the first and last byte included, and still says how large the whole is', { skip: without('ranges') }, async () => {
      await storage.put('contract/range', Buffer.from('0123456789'), { contentType: 'text/plain' });
      assert.deepEqual([await text('contract/range', { first: 0, last: 0 }), await text('contract/range', { first: 3, last: 5 }), await text('contract/range', { first: 8, last: 50 })], ['0', '345', '89']);
      const part = await storage.get('contract/range', { first: 3, last: 5 });
      part?.body.destroy();
      assert.equal(part?.meta.bytes, 10);
    });

    test('replaces the whole of an object', async () => {
      await storage.put('contract/replaced', Buffer.from('a longer text'), { contentType: 'text/plain', disposition: attachment('a.txt') });
      await storage.put('contract/replaced', Buffer.from('{}'), { contentType: 'application/json' });
      const found = await storage.get('contract/replaced');
      assert.deepEqual(found?.meta, { contentType: 'application/json', disposition: '', bytes: 2, sha256: sha256(Buffer.from('{}')) });
      assert.equal((await readAll(found?.body as Readable)).toString(), '{}');
    });

    test('says of what is not there that it is not there', async () => {
      assert.equal(await storage.get('contract/nowhere/at/all'), undefined);
    });

    test('deletes, and again without complaint', async () => {
      await storage.put('contract/deleted', Buffer.from('x'), { contentType: 'text/plain' });
      await storage.put('contract/deleted-not', Buffer.from('y'), { contentType: 'text/plain' });
      await storage.delete('contract/deleted');
      await storage.delete('contract/deleted');
      assert.deepEqual([await text('contract/deleted'), await text('contract/deleted-not')], [undefined, 'y']);
    });

    test('refuses a key that could leave it', async () => {
      for (const key of ['../outside', '/etc/passwd', 'a/../b', '.hidden', 'a//b', 'a/', '', 'a b', 'a\u0000', 'x'.repeat(501)]) {
        const refused = { name: 'Invalid', code: 'storage_key' };
        await assert.rejects(storage.put(key, Buffer.from('x'), { contentType: 'text/plain' }), refused);
        await assert.rejects(storage.get(key), refused);
        await assert.rejects(storage.delete(key), refused);
      }
    });
  });
}

describe('the store on disk', () => {
  test('leaves no draft behind, neither of what worked nor of what failed', async () => {
    const root = path.join(folder, 'drafts');
    const storage = createDiskStorage(root);
    await storage.put('a/b', Buffer.from('x'), { contentType: 'text/plain' });
    await assert.rejects(storage.put('a/c', Readable.from((async function* () { yield Buffer.from('x'); throw new Error('no'); })()), { contentType: 'text/plain' }));
    assert.deepEqual(readdirSync(path.join(root, 'a')).sort(), ['b', 'b.json']);
  });

  test('that cannot be written says so', async () => {
    const file = path.join(folder, 'a-file');
    writeFileSync(file, '');
    await assert.rejects(createDiskStorage(path.join(file, 'below')).check(), { name: 'Unavailable', code: 'storage', message: /^The file folder .* cannot be written: / });
  });
});

describe('an S3 server that refuses', () => {
  const settings = (server: typeof moto) => (server as S3Server).settings;
  const refused = (message: RegExp) => ({ name: 'Unavailable', code: 'storage', message });

  for (const [name, server] of [['moto', moto], ['radosgw', radosgw]] as const) {
    test(`because the bucket is missing is named with it (${name})`, { skip: 'missing' in server && server.missing }, async () => {
      const storage = createS3Storage({ ...settings(server), bucket: 'no-such-bucket' });
      const message = /^File storage at http:\/\/127\.0\.0\.1:\d+ failed: the bucket "no-such-bucket" does not exist$/;
      await assert.rejects(storage.check(), refused(message));
      await assert.rejects(storage.put('a/b', Buffer.from('x'), { contentType: 'text/plain' }), refused(message));
      await assert.rejects(storage.get('a/b'), refused(message));
    });
  }

  test('a wrong secret or an unknown key is named as such, and nothing is written', { skip: 'missing' in radosgw && radosgw.missing }, async () => {
    const good = createS3Storage(settings(radosgw));
    await good.put('secret/kept', Buffer.from('mine'), { contentType: 'text/plain' });
    for (const wrong of [{ secretAccessKey: 'wrongsecret' }, { accessKeyId: 'NOBODY' }]) {
      const storage = createS3Storage({ ...settings(radosgw), ...wrong });
      const message = /failed: the server refuses S3_ACCESS_KEY_ID with S3_SECRET_ACCESS_KEY$/;
      await assert.rejects(storage.check(), refused(message));
      await assert.rejects(storage.put('secret/kept', Buffer.from('theirs'), { contentType: 'text/plain' }), refused(message));
      await assert.rejects(storage.get('secret/kept'), refused(message));
      await assert.rejects(storage.delete('secret/kept'), refused(message));
    }
    assert.equal((await readAll((await good.get('secret/kept'))?.body as Readable)).toString(), 'mine');
  });

  test('or is not there is named with its address', async () => {
    const away = createS3Storage({ endpoint: 'http://127.0.0.1:1', bucket: 'b', region: 'us-east-1', accessKeyId: 'k', secretAccessKey: 's' });
    await assert.rejects(away.check(), refused(/^File storage at http:\/\/127\.0\.0\.1:1 failed: .*ECONNREFUSED/));
  });

  test('an upload that breaks off leaves no parts to pay for', { skip: 'missing' in moto && moto.missing }, async () => {
    const { endpoint, bucket, region, ...credentials } = settings(moto);
    const part = randomBytes(1024 * 1024);
    const late = Readable.from((async function* () { for (let i = 0; i < 18; i += 1) yield part; throw new Error('no'); })());
    await assert.rejects(createS3Storage(settings(moto)).put('parts/x', late, { contentType: 'video/mp4' }));
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    assert.deepEqual((await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? [], []);
    client.destroy();
  });
});

describe('names for saving (RFC 6266)', () => {
  const cases: [name: string, header: string][] = [
    ['plan.zip', 'attachment; filename="plan.zip"'],
    ['my plan.zip', 'attachment; filename="my plan.zip"'],
    ['Lögö.png', 'attachment; filename="Logo.png"; filename*=UTF-8\'\'L%C3%B6g%C3%B6.png'],
    ['a"b;c%d.txt', 'attachment; filename="a_b_c_d.txt"; filename*=UTF-8\'\'a%22b%3Bc%25d.txt'],
    ['../../etc/passwd', 'attachment; filename=".._.._etc_passwd"'],
    ['a\r\nSet-Cookie: x', 'attachment; filename="a__Set-Cookie: x"'],
    ['c:\\windows\\x', 'attachment; filename="c:_windows_x"'],
    ['فوانيس.ics', 'attachment; filename=".ics"; filename*=UTF-8\'\'%D9%81%D9%88%D8%A7%D9%86%D9%8A%D8%B3.ics'],
    ["it's (1)*.txt", 'attachment; filename="it\'s (1)*.txt"'],
    ['⁄x／y', 'attachment; filename="x_y"; filename*=UTF-8\'\'%E2%81%84x%EF%BC%8Fy'],
    ['', 'attachment; filename="file"'],
    ['🏮', 'attachment; filename="file"; filename*=UTF-8\'\'%F0%9F%8F%AE'],
    ['half \ud83c', 'attachment; filename="half "; filename*=UTF-8\'\'half%20%EF%BF%BD'],
  ];
  for (const [name, header] of cases) test(JSON.stringify(name), () => assert.equal(attachment(name), header));
  test('a long name is cut between characters', () => {
    assert.equal(attachment(`${'x'.repeat(149)}🏮.png`), `attachment; filename="${'x'.repeat(149)}"; filename*=UTF-8''${'x'.repeat(149)}%F0%9F%8F%AE`);
  });
});

describe('keys', () => {
  test('keep nothing of a name but a safe ending, and are never the same', () => {
    assert.match(freshKey('events/12', '../../My Plan.ZIP'), /^events\/12\/[\w-]{24}\.zip$/);
    assert.match(freshKey('events/12', 'x.tar.gz;rm'), /^events\/12\/[\w-]{24}$/);
    assert.match(freshKey('media'), /^media\/[\w-]{24}$/);
    assert.equal(new Set(Array.from({ length: 1000 }, () => freshKey('m'))).size, 1000);
  });
  test('of our own making are always taken', () => {
    for (let i = 0; i < 1000; i += 1) checkKey(freshKey('exports/7', 'calendar.ics'));
  });
});

test('a stream longer than allowed is not read to its end', async () => {
  await assert.rejects(readAll(Readable.from([Buffer.alloc(10), Buffer.alloc(10)]), 15), { name: 'Invalid', code: 'too_large' });
});

test('the type of a file comes from its bytes, whatever it is called', async () => {
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  assert.equal(await detectContentType(png), 'image/png');
  assert.equal(await detectContentType(Buffer.from('%PDF-1.7\n')), 'application/pdf');
  assert.equal(await detectContentType(Buffer.from('<!DOCTYPE html><html><script>alert(1)</script></html>')), 'text/html; charset=utf-8');
  assert.equal(await detectContentType(Buffer.from('just words')), 'text/plain; charset=utf-8');
  assert.match(await detectContentType(new Uint8Array()), /^(application|inode)\//);
});
