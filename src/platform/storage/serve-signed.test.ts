import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDiskStorage } from './disk.ts';
import { answerSigned } from './serve-signed.ts';
import { attachment } from './storage.ts';

const SECRET = 'a secret of more than thirty-two characters';
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-signed-'));
const storage = createDiskStorage(folder, { secret: SECRET });
const server = createServer((req, res) => {
  answerSigned({ storage, secret: SECRET }, req, res)
    .then((answered) => answered || res.writeHead(299).end())
    .catch(() => res.destroy());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
after(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (link: string, init?: RequestInit) => {
  const answer = await fetch(base + link, init);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

test('other addresses are somebody else\u2019s', async () => {
  assert.deepEqual(
    [(await ask('/')).status, (await ask('/filesystem')).status, (await ask('/files/a')).status],
    [299, 299, 403],
  );
});

test('a page comes as a file to save, in a sandbox', async () => {
  await storage.put('a/page', Buffer.from('<script>alert(1)</script>'), {
    contentType: 'text/html; charset=utf-8',
    disposition: attachment('a.html'),
  });
  const { status, headers } = await ask(await storage.signDownload('a/page', { seconds: 60 }));
  assert.deepEqual(
    [
      status,
      ...['content-disposition', 'content-security-policy', 'x-content-type-options', 'cache-control'].map((name) =>
        headers.get(name),
      ),
    ],
    [200, 'attachment; filename="a.html"', "default-src 'none'; sandbox", 'nosniff', 'private, no-cache'],
  );
});

test('a part is given, and HEAD has no body', async () => {
  await storage.put('a/text', Buffer.from('0123456789'), { contentType: 'text/plain; charset=utf-8' });
  const link = await storage.signDownload('a/text', { seconds: 60 });
  const part = await ask(link, { headers: { range: 'bytes=2-4' } });
  assert.deepEqual([part.status, part.text, part.headers.get('content-range')], [206, '234', 'bytes 2-4/10']);
  const head = await ask(link, { method: 'HEAD' });
  assert.deepEqual([head.status, head.text, head.headers.get('content-length')], [200, '', '10']);
});

test('a link is for its own method, and for what is there', async () => {
  const link = await storage.signDownload('a/text', { seconds: 60 });
  assert.deepEqual(
    [(await ask(link, { method: 'PUT', body: 'x' })).status, (await ask(link, { method: 'DELETE' })).status],
    [405, 405],
  );
  const { url } = await storage.signUpload('up/a', { seconds: 60, bytes: 1 });
  assert.deepEqual(
    [(await ask(url)).status, (await ask(await storage.signDownload('a/nothing', { seconds: 60 }))).status],
    [405, 404],
  );
  assert.equal((await ask(await storage.signDownload('a/text', { seconds: -1 }))).text, 'This link has expired\n');
});

test('an upload says its length beforehand, and has it', async () => {
  const { method, url, headers } = await storage.signUpload('up/a', { seconds: 60, bytes: 5 });
  const send = async (body: RequestInit['body'], extra: RequestInit & { duplex?: 'half' } = {}) => {
    const { status, text } = await ask(url, { method, headers, body: body ?? null, ...extra });
    return [status, text];
  };
  assert.deepEqual(await send('four'), [422, 'This link accepts a file of exactly 5 bytes; 4 were announced\n']);
  assert.deepEqual(await send('sixsix'), [413, 'This link accepts a file of exactly 5 bytes; 6 were announced\n']);
  assert.deepEqual(await send('fives', { headers: { 'content-type': 'text/html' } }), [
    415,
    'Send the file as application/octet-stream\n',
  ]);
  assert.deepEqual(await send(new Blob(['fives']).stream(), { duplex: 'half' }), [
    411,
    'State the length in Content-Length: this link accepts a file of exactly 5 bytes\n',
  ]);
  assert.equal(await storage.head('up/a'), undefined);
  assert.equal((await send('fives'))[0], 201);
  assert.deepEqual(
    [(await storage.head('up/a'))?.bytes, (await storage.head('up/a'))?.contentType],
    [5, 'application/octet-stream'],
  );
});

test('an upload that the store cannot keep is told why', async () => {
  writeFileSync(path.join(folder, 'taken'), '');
  const { method, url, headers } = await storage.signUpload('taken/a', { seconds: 60, bytes: 5 });
  const { status, text } = await ask(url, { method, headers, body: 'fives' });
  assert.deepEqual([status, text], [503, `The file folder ${folder} cannot be used: a part of its path is a file\n`]);
});

test('a file whose answer cannot be begun, or whose reader is gone, is closed', async () => {
  await storage.put('a/large', Buffer.alloc(3_000_000), { contentType: 'video/mp4' });
  const bodies: Readable[] = [];
  const seen = {
    ...storage,
    get: async (...args: Parameters<typeof storage.get>) => {
      const found = await storage.get(...args);
      if (found) bodies.push(found.body);
      return found;
    },
  };
  for (const [disposition, leave] of [
    ['attachment; filename="\u0001"', () => {}],
    ['attachment', (res: ServerResponse) => void res.destroy()],
  ] as const) {
    const link = await storage.signDownload('a/large', { seconds: 60, disposition });
    const place = createServer((req, res) => {
      leave(res);
      answerSigned({ storage: seen, secret: SECRET }, req, res).catch(() => res.destroy());
    });
    await once(place.listen(0, '127.0.0.1'), 'listening');
    await assert.rejects(
      fetch(`http://127.0.0.1:${(place.address() as { port: number }).port}${link}`).then((answer) =>
        answer.arrayBuffer(),
      ),
    );
    place.close();
  }
  for (let i = 0; i < 500 && (bodies.length < 2 || bodies.some((body) => !body.closed)); i += 1) await sleep(10);
  assert.deepEqual(
    bodies.map((body) => body.closed),
    [true, true],
  );
});

test('an upload that breaks off leaves nothing', async () => {
  const { url, headers } = await storage.signUpload('broken/a', { seconds: 60, bytes: 100_000 });
  const sent = request(base + url, { method: 'PUT', headers: { ...headers, 'content-length': 100_000 } });
  sent.on('error', () => {});
  sent.write(Buffer.alloc(50_000));
  const half = () => (existsSync(path.join(folder, 'broken')) ? readdirSync(path.join(folder, 'broken')).length : 0);
  for (let i = 0; i < 500 && half() === 0; i += 1) await sleep(10);
  assert.equal(half(), 1);
  sent.destroy();
  for (let i = 0; i < 500 && half() > 0; i += 1) await sleep(10);
  assert.deepEqual(readdirSync(path.join(folder, 'broken')), []);
});
