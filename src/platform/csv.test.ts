import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { writeCsv } from './csv.ts';

test('money keeps its digits and its minus, and what somebody typed is no formula', () => {
  const rows = [
    ['=1+1', -7, { minor: -750, currency: 'EUR' }],
    ['-2', 1.5, { minor: 3000, currency: 'KWD' }],
    ['a "b", c', 0, { minor: 500, currency: 'JPY' }],
  ];
  assert.equal(
    writeCsv(rows, { mark: false }),
    ["'=1+1,-7,-7.50", "'-2,1.5,3.000", '"a ""b"", c",0,500', ''].join('\r\n'),
  );
});

test('a mark stands before the first line where it is asked for, also before none', () => {
  assert.deepEqual(
    [[['a']], []].map((rows) => writeCsv(rows, { mark: true })),
    ['\uFEFFa\r\n', '\uFEFF'],
  );
});

const BREAKS = ['one\ntwo', 'one\rtwo', 'one\r\ntwo', '\n', 'a\n', 'a\r', 'a "b"\n, c', 'plain'];
const TABLE = [
  ['number', 'text', 'end'],
  ...BREAKS.map((text, at) => [String(at), text, 'x']),
  ['last', BREAKS.join('|'), 'x'],
];

test('line breaks of any kind in a cell begin no record for a reader that finds the record end by itself', () => {
  assert.deepEqual(parse(writeCsv(TABLE, { mark: true }), { bom: true }), TABLE);
});

test('line breaks of any kind in a cell begin no record for a reader that takes each of them for the end of one', () => {
  assert.deepEqual(
    parse(writeCsv(TABLE, { mark: true }), { bom: true, record_delimiter: ['\r\n', '\n', '\r'] }),
    TABLE,
  );
});

const PYTHON = '/usr/bin/python3';
const READ =
  'import csv, io, json, sys\ntext = sys.stdin.buffer.read().decode("utf-8-sig")\nprint(json.dumps(list(csv.reader(io.StringIO(text, newline="")))))';

test(
  'the csv module of Python finds the same cells',
  { skip: existsSync(PYTHON) ? false : `there is no ${PYTHON}` },
  () => {
    const run = spawnSync(PYTHON, ['-c', READ], { input: writeCsv(TABLE, { mark: true }), encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    assert.deepEqual(JSON.parse(run.stdout), TABLE);
  },
);
