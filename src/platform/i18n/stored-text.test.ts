/** Texts that are stored and read later. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeReason, storeText, wordStored } from './stored-text.ts';

test('a stored text is worded in the language of its reader', () => {
  const stored = storeText('payment.orderLine', { code: 'K7PW2MHX' });
  assert.deepEqual(
    ['en', 'ar'].map((locale) => wordStored(stored, locale)),
    ['Order K7PW2MHX', 'الطلب K7PW2MHX'],
  );
  assert.equal(
    wordStored(storeReason({ code: 'not_found.mail', values: { id: 7 } }), 'en'),
    'We could not find email 7',
  );
});

test('what people wrote, and what was stored in words, stays as it is', () => {
  const plain = ['', 'The bank declined it', '{"text":"no.such.text"}', '{"text":"', '{"text":"a'];
  assert.deepEqual(
    plain.map((text) => wordStored(text, 'en')),
    plain,
  );
});
