import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCsv } from './csv.ts';

test('money keeps its digits and its minus, and what somebody typed is no formula', () => {
  const rows = [['=1+1', -7, { minor: -750, currency: 'EUR' }], ['-2', 1.5, { minor: 3000, currency: 'KWD' }], ['a "b", c', 0, { minor: 500, currency: 'JPY' }]];
  assert.equal(writeCsv(rows, { mark: false }), ["'=1+1,-7,-7.50", "'-2,1.5,3.000", '"a ""b"", c",0,500', ''].join('\r\n'));
});

test('a mark stands before the first line where it is asked for, also before none', () => {
  assert.deepEqual([[['a']], []].map((rows) => writeCsv(rows, { mark: true })), ['\uFEFFa\r\n', '\uFEFF']);
});
