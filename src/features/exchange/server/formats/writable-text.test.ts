import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { webAddress, writableLine, writableText } from './writable-text.ts';

test('line ends become line feeds and control characters go, but tabs stay', () => {
  assert.equal(writableText('a\r\nb\rc\td\u0000\u0006\u007f\u0085\ufffe'), 'a\nb\nc\td');
});

test('half a surrogate pair becomes the replacement character and a whole one stays', () => {
  assert.equal(writableText('a\ud800b🎪'), 'a\ufffdb🎪');
});

test('on one line, line ends and tabs become spaces', () => {
  assert.equal(writableLine(' a \n\n b\tc'), 'a b c');
  assert.equal(writableLine('a  b'), 'a  b');
});

test('only absolute http addresses with a host pass', () => {
  for (const url of [
    'javascript:alert(1)',
    'ftp://a.example',
    '//a.example',
    '/a',
    'https://',
    'http:///a',
    '',
    'https://a b',
  ]) {
    assert.equal(webAddress(url), '', url);
  }
});

test('what may not stand in an address is encoded, and the rest stays as it was', () => {
  assert.equal(webAddress('https://a.example/x?y=%20&z=1#f'), 'https://a.example/x?y=%20&z=1#f');
  assert.equal(webAddress(' https://a.example/ä b[1]|100% '), 'https://a.example/%C3%A4%20b%5B1%5D%7C100%25');
  assert.equal(webAddress('HTTPS://a.example'), 'https://a.example/');
});

test('a second hash sign is encoded, and brackets of a host are not', () => {
  assert.equal(
    webAddress('https://chat.example/#/room/#name:host.example'),
    'https://chat.example/#/room/%23name:host.example',
  );
  assert.equal(webAddress('https://a.example/x#a#b ##c'), 'https://a.example/x#a%23b%20%23%23c');
  assert.equal(webAddress('http://[::1]:8080/a[b]#c#d'), 'http://[::1]:8080/a%5Bb%5D#c%23d');
});

/** As the `uri` format of JSON Schema has it (RFC 3986). */
test('every address that passes is a URI by RFC 3986', () => {
  const isUri = new Ajv();
  addFormats.default(isUri, { mode: 'full' });
  const valid = isUri.compile({ type: 'string', format: 'uri' });
  const tails = [
    '',
    '/#/room/#name:host',
    '/a b',
    '/?q=[1]&r=ä#x',
    '/%',
    '/%zz#%',
    '/\\\\',
    '/"<>',
    "/a'b",
    '/#',
    '/##',
    '/?#?#',
    '/𝄞',
    ':80/a|b',
    '/{id}^`',
  ];
  for (const tail of tails) {
    for (const host of ['https://a.example', 'http://[::1]', 'https://bücher.example', 'https://user:pass@a.example']) {
      const address = webAddress(host + tail);
      assert.equal(address === '' || valid(address), true, `${host + tail} ${address}`);
    }
  }
});
