import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashFor, seal, unseal } from './seal.ts';

const SECRET = 's'.repeat(64);
const MINE = { purpose: 'stripe-account', owner: '7' };

test('what was sealed is read again, and no two seals are alike', () => {
  const sealed = seal(SECRET, MINE, 'token Ω');
  assert.equal(unseal(SECRET, MINE, sealed), 'token Ω');
  assert.notEqual(seal(SECRET, MINE, 'token Ω'), sealed);
  assert.doesNotMatch(Buffer.from(sealed, 'base64url').toString('latin1'), /token/);
  assert.equal(unseal(SECRET, MINE, seal(SECRET, MINE, '')), '');
});

test('it opens for nobody else, for nothing else, and under no other secret', () => {
  const sealed = seal(SECRET, MINE, 'token');
  assert.equal(unseal(SECRET, { ...MINE, owner: '8' }, sealed), undefined);
  assert.equal(unseal(SECRET, { ...MINE, owner: '77' }, sealed), undefined);
  assert.equal(unseal(SECRET, { ...MINE, purpose: 'other' }, sealed), undefined);
  assert.equal(unseal('t'.repeat(64), MINE, sealed), undefined);
});

test('a change of any byte is noticed', () => {
  const bytes = Buffer.from(seal(SECRET, MINE, 'token'), 'base64url');
  for (const at of bytes.keys()) {
    const altered = Buffer.from(bytes);
    altered[at] = (altered[at] as number) ^ 1;
    assert.equal(unseal(SECRET, MINE, altered.toString('base64url')), undefined, `byte ${at}`);
  }
});

test('what is no seal is none', () => {
  const sealed = seal(SECRET, MINE, 'token');
  for (const text of ['', 'AQ', sealed.slice(0, -2), `${sealed}AA`, `${sealed}=`, ` ${sealed}`, '%%%'])
    assert.equal(unseal(SECRET, MINE, text), undefined, text);
});

test('a hash is the same for the same text under the same secret and purpose alone', () => {
  const hash = hashFor(SECRET, 'account', 'acct_1');
  assert.equal(hashFor(SECRET, 'account', 'acct_1'), hash);
  assert.equal(
    new Set([
      hash,
      hashFor(SECRET, 'account', 'acct_2'),
      hashFor(SECRET, 'other', 'acct_1'),
      hashFor('t'.repeat(64), 'account', 'acct_1'),
    ]).size,
    4,
  );
});
