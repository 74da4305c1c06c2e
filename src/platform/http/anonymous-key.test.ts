import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, test } from 'node:test';
import { anonymousKey, localeOf } from './anonymous-key.ts';

const key = (headers: Record<string, string> = {}, method = 'GET', url = '/e/x?day=2', hostMatters = true) =>
  anonymousKey(
    { method, url, headers: { host: 'foyer.example', ...headers } } as unknown as IncomingMessage,
    hostMatters,
  );

describe('a request with anything of sign-in is never anonymous', () => {
  const cookies = [
    'foyer.session_token=abc.def',
    'locale=ar; foyer.session_token=abc',
    '__Secure-foyer.session_token=abc',
    'foyer.session_token=',
    'foyer.session_data=x; a=b',
    'a=b;foyer.dont_remember=1',
  ];
  for (const cookie of cookies) test(cookie, () => assert.equal(key({ cookie }), undefined));
  test('an authorization header', () => assert.equal(key({ authorization: 'Bearer x' }), undefined));
});

test('only reading is anonymous', () => {
  assert.deepEqual(
    ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].map((method) => key({}, method)),
    Array(5).fill(undefined),
  );
  assert.equal(key({}, 'HEAD'), key({}, 'GET'));
});

test('other cookies do not matter', () => {
  assert.equal(key({ cookie: 'theme=dark; consent=yes' }), key());
});

test('host, language and the whole address tell answers apart', () => {
  const keys = [
    key(),
    key({ host: 'other.example' }),
    key({ 'accept-language': 'ar' }),
    key({}, 'GET', '/e/x'),
    key({}, 'GET', '/e/x?day=3'),
  ];
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(key(), 'foyer.example en /e/x?day=2');
  assert.equal(key({}, 'GET', '/e/x?day=2', false), key({ host: 'proxied.internal' }, 'GET', '/e/x?day=2', false));
});

test('the chosen language wins over the one that the browser asks for', () => {
  assert.equal(localeOf('locale=ar', 'en'), 'ar');
  assert.equal(localeOf('a=b; locale=en', 'ar'), 'en');
  assert.equal(localeOf('a=b', 'ar-EG,ar;q=0.9'), 'ar');
  assert.equal(localeOf('xlocale=ar', 'en'), 'en');
  assert.equal(localeOf('locale=zz', 'ar'), 'en');
  assert.equal(localeOf(undefined, undefined), 'en');
});
