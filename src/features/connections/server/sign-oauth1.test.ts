import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  authorizationHeader,
  normaliseParameters,
  type Parameter,
  percentEncode,
  signature,
  signatureBase,
  signRequest,
} from './sign-oauth1.ts';

/**
 * RFC 5849, section 3.4.1.1: query, body and header together, a name that comes twice, names and values that need
 * encoding.
 */
const REQUEST: Parameter[] = [
  ['b5', '=%3D'],
  ['a3', 'a'],
  ['c@', ''],
  ['a2', 'r b'],
  ['c2', ''],
  ['a3', '2 q'],
];
const PROTOCOL: Parameter[] = [
  ['oauth_consumer_key', '9djdj82h48djs9d2'],
  ['oauth_token', 'kkk9d7dh3k39sjv7'],
  ['oauth_signature_method', 'HMAC-SHA1'],
  ['oauth_timestamp', '137131201'],
  ['oauth_nonce', '7d8f3e4a'],
];

test('the example of the RFC gives its base string and its signature', () => {
  const base = signatureBase('post', 'HTTP://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b', [
    ...REQUEST,
    ...PROTOCOL,
  ]);
  assert.equal(
    base,
    'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
  );
  assert.equal(signature(base, 'j49sk3j29djd', 'dh893hdasih9'), 'r6/TJjbCOr97/+UU0NsvSne7s5g=');
});

test('the first request of the RFC gives its header', () => {
  const own: Parameter[] = [
    ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', '137131200'],
    ['oauth_nonce', 'wIjqoS'],
    ['oauth_callback', 'http://printer.example.com/ready'],
  ];
  const base = signatureBase('POST', 'https://photos.example.net/initiate', own);
  assert.equal(
    authorizationHeader([...own, ['oauth_signature', signature(base, 'kd94hf93k423kf44', '')]], 'Photos'),
    'OAuth realm="Photos", oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_nonce="wIjqoS", oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131200"',
  );
});

test('octets are encoded one by one, in capital letters, and nothing that needs none', () => {
  assert.equal(
    percentEncode("aZ09-._~ +!'()*%\u00e9\u2603\u{1f600}"),
    'aZ09-._~%20%2B%21%27%28%29%2A%25%C3%A9%E2%98%83%F0%9F%98%80',
  );
  assert.equal(percentEncode('\ud800'), '%EF%BF%BD');
});

test('parameters are ordered by their encoded octets', () => {
  assert.equal(
    normaliseParameters([
      ['b', '1'],
      ['a', '\u00e9'],
      ['a', 'z'],
      ['a b', ''],
      ['A', '2'],
      ['a', '~'],
    ]),
    'A=2&a=%C3%A9&a=z&a=~&a%20b=&b=1',
  );
});

test('a signed request names key, token, nonce, time and callback, and no two nonces are alike', () => {
  const keys = { consumerKey: 'key', consumerSecret: 'secret', token: 't/1', tokenSecret: 's' };
  const request = { method: 'POST', url: 'https://api.example/x?q=1', body: [['v', 'a b']] } as const;
  const sign = (): Map<string, string> => {
    const header = signRequest(request, keys, 1_800_000_000_999, [['oauth_callback', 'https://foyer.example/back']]);
    return new Map(
      [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [
        name as string,
        decodeURIComponent(value as string),
      ]),
    );
  };
  const said = sign();
  const { oauth_nonce: nonce, oauth_signature: signed, ...rest } = Object.fromEntries(said);
  assert.deepEqual(rest, {
    oauth_callback: 'https://foyer.example/back',
    oauth_consumer_key: 'key',
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: '1800000000',
    oauth_token: 't/1',
    oauth_version: '1.0',
  });
  const own = Object.entries({ ...rest, oauth_nonce: nonce as string }) as Parameter[];
  assert.equal(
    signed,
    signature(signatureBase('POST', request.url, [['q', '1'], ['v', 'a b'], ...own]), 'secret', 's'),
  );
  assert.notEqual(sign().get('oauth_nonce'), nonce);
});
