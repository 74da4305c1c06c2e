import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { compressOwn, mayCompress } from './compress-own.ts';

const PAGE = `<!doctype html>${'<p>Lantern</p>'.repeat(400)}`;

function page(type = 'text/html; charset=utf-8', status = 200): Response {
  return new Response(PAGE, { status, headers: { 'content-type': type, etag: '"abc"' } });
}

const asked = { method: 'GET', url: '/account', site: 'same-origin', accepted: 'gzip, br' };

describe('an answer for one reader', () => {
  test('is compressed as the browser likes it', async () => {
    const brotli = await compressOwn(asked, page());
    assert.equal(brotli.headers.get('content-encoding'), 'br');
    assert.equal(brotliDecompressSync(Buffer.from(await brotli.arrayBuffer())).toString(), PAGE);
    assert.equal(brotli.headers.get('etag'), 'W/"abc"');
    assert.equal(brotli.headers.get('vary'), 'accept-encoding, sec-fetch-site');
    const zipped = await compressOwn({ ...asked, accepted: 'gzip' }, page());
    assert.equal(zipped.headers.get('content-encoding'), 'gzip');
    assert.equal(gunzipSync(Buffer.from(await zipped.arrayBuffer())).toString(), PAGE);
  });

  test('stays as it is for who takes no encoding, and where it is no page', async () => {
    assert.equal((await compressOwn({ ...asked, accepted: undefined }, page())).headers.get('content-encoding'), null);
    assert.equal((await compressOwn(asked, page('application/pdf'))).headers.get('content-encoding'), null);
  });

  const cases: [what: string, method: string, url: string, site: string | undefined, status: number, may: boolean][] = [
    ['a link of our own', 'GET', '/orders/A/b?word=x', 'same-origin', 200, true],
    ['a form of our own', 'POST', '/account', 'same-origin', 422, true],
    ['an address that was typed', 'GET', '/account?word=x', 'none', 200, true],
    ['a link of another site', 'GET', '/account', 'cross-site', 200, false],
    ['a link of a neighbour', 'GET', '/account', 'same-site', 200, false],
    ['a browser that does not say', 'GET', '/account', undefined, 200, true],
    ['a browser that does not say, with words to repeat', 'GET', '/account?word=x', undefined, 200, false],
    ['a browser that does not say, of an error that may repeat the address', 'GET', '/e/word', undefined, 404, false],
    ['a form of a browser that does not say', 'POST', '/account', undefined, 200, false],
  ];
  for (const [what, method, url, site, status, may] of cases) {
    test(`${may ? 'may be' : 'is never'} compressed for ${what}`, async () => {
      assert.equal(mayCompress({ method, url, site }, status), may);
      const answer = await compressOwn({ method, url, site, accepted: 'br' }, page('text/html', status));
      assert.equal(answer.headers.get('content-encoding'), may ? 'br' : null);
    });
  }
});
