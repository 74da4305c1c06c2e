import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { statementSuffix } from './statement-suffix.ts';

test('the statement names the event in plain letters, and the order where its name has none', () => {
  assert.deepEqual(
    ['Übersetzertag 2027', 'Lantern <Night>*', '文学节', 'مهرجان 27', ''].map((name) =>
      statementSuffix(name, 'K7PW2MHX'),
    ),
    ['UBERSETZER', 'LANTERN NI', 'K7PW2MHX', 'K7PW2MHX', 'K7PW2MHX'],
  );
  assert.equal(statementSuffix('', '23456789'), 'NR 2345678');
});

test('whatever an event is called, a statement can take it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.stringMatching(/^[A-Z2-9]{8}$/), (name, code) => {
      assert.match(statementSuffix(name, code), /^(?=.*[A-Z])[A-Z0-9](?:[A-Z0-9 ]{0,8}[A-Z0-9])?$/);
    }),
  );
});
