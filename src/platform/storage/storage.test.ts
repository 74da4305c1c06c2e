/** One contract, held against every store that there is. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, PutBucketAclCommand } from '@aws-sdk/client-s3';
import {
  ANSWER_LIMIT_MS,
  openS3Client,
  type S3Server,
  startMoto,
  startRadosgw,
  useGivenS3,
} from '#testing/s3-server.ts';
import { PROGRAM_ROOT } from '../config.ts';
import { createDiskStorage } from './disk.ts';
import { createS3Storage } from './s3.ts';
import { answerSigned } from './serve-signed.ts';
import { attachment, checkKey, freshKey, probeStorage, readAll, sha256, type Storage } from './storage.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foyer-storage-'));
const moto = await startMoto();
const radosgw = await startRadosgw();
const given = await useGivenS3();
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  for (const server of [moto, radosgw]) if ('stop' in server) await server.stop();
});

const SECRET = 'the secret of these tests, long enough';
const onDisk = createDiskStorage(path.join(folder, 'files'), { secret: SECRET });
const web = createHttpServer((req, res) => {
  answerSigned({ storage: onDisk, secret: SECRET }, req, res).catch(() => res.destroy());
});
web.listen(0, '127.0.0.1');
await once(web, 'listening');
const base = `http://127.0.0.1:${(web.address() as { port: number }).port}`;
after(() => void web.close());

type Trait = 'ranges' | 'uploads in parts' | 'refusals' | 'names in links';
/** What a server is known to do wrong, by trait. */
type Faults = Partial<Record<Trait, string>>;
type Candidate = { name: string; skip: string | false; open: () => Storage; faults: Faults };

const onS3 = (name: string, server: S3Server | { missing: string }, faults: Faults): Candidate => ({
  name,
  faults,
  skip: 'missing' in server ? server.missing : false,
  open: () => createS3Storage((server as S3Server).settings, { timeoutMs: ANSWER_LIMIT_MS }),
});

const CANDIDATES: Candidate[] = [
  { name: 'on disk', skip: false, open: () => onDisk, faults: {} },
  onS3('on S3 (moto)', moto, {
    refusals: 'moto 5 accepts every signature: wrong, changed and expired ones',
    'names in links': 'moto 5 says the name that the object has, not the one that the link asks for',
  }),
  onS3('on S3 (radosgw)', radosgw, {
    ranges: 'radosgw 18 on dbstore answers every range with bytes from the beginning of the object',
    'uploads in parts':
      'radosgw 18 on dbstore gives back other bytes than it was given in parts, and breaks the connection at a third part',
  }),
  ...(given ? [onS3('on S3 (the server that TEST_S3_URL names)', given, {})] : []),
];

type Relay = { endpoint: string; sent: () => number; received: () => number; hold: () => void; cut: () => void };

/** A wire to a server that counts the bytes, and can be held or cut. */
async function openRelay(endpoint: string): Promise<Relay> {
  const target = new URL(endpoint);
  const ends: Socket[] = [];
  let [sent, received] = [0, 0];
  const relay = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    ends.push(near, far);
    for (const end of [near, far]) end.on('error', () => {});
    near.on('data', (part: Buffer) => {
      sent += part.byteLength;
    });
    far.on('data', (part: Buffer) => {
      received += part.byteLength;
    });
    near.pipe(far).pipe(near);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const cut = (): void => {
    relay.close();
    for (const end of ends) end.destroy();
  };
  // One that stays open keeps this file from its end, also where a test fails.
  after(cut);
  return {
    endpoint: `http://127.0.0.1:${(relay.address() as { port: number }).port}`,
    sent: () => sent,
    received: () => received,
    hold: () => {
      for (const end of ends) end.unpipe().pause();
    },
    cut,
  };
}

/**
 * A server that gives unfinished uploads two at a time, as the protocol says (moto gives all at once, radosgw on
 * dbstore none): what is asked else, the server behind it answers. `stuck`: it says each time that there is more, and
 * begins anew.
 */
async function openPager(endpoint: string, { stuck = false } = {}): Promise<{ endpoint: string; close: () => void }> {
  const pager = createHttpServer(async (req, res) => {
    const asked = new URL(req.url ?? '/', endpoint);
    const answer = await fetch(asked, { method: req.method as string });
    const text = await answer.text();
    res.writeHead(answer.status, { 'content-type': 'application/xml' });
    if (req.method !== 'GET' || !asked.searchParams.has('uploads')) return void res.end(text);
    const all = [...text.matchAll(/<Upload>.*?<Key>(.*?)<\/Key>.*?<UploadId>(.*?)<\/UploadId>.*?<\/Upload>/gs)]
      .map(([upload, key, id]) => ({ upload, key, id, place: `${key} ${id}` }))
      .sort((a, b) => (a.place < b.place ? -1 : 1));
    const after = stuck
      ? ''
      : `${asked.searchParams.get('key-marker') ?? ''} ${asked.searchParams.get('upload-id-marker') ?? ''}`;
    const [first, last, ...more] = all.filter(({ place }) => place > after);
    const next =
      more.length > 0 || stuck
        ? `<NextKeyMarker>${last?.key}</NextKeyMarker><NextUploadIdMarker>${last?.id}</NextUploadIdMarker>`
        : '';
    res.end(
      `<ListMultipartUploadsResult>${next}<IsTruncated>${next !== ''}</IsTruncated>${first?.upload ?? ''}${last?.upload ?? ''}</ListMultipartUploadsResult>`,
    );
  });
  pager.listen(0, '127.0.0.1');
  await once(pager, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(pager.address() as { port: number }).port}`,
    close: () => void pager.close(),
  };
}

for (const { name, skip, open, faults } of CANDIDATES) {
  describe(`the store ${name}`, { skip }, () => {
    const storage = skip ? (undefined as never) : open();
    const text = async (key: string, range?: { first: number; last: number }): Promise<string | undefined> => {
      const found = await storage.get(key, range);
      return found && (await readAll(found.body)).toString();
    };
    const without = (trait: Trait): string | false => faults[trait] ?? false;

    test('is there', () => storage.check());

    test('gives back the bytes and what is known of them', async () => {
      const key = freshKey('contract', 'Logo.PNG');
      const bytes = randomBytes(70_000);
      const meta = {
        contentType: 'image/png',
        disposition: attachment('Lögö 1.png'),
        cacheControl: 'public, max-age=60',
        bytes: 70_000,
        sha256: sha256(bytes),
      };
      assert.deepEqual(
        await storage.put(key, bytes, {
          contentType: 'image/png',
          disposition: meta.disposition,
          cacheControl: meta.cacheControl,
        }),
        meta,
      );
      const found = await storage.get(key);
      assert.ok(found);
      assert.deepEqual(found.meta, meta);
      assert.equal(sha256(await readAll(found.body)), meta.sha256);
      assert.deepEqual(await storage.head(key), meta);
    });

    test('keeps nothing as nothing', async () => {
      const meta = await storage.put('contract/empty', new Uint8Array(), { contentType: 'text/plain' });
      assert.deepEqual([meta.bytes, meta.disposition, await text('contract/empty')], [0, '', '']);
    });

    test('takes a stream of unknown length', async () => {
      const parts = [randomBytes(1000), randomBytes(65_536), randomBytes(1)];
      const meta = await storage.put('contract/stream', Readable.from(parts), { contentType: 'application/zip' });
      const all = Buffer.concat(parts);
      assert.deepEqual(meta, {
        contentType: 'application/zip',
        disposition: '',
        cacheControl: '',
        bytes: 66_537,
        sha256: sha256(all),
      });
      const found = await storage.get('contract/stream');
      assert.deepEqual(found?.meta, meta);
      assert.equal(sha256(await readAll(found?.body as Readable)), sha256(all));
    });

    test('takes a stream of many megabytes', { skip: without('uploads in parts') }, async () => {
      const part = randomBytes(1024 * 1024);
      const meta = await storage.put('contract/large', Readable.from(Array.from({ length: 20 }, () => part)), {
        contentType: 'video/mp4',
      });
      assert.equal(meta.bytes, 20 * 1024 * 1024);
      const found = await storage.get('contract/large');
      assert.deepEqual(found?.meta, meta);
      assert.equal(sha256(await readAll(found?.body as Readable)), meta.sha256);
    });

    test('keeps nothing of a stream that fails, and what was there before stays', async () => {
      const failing = () =>
        Readable.from(
          (async function* () {
            yield Buffer.from('the beginning');
            throw new Error('the source broke off');
          })(),
        );
      await assert.rejects(
        storage.put('contract/failing', failing(), { contentType: 'text/plain' }),
        /the source broke off/,
      );
      assert.equal(await text('contract/failing'), undefined);
      await storage.put('contract/failing', Buffer.from('whole'), { contentType: 'text/plain' });
      await assert.rejects(
        storage.put('contract/failing', failing(), { contentType: 'text/plain' }),
        /the source broke off/,
      );
      assert.equal(await text('contract/failing'), 'whole');
    });

    test('keeps nothing of a large stream that fails late', { skip: without('uploads in parts') }, async () => {
      const part = randomBytes(1024 * 1024);
      const late = Readable.from(
        (async function* () {
          for (let i = 0; i < 18; i += 1) yield part;
          throw new Error('the source broke off');
        })(),
      );
      await assert.rejects(storage.put('contract/late', late, { contentType: 'video/mp4' }), /the source broke off/);
      assert.equal(await text('contract/late'), undefined);
    });

    test(
      'gives parts, the first and last byte included, and still says how large the whole is',
      { skip: without('ranges') },
      async () => {
        await storage.put('contract/range', Buffer.from('0123456789'), { contentType: 'text/plain' });
        assert.deepEqual(
          [
            await text('contract/range', { first: 0, last: 0 }),
            await text('contract/range', { first: 3, last: 5 }),
            await text('contract/range', { first: 8, last: 50 }),
          ],
          ['0', '345', '89'],
        );
        const part = await storage.get('contract/range', { first: 3, last: 5 });
        part?.body.destroy();
        assert.equal(part?.meta.bytes, 10);
      },
    );

    test('refuses a part that begins after the end', { skip: without('ranges') }, async () => {
      await storage.put('contract/range', Buffer.from('0123456789'), { contentType: 'text/plain' });
      await assert.rejects(storage.get('contract/range', { first: 10, last: 20 }), { name: 'Invalid', code: 'range' });
    });

    test('replaces the whole of an object', async () => {
      await storage.put('contract/replaced', Buffer.from('a longer text'), {
        contentType: 'text/plain',
        disposition: attachment('a.txt'),
      });
      await storage.put('contract/replaced', Buffer.from('{}'), { contentType: 'application/json' });
      const found = await storage.get('contract/replaced');
      assert.deepEqual(found?.meta, {
        contentType: 'application/json',
        disposition: '',
        cacheControl: '',
        bytes: 2,
        sha256: sha256(Buffer.from('{}')),
      });
      assert.equal((await readAll(found?.body as Readable)).toString(), '{}');
    });

    test('says of what is not there that it is not there', async () => {
      assert.deepEqual(
        [await storage.get('contract/nowhere/at/all'), await storage.head('contract/nowhere/at/all')],
        [undefined, undefined],
      );
    });

    test('deletes, and again without complaint', async () => {
      await storage.put('contract/deleted', Buffer.from('x'), { contentType: 'text/plain' });
      await storage.put('contract/deleted-not', Buffer.from('y'), { contentType: 'text/plain' });
      await storage.delete('contract/deleted');
      await storage.delete('contract/deleted');
      assert.deepEqual([await text('contract/deleted'), await text('contract/deleted-not')], [undefined, 'y']);
    });

    test('lists what begins alike, with its size and its time', async () => {
      const names = ['listed/a', 'listed/a.json', 'listed/a/b', 'listed/ab', 'listed-not/a'];
      for (const name of names) await storage.put(name, Buffer.from(name), { contentType: 'text/plain' });
      const found = (await Array.fromAsync(storage.list('listed/a'))).sort((x, y) => (x.key < y.key ? -1 : 1));
      assert.deepEqual(
        found.map(({ key, bytes }) => [key, bytes]),
        [
          ['listed/a', 8],
          ['listed/a.json', 13],
          ['listed/a/b', 10],
          ['listed/ab', 9],
        ],
      );
      for (const { modifiedAt } of found) assert.equal(Math.abs(Date.now() - modifiedAt.getTime()) < 60_000, true);
      assert.deepEqual([await text('listed/a'), await text('listed/a.json')], ['listed/a', 'listed/a.json']);
      assert.deepEqual(await Array.fromAsync(storage.list('no/such/beginning')), []);
    });

    test('lists more than one page', async () => {
      const keys = Array.from({ length: 1005 }, (_, i) => `pages/${String(i).padStart(4, '0')}`);
      for (let i = 0; i < keys.length; i += 50)
        await Promise.all(
          keys.slice(i, i + 50).map((key) => storage.put(key, Buffer.from('x'), { contentType: 'text/plain' })),
        );
      assert.deepEqual((await Array.fromAsync(storage.list('pages/'))).map(({ key }) => key).sort(), keys);
    });

    const address = (link: string): string => (link.startsWith('/') ? base + link : link);
    const ask = (to: string, init?: RequestInit): Promise<Response> =>
      fetch(to, { ...init, signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });

    test('signs links that give an object to whoever has them', async () => {
      await storage.put('signed/read', Buffer.from('for you'), {
        contentType: 'text/plain; charset=utf-8',
        disposition: attachment('a.txt'),
      });
      const answer = await ask(address(await storage.signDownload('signed/read', { seconds: 60 })));
      assert.deepEqual(
        [answer.status, await answer.text(), answer.headers.get('content-type')],
        [200, 'for you', 'text/plain; charset=utf-8'],
      );
    });

    test('signs links that name the file', { skip: without('names in links') }, async () => {
      const link = await storage.signDownload('signed/read', { seconds: 60, disposition: attachment('Lögö (1)*.txt') });
      const answer = await ask(address(link));
      const name = (answer.headers.get('content-disposition') ?? '').replace('inline', 'attachment');
      assert.deepEqual([answer.status, await answer.text(), name], [200, 'for you', attachment('Lögö (1)*.txt')]);
    });

    test('signs links that take one object of the agreed length', async () => {
      const { method, url, headers } = await storage.signUpload('signed/written', { seconds: 60, bytes: 5 });
      const answer = await ask(address(url), { method, headers, body: 'fives' });
      await answer.arrayBuffer();
      assert.equal(answer.ok, true);
      assert.deepEqual(
        [await text('signed/written'), (await storage.head('signed/written'))?.contentType],
        ['fives', 'application/octet-stream'],
      );
    });

    test(
      'whose links are refused when they were changed or have expired, and take nothing else',
      { skip: without('refusals') },
      async () => {
        await storage.put('signed/other', Buffer.from('not yours'), { contentType: 'text/plain' });
        const link = address(await storage.signDownload('signed/read', { seconds: 60 }));
        const status = async (to: string, init?: RequestInit): Promise<number> => {
          const answer = await ask(address(to), init).catch(() => undefined);
          await answer?.arrayBuffer();
          return answer?.status ?? 0;
        };
        assert.equal(await status(link), 200);
        assert.equal(await status(link.replace('signed/read', 'signed/other')), 403);
        assert.equal(
          await status(link.replace(/([Ss]ignature=.)(.)/, (_, head, char) => head + (char === '0' ? '1' : '0'))),
          403,
        );
        assert.equal((await status(link.replace(/([Ee]xpires=)\d+/, '$199999999999'))) >= 400, true);
        assert.equal((await status(await storage.signDownload('signed/read', { seconds: -1 }))) >= 400, true);
        const { url, headers } = await storage.signUpload('signed/short', { seconds: 60, bytes: 5 });
        for (const body of ['four', 'sixsix'])
          assert.equal((await status(url, { method: 'PUT', headers, body })) >= 400, true, body);
        assert.equal(
          (await status(url, { method: 'PUT', headers: { 'content-type': 'text/html' }, body: 'fives' })) >= 400,
          true,
        );
        assert.equal((await status(url)) >= 400, true);
        assert.equal(await text('signed/short'), undefined);
      },
    );

    test('answers a probe', () => probeStorage(storage));

    test('refuses a key that could leave it', async () => {
      for (const key of [
        '../outside',
        '/etc/passwd',
        'a/../b',
        '.hidden',
        'a//b',
        'a/',
        '',
        'a b',
        'a\u0000',
        'a~json',
        'x'.repeat(201),
        `${'x/'.repeat(260)}x`,
      ]) {
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
    await storage.put('a/b', Buffer.from('y'), { contentType: 'text/plain' });
    await assert.rejects(
      storage.put(
        'a/c',
        Readable.from(
          (async function* () {
            yield Buffer.from('x');
            throw new Error('no');
          })(),
        ),
        { contentType: 'text/plain' },
      ),
    );
    const { file } = JSON.parse(readFileSync(path.join(root, 'a/b~json'), 'utf8'));
    assert.deepEqual(readdirSync(path.join(root, 'a')).sort(), [file, 'b~json'].sort());
  });

  test('sweeps away old leftovers of writes that died, and nothing else', async () => {
    const root = path.join(folder, 'leftovers');
    const storage = createDiskStorage(root);
    await storage.put('a/b', Buffer.from('x'), { contentType: 'text/plain' });
    const names = ['a/b~0123456789ab', 'a/b~0123456789ab.tmp', 'a/c~ba9876543210', 'a/new~ba9876543210'];
    for (const name of names) writeFileSync(path.join(root, name), 'half');
    for (const name of readdirSync(path.join(root, 'a')).filter((name) => !name.startsWith('new')))
      utimesSync(path.join(root, 'a', name), 1000, 1000);
    assert.equal(await storage.removeLeftovers(new Date(Date.now() - 60_000), true), 3);
    assert.equal(await storage.removeLeftovers(new Date(Date.now() - 60_000)), 3);
    assert.deepEqual(
      readdirSync(path.join(root, 'a'))
        .filter((name) => /^(b~j|c|new)/.test(name))
        .sort(),
      ['b~json', 'new~ba9876543210'],
    );
    assert.equal((await readAll((await storage.get('a/b'))?.body as Readable)).toString(), 'x');
  });

  test('reads, lists and deletes what was stored as KEY and KEY.json', async () => {
    const root = path.join(folder, 'early');
    mkdirSync(path.join(root, 'media'), { recursive: true });
    writeFileSync(path.join(root, 'media/x.png'), 'early');
    writeFileSync(
      path.join(root, 'media/x.png.json'),
      JSON.stringify({ contentType: 'image/png', disposition: '', bytes: 5, sha256: sha256(Buffer.from('early')) }),
    );
    const storage = createDiskStorage(root);
    assert.deepEqual(
      (await Array.fromAsync(storage.list())).map(({ key, bytes }) => [key, bytes]),
      [['media/x.png', 5]],
    );
    const found = await storage.get('media/x.png');
    assert.deepEqual(
      [found?.meta.contentType, (await readAll(found?.body as Readable)).toString()],
      ['image/png', 'early'],
    );
    await storage.delete('media/x.png');
    assert.deepEqual(readdirSync(path.join(root, 'media')), []);
  });

  test('gives every reader one whole object while it is replaced again and again', async () => {
    const storage = createDiskStorage(path.join(folder, 'replaced'));
    const bodies = ['a', 'b'].map((letter, i) => Buffer.alloc(100_000 + i, letter));
    await storage.put('x', bodies[0] as Buffer, { contentType: 'text/plain' });
    let writing = true;
    const writer = (async () => {
      for (let i = 0; i < 60; i += 1) await storage.put('x', bodies[i % 2] as Buffer, { contentType: 'text/plain' });
      writing = false;
    })();
    while (writing) {
      const found = await storage.get('x');
      assert.equal(sha256(await readAll(found?.body as Readable)), found?.meta.sha256);
    }
    await writer;
  });

  test('that cannot be written says so', async () => {
    const file = path.join(folder, 'a-file');
    writeFileSync(file, '');
    const refused = {
      name: 'Unavailable',
      code: 'storage',
      message: /^The file folder .* cannot be used: a part of its path is a file$/,
    };
    await assert.rejects(createDiskStorage(path.join(file, 'below')).check(), refused);
    await assert.rejects(
      createDiskStorage(path.join(file, 'below')).put('a', Buffer.from('x'), { contentType: 'text/plain' }),
      refused,
    );
  });

  test('that cannot be written closes the stream that it was given', async () => {
    const body = Readable.from([Buffer.from('x')]);
    await assert.rejects(
      createDiskStorage(path.join(folder, 'a-file', 'below')).put('a', body, { contentType: 'text/plain' }),
      { code: 'storage' },
    );
    assert.equal(body.destroyed, true);
  });

  test('that gave out a file which nobody read keeps the process alive, and says so', () => {
    const root = path.join(folder, 'forgotten');
    const code = `
      import { setFlagsFromString } from 'node:v8';
      import { runInNewContext } from 'node:vm';
      import { setTimeout as sleep } from 'node:timers/promises';
      const { createDiskStorage } = await import(${JSON.stringify(import.meta.resolve('./disk.ts'))});
      setFlagsFromString('--expose-gc');
      const storage = createDiskStorage(${JSON.stringify(root)});
      await storage.put('a', Buffer.alloc(500_000), { contentType: 'text/plain' });
      const forget = async () => void (await storage.get('a'));
      await forget();
      for (let n = 0; n < 20; n += 1) { runInNewContext('gc')(); await sleep(10); }
      console.log('alive');`;
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: PROGRAM_ROOT,
      env,
      encoding: 'utf8',
    });
    assert.deepEqual(
      [status, stdout, /ForgottenFile: .*/.exec(stderr)?.[0]],
      [0, 'alive\n', 'ForgottenFile: A stored file was opened, and neither read to its end nor closed'],
    );
  });

  test('that is read-only says so, still reads, and keeps nothing', async (t) => {
    const root = path.join(folder, 'read-only');
    mkdirSync(root);
    const mounted = mount(root, 'size=1m');
    if (mounted !== 0 && process.getuid?.() === 0) return t.skip('nothing here can be mounted');
    const storage = createDiskStorage(root);
    await storage.put('b', Buffer.from('kept'), { contentType: 'text/plain' });
    if (mounted === 0) mount(root, 'remount,ro');
    else chmodSync(root, 0o500);
    const refused = {
      name: 'Unavailable',
      code: 'storage',
      message: /cannot be used: (it is read-only|this process may not read and write there)$/,
    };
    try {
      await assert.rejects(storage.check(), refused);
      await assert.rejects(storage.put('c', Buffer.from('x'), { contentType: 'text/plain' }), refused);
      await assert.rejects(storage.delete('b'), refused);
      assert.equal((await readAll((await storage.get('b'))?.body as Readable)).toString(), 'kept');
      assert.deepEqual(
        (await Array.fromAsync(storage.list())).map(({ key }) => key),
        ['b'],
      );
    } finally {
      spawnSync('umount', [root]);
    }
  });

  test('that is full says so, and keeps nothing of what did not fit', async (t) => {
    const root = path.join(folder, 'full');
    mkdirSync(root);
    if (mount(root, 'size=1m') !== 0) return t.skip('nothing here can be mounted');
    const storage = createDiskStorage(root);
    try {
      await assert.rejects(storage.put('big', randomBytes(2 * 1024 * 1024), { contentType: 'text/plain' }), {
        name: 'Unavailable',
        code: 'storage',
        message: /cannot be used: the disk is full$/,
      });
      assert.deepEqual(readdirSync(root), []);
      await storage.put('small', Buffer.from('fits'), { contentType: 'text/plain' });
    } finally {
      spawnSync('umount', [root]);
    }
  });
});

function mount(place: string, options: string): number | null {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place], { stdio: 'ignore' }).status;
}

describe('bytes flow no faster than they are used', () => {
  const MIB = 1024 * 1024;
  /** Asks of each part that is pulled how much of the earlier ones has arrived, and tells the largest distance. */
  const countedSource = (arrived: () => number) => {
    let [pulled, ahead] = [0, 0];
    const parts = async function* (): AsyncGenerator<Buffer> {
      for (let i = 0; i < 100; i += 1) {
        ahead = Math.max(ahead, pulled - arrived());
        pulled += MIB;
        yield randomBytes(MIB);
      }
    };
    return { stream: Readable.from(parts(), { objectMode: false }), ahead: () => ahead };
  };
  const readSlowly = async (body: Readable, pulled: () => number): Promise<number> => {
    const reader = body[Symbol.asyncIterator]();
    let read = (await reader.next()).value.byteLength as number;
    await sleep(300);
    const ahead = pulled() - read;
    for (let next = await reader.next(); !next.done; next = await reader.next()) read += next.value.byteLength;
    assert.equal(read, 64 * MIB);
    return ahead;
  };

  test('on disk: into the store, and out of it', async () => {
    const storage = createDiskStorage(path.join(folder, 'flow'));
    const source = countedSource(() =>
      readdirSync(path.join(folder, 'flow')).reduce(
        (sum, name) => sum + statSync(path.join(folder, 'flow', name)).size,
        0,
      ),
    );
    await storage.put('flood', source.stream, { contentType: 'video/mp4' });
    assert.equal(source.ahead() <= 2 * MIB, true, `${source.ahead()} bytes ahead`);
    await storage.put('slow', Buffer.alloc(64 * MIB), { contentType: 'video/mp4' });
    const body = (await storage.get('slow'))?.body as Readable;
    let pulled = 0;
    const push = body.push.bind(body);
    body.push = (part: Buffer | null) => {
      pulled += part?.byteLength ?? 0;
      return push(part);
    };
    const ahead = await readSlowly(body, () => pulled);
    assert.equal(ahead <= MIB, true, `${ahead} bytes ahead`);
  });

  test(
    'on S3 (moto): into the store by parts, and out of it, what the network holds aside',
    { skip: 'missing' in moto && moto.missing },
    async () => {
      const { settings } = moto as S3Server;
      const relay = await openRelay(settings.endpoint);
      const storage = createS3Storage({ ...settings, endpoint: relay.endpoint });
      const source = countedSource(relay.sent);
      await storage.put('flow/flood', source.stream, { contentType: 'video/mp4' });
      assert.equal(source.ahead() <= 24 * MIB, true, `${source.ahead()} bytes ahead`);
      await storage.put('flow/slow', Buffer.alloc(64 * MIB), { contentType: 'video/mp4' });
      const before = relay.received();
      const ahead = await readSlowly(
        (await storage.get('flow/slow'))?.body as Readable,
        () => relay.received() - before,
      );
      assert.equal(ahead <= 24 * MIB, true, `${ahead} bytes ahead`);
      relay.cut();
    },
  );
});

describe('an S3 server that refuses', () => {
  const settings = (server: typeof moto) => (server as S3Server).settings;
  const refused = (message: RegExp) => ({ name: 'Unavailable', code: 'storage', message });

  for (const [name, server] of [
    ['moto', moto],
    ['radosgw', radosgw],
  ] as const) {
    test(
      `because the bucket is missing is named with it (${name})`,
      { skip: 'missing' in server && server.missing },
      async () => {
        const storage = createS3Storage({ ...settings(server), bucket: 'no-such-bucket' });
        const message =
          /^File storage at http:\/\/127\.0\.0\.1:\d+ failed: the bucket "no-such-bucket" does not exist$/;
        await assert.rejects(storage.check(), refused(message));
        await assert.rejects(storage.put('a/b', Buffer.from('x'), { contentType: 'text/plain' }), refused(message));
        await assert.rejects(storage.get('a/b'), refused(message));
      },
    );
  }

  test(
    'a wrong secret or an unknown key is named as such, and nothing is written',
    { skip: 'missing' in radosgw && radosgw.missing },
    async () => {
      const good = createS3Storage(settings(radosgw));
      await good.put('secret/kept', Buffer.from('mine'), { contentType: 'text/plain' });
      for (const wrong of [{ secretAccessKey: 'wrongsecret' }, { accessKeyId: 'NOBODY' }]) {
        const storage = createS3Storage({ ...settings(radosgw), ...wrong });
        const message = /failed: the server refuses S3_ACCESS_KEY_ID with S3_SECRET_ACCESS_KEY$/;
        await assert.rejects(storage.check(), refused(message));
        await assert.rejects(
          storage.put('secret/kept', Buffer.from('theirs'), { contentType: 'text/plain' }),
          refused(message),
        );
        await assert.rejects(storage.get('secret/kept'), refused(message));
        await assert.rejects(storage.delete('secret/kept'), refused(message));
      }
      assert.equal((await readAll((await good.get('secret/kept'))?.body as Readable)).toString(), 'mine');
    },
  );

  test('or is not there is named with its address', async () => {
    const away = createS3Storage({
      endpoint: 'http://127.0.0.1:1',
      bucket: 'b',
      region: 'us-east-1',
      accessKeyId: 'k',
      secretAccessKey: 's',
    });
    const message = /^File storage at http:\/\/127\.0\.0\.1:1 failed: the server is not there \(ECONNREFUSED\)$/;
    await assert.rejects(away.check(), refused(message));
    await assert.rejects(
      away.put('a/b', Readable.from([Buffer.from('x')]), { contentType: 'text/plain' }),
      refused(message),
    );
  });

  test(
    'a bucket that these keys may only read is named, still read, and nothing is written',
    { skip: 'missing' in radosgw && radosgw.missing },
    async () => {
      const { bucket } = settings(radosgw);
      const { other } = radosgw as S3Server;
      const good = createS3Storage(settings(radosgw));
      await good.put('shared/kept', Buffer.from('mine'), { contentType: 'text/plain' });
      const client = openS3Client(settings(radosgw));
      await client.send(new PutBucketAclCommand({ Bucket: bucket, ACL: 'public-read' }));
      client.destroy();
      const reader = createS3Storage({ ...settings(radosgw), ...other });
      assert.equal((await Array.fromAsync(reader.list('shared/'))).length, 1);
      const message = /failed: S3_ACCESS_KEY_ID may not do that in the bucket "foyer-files"$/;
      await assert.rejects(
        reader.put('shared/kept', Buffer.from('theirs'), { contentType: 'text/plain' }),
        refused(message),
      );
      await assert.rejects(
        reader.put('shared/new', Readable.from([Buffer.from('theirs')]), { contentType: 'text/plain' }),
        refused(message),
      );
      await assert.rejects(reader.delete('shared/kept'), refused(message));
      assert.deepEqual(
        (await Array.fromAsync(good.list('shared/'))).map(({ key, bytes }) => [key, bytes]),
        [['shared/kept', 4]],
      );
    },
  );

  test('a server that takes connections and says nothing is given up', async (t) => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    await once(silent, 'listening');
    const endpoint = `http://127.0.0.1:${(silent.address() as { port: number }).port}`;
    const storage = createS3Storage(
      { endpoint, bucket: 'b', region: 'us-east-1', accessKeyId: 'k', secretAccessKey: 's' },
      { timeoutMs: 150 },
    );
    const message = /failed: the server does not answer in time$/;
    await assert.rejects(storage.check(), refused(message));
    await assert.rejects(storage.put('a', Buffer.from('x'), { contentType: 'text/plain' }), refused(message));
    await assert.rejects(storage.get('a'), refused(message));
  });

  test(
    'a server that goes away in the middle of an upload has nothing half-written',
    { skip: 'missing' in moto && moto.missing },
    async () => {
      const relay = await openRelay(settings(moto).endpoint);
      const storage = createS3Storage({ ...settings(moto), endpoint: relay.endpoint }, { timeoutMs: 20_000 });
      await storage.put('away/x', Buffer.from('before'), { contentType: 'video/mp4' });
      const part = randomBytes(1024 * 1024);
      const cut = Readable.from(
        (async function* () {
          for (let i = 0; i < 30; i += 1) {
            if (i === 20) relay.cut();
            yield part;
          }
        })(),
      );
      await assert.rejects(storage.put('away/x', cut, { contentType: 'video/mp4' }), {
        name: 'Unavailable',
        code: 'storage',
      });
      const direct = createS3Storage(settings(moto));
      assert.equal((await readAll((await direct.get('away/x'))?.body as Readable)).toString(), 'before');
      assert.equal(await direct.removeLeftovers(new Date(Date.now() + 60_000)), 1);
    },
  );

  test(
    'a server that goes away, or says no more, in the middle of a download is told to the reader',
    { skip: 'missing' in moto && moto.missing },
    async () => {
      for (const [way, reason] of [
        ['cut', /failed: the connection broke off$/],
        ['hold', /failed: (the connection broke off|the server does not answer in time)$/],
      ] as const) {
        const relay = await openRelay(settings(moto).endpoint);
        await createS3Storage(settings(moto)).put('away/y', Buffer.alloc(32 * 1024 * 1024), {
          contentType: 'video/mp4',
        });
        const storage = createS3Storage({ ...settings(moto), endpoint: relay.endpoint }, { timeoutMs: 5000 });
        const found = await storage.get('away/y');
        relay[way]();
        await assert.rejects(readAll(found?.body as Readable), refused(reason));
        relay.cut();
      }
    },
  );

  test(
    'an upload that breaks off leaves no parts to pay for',
    { skip: 'missing' in moto && moto.missing },
    async () => {
      const { bucket } = settings(moto);
      const part = randomBytes(1024 * 1024);
      const late = Readable.from(
        (async function* () {
          for (let i = 0; i < 18; i += 1) yield part;
          throw new Error('no');
        })(),
      );
      await assert.rejects(createS3Storage(settings(moto)).put('parts/x', late, { contentType: 'video/mp4' }));
      const client = openS3Client(settings(moto));
      assert.deepEqual((await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? [], []);
      await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: 'parts/y' }));
      client.destroy();
      const storage = createS3Storage(settings(moto));
      const tomorrow = new Date(Date.now() + 24 * 3_600_000);
      assert.deepEqual(
        [
          await storage.removeLeftovers(new Date(0)),
          await storage.removeLeftovers(tomorrow, true),
          await storage.removeLeftovers(tomorrow),
          await storage.removeLeftovers(tomorrow),
        ],
        [0, 1, 1, 0],
      );
    },
  );

  test(
    'all uploads that broke off go, however many the server tells of at once',
    { skip: 'missing' in moto && moto.missing },
    async (t) => {
      const { bucket } = settings(moto);
      const client = openS3Client(settings(moto));
      t.after(() => client.destroy());
      for (let n = 0; n < 5; n += 1)
        await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: `pages/${n % 2}` }));
      const tomorrow = new Date(Date.now() + 24 * 3_600_000);
      const through = (pager: { endpoint: string; close: () => void }): Storage => {
        t.after(pager.close);
        return createS3Storage({ ...settings(moto), endpoint: pager.endpoint });
      };
      // One that gives the same two for ever is asked twice.
      const [stuck, storage] = [
        through(await openPager(settings(moto).endpoint, { stuck: true })),
        through(await openPager(settings(moto).endpoint)),
      ];
      assert.deepEqual(
        [
          await stuck.removeLeftovers(tomorrow, true),
          await storage.removeLeftovers(tomorrow, true),
          await storage.removeLeftovers(tomorrow),
        ],
        [4, 5, 5],
      );
      assert.deepEqual((await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? [], []);
    },
  );
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
    assert.equal(
      attachment(`${'x'.repeat(149)}🏮.png`),
      `attachment; filename="${'x'.repeat(149)}"; filename*=UTF-8''${'x'.repeat(149)}%F0%9F%8F%AE`,
    );
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
  await assert.rejects(readAll(Readable.from([Buffer.alloc(10), Buffer.alloc(10)]), 15), {
    name: 'Invalid',
    code: 'too_large',
  });
});
