import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainWords } from './plain-words.ts';

test('words of Stripe are shown on one line, without keys', () => {
  assert.equal(
    plainWords("The provided key 'sk_test_****************0001' does not have access\nto account 'acct_1'."),
    "The provided key '…' does not have access to account 'acct_1'.",
  );
  assert.equal(plainWords('Refresh token does not exist: rt_abc123'), 'Refresh token does not exist: …');
  assert.equal(plainWords('pi_1_secret_2 and whsec_3 and ac_4 and pk_live_5'), '… and … and … and …');
});

test('they have an end, and are words', () => {
  assert.equal(plainWords('x'.repeat(301)), `${'x'.repeat(299)}…`);
  assert.equal(plainWords({ message: 'no' }), '');
  assert.equal(plainWords(undefined), '');
});
