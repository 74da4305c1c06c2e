/** The stand-in for X refuses what X refuses; otherwise its journeys would prove nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OAuth1Request, signRequest } from '#features/connections/server/sign-oauth1.ts';
import { startFakeX } from './fake-x.ts';

const fake = await startFakeX('https://foyer.example/');
const keys = { consumerKey: fake.consumerKey, consumerSecret: fake.consumerSecret };
const url = `${fake.url}/oauth/request_token`;
const back = ['oauth_callback', 'https://foyer.example/back'] as const;
const sign = (request: OAuth1Request = { method: 'POST', url }, now = Date.now()): string =>
  signRequest(request, keys, now, [back]);

async function refusal(
  authorization: string,
  init: { url?: string; method?: string; body?: string } = {},
): Promise<string | undefined> {
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(init.url ?? url, {
    method: init.method ?? 'POST',
    headers,
    ...(init.body ? { body: init.body } : {}),
  });
  await answer.text();
  return answer.status === 200 ? undefined : fake.refusals.at(-1);
}

test('a signed request is taken once: its nonce does not count again', async () => {
  const header = sign();
  assert.equal(await refusal(header), undefined);
  assert.equal(await refusal(header), 'nonce was used');
});

test('requests that are unsigned, changed, or signed with other keys are refused', async () => {
  assert.equal(await refusal(''), 'there is no OAuth header');
  assert.equal(await refusal('OAuth nonsense'), 'the OAuth header cannot be read');
  assert.equal(await refusal(sign(), { body: 'a=b' }), 'signature is wrong');
  assert.equal(await refusal(sign(), { url: `${url}?a=b` }), 'signature is wrong');
  assert.equal(
    await refusal(sign().replace(/oauth_callback="[^"]*"/, 'oauth_callback="https%3A%2F%2Ffoyer.example%2Felsewhere"')),
    'signature is wrong',
  );
  assert.equal(await refusal(sign().replace(/oauth_signature="[^"]*"/, 'oauth_signature=""')), 'signature is wrong');
  assert.equal(await refusal(sign().replace('HMAC-SHA1', 'PLAINTEXT')), 'signature method is not HMAC-SHA1');
  assert.equal(
    await refusal(signRequest({ method: 'POST', url }, { ...keys, consumerSecret: 'x' }, Date.now(), [back])),
    'signature is wrong',
  );
  assert.equal(
    await refusal(signRequest({ method: 'POST', url }, { ...keys, consumerKey: 'x' }, Date.now(), [back])),
    'consumer key is unknown',
  );
});

test('clocks may differ by five minutes', async () => {
  for (const minutes of [-4, 4]) assert.equal(await refusal(sign(undefined, Date.now() + minutes * 60_000)), undefined);
  for (const minutes of [-6, 6])
    assert.equal(await refusal(sign(undefined, Date.now() + minutes * 60_000)), 'timestamp is out of bounds');
  fake.shiftClock(6 * 60_000);
  assert.equal(await refusal(sign()), 'timestamp is out of bounds');
  fake.shiftClock(0);
});

test('query, body and names that come twice are part of what is signed', async () => {
  const request = {
    method: 'POST',
    url: `${url}?b=2&a=%20x`,
    body: [
      ['a', 'y+z'],
      ['a', '&='],
      ['\u00fc', '\u2603'],
    ],
  } as const;
  const body = new URLSearchParams(request.body.map((pair) => [...pair])).toString();
  assert.equal(await refusal(sign(request), { url: request.url, body }), undefined);
  assert.equal(await refusal(sign(request), { url: request.url, body: body.replace('y', 'Y') }), 'signature is wrong');
});
