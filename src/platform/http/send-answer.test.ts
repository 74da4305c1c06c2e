import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { after, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createAnswer } from './page-cache.ts';
import { sendAnswer } from './send-answer.ts';

const TEXT = '<p>lanterns</p>'.repeat(300);
const answers = {
  '/': createAnswer({
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'public, max-age=0',
      Vary: 'accept-encoding',
    },
    body: Buffer.from(TEXT),
    lastModified: Date.parse('2027-03-01T10:00:00Z'),
  }),
  '/gone': createAnswer({ status: 404, headers: { 'content-type': 'text/plain' }, body: Buffer.from('gone') }),
} as const;

const server = createServer((req, res) => void sendAnswer(req, res, answers[req.url as '/'])).listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => server.close());
const { port } = server.address() as { port: number };

type Reply = { status: number; headers: IncomingHttpHeaders; body: Buffer };

function ask(headers: Record<string, string> = {}, method = 'GET', path = '/'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (res) => {
      const parts: Buffer[] = [];
      res.on('data', (part: Buffer) => parts.push(part));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(parts) }));
    });
    req.on('error', reject).end();
  });
}

const etag = answers['/'].etag;

describe('a finished answer', () => {
  test('comes plain to a reader that names no encoding', async () => {
    const { status, headers, body } = await ask();
    assert.deepEqual(
      [status, body.toString(), headers['content-encoding'], headers['content-length']],
      [200, TEXT, undefined, String(TEXT.length)],
    );
    assert.deepEqual(
      [headers.etag, headers['last-modified'], headers.vary],
      [`"${etag}"`, 'Mon, 01 Mar 2027 10:00:00 GMT', 'accept-encoding'],
    );
  });

  test('comes in brotli or gzip with a tag of its own, the second time from memory', async () => {
    for (const _ of [1, 2]) {
      const br = await ask({ 'accept-encoding': 'gzip, br' });
      assert.deepEqual(
        [br.headers['content-encoding'], br.headers.etag, brotliDecompressSync(br.body).toString()],
        ['br', `"${etag}-br"`, TEXT],
      );
      const gz = await ask({ 'accept-encoding': 'gzip' });
      assert.deepEqual(
        [gz.headers['content-encoding'], gz.headers.etag, gunzipSync(gz.body).toString()],
        ['gzip', `"${etag}-gzip"`, TEXT],
      );
      assert.equal(gz.headers['content-length'], String(gz.body.byteLength));
    }
  });

  test('comes plain to a reader that refuses encodings', async () => {
    const { headers, body } = await ask({ 'accept-encoding': 'br;q=0, gzip;q=0' });
    assert.deepEqual([headers['content-encoding'], body.toString()], [undefined, TEXT]);
  });

  test('is 304 without a body for a reader that has it, by tag or by date', async () => {
    const copies: Record<string, string>[] = [
      { 'if-none-match': `"${etag}"` },
      { 'if-none-match': `W/"${etag}-br"`, 'accept-encoding': 'br' },
      { 'if-modified-since': 'Mon, 01 Mar 2027 10:00:00 GMT' },
    ];
    for (const conditions of copies) {
      const { status, headers, body } = await ask(conditions);
      assert.deepEqual(
        [status, body.byteLength, headers['content-length'], headers['content-type'], headers['content-encoding']],
        [304, 0, undefined, undefined, undefined],
      );
      assert.deepEqual(
        [headers.etag?.startsWith(`"${etag}`), headers.vary, headers['cache-control']],
        [true, 'accept-encoding', 'public, max-age=0'],
      );
    }
  });

  test('is sent whole where tag and date disagree: the tag decides', async () => {
    assert.equal(
      (await ask({ 'if-none-match': '"other"', 'if-modified-since': 'Mon, 01 Mar 2027 10:00:00 GMT' })).status,
      200,
    );
  });

  test('to HEAD has the headers of GET and no body', async () => {
    const [head, get] = [await ask({ 'accept-encoding': 'br' }, 'HEAD'), await ask({ 'accept-encoding': 'br' })];
    const { date: _a, connection: _b, ...headHeaders } = head.headers;
    const { date: _c, connection: _d, ...getHeaders } = get.headers;
    assert.deepEqual([head.status, head.body.byteLength, headHeaders], [200, 0, getHeaders]);
    assert.equal((await ask({ 'if-none-match': `"${etag}"` }, 'HEAD')).status, 304);
  });

  test('that is no success is never 304', async () => {
    const { status, body } = await ask({ 'if-none-match': '*' }, 'GET', '/gone');
    assert.deepEqual([status, body.toString()], [404, 'gone']);
  });
});
