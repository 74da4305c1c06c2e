import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listActs, readAct } from './bulk.ts';
import { joinSpeakers, rearrange } from './form-lines.ts';
import { arrangeLines, findChoice, NO_CHOICES } from './nouns.ts';
import { translator } from '#platform/i18n/translate.ts';
import { isNarrowed, readListQuery, formatListQuery } from './list-query.ts';

const t = translator('en');

test('speakers are found by the number behind the name, or by a name that only one has', () => {
  const speakers = [
    { number: 1, name: 'Ada' },
    { number: 2, name: 'Bo' },
    { number: 3, name: 'Bo' },
  ];
  const found = ['Ada (1)', 'ada ', 'Bo (3)', 'Renamed (2)', 'Bo', 'Cem', 'Cem (9)'].map(
    (text) => findChoice(text, speakers)?.number,
  );
  assert.deepEqual(found, [1, 1, 3, 2, undefined, undefined, undefined]);
});

test('lines move up and down, stop at the ends, and go', () => {
  const lines = ['a', 'b', 'c'];
  assert.deepEqual(
    ['up:1', 'down:0', 'up:0', 'down:2', 'remove:1', 'add', 'up:9', 'nonsense'].map((how) =>
      arrangeLines(lines, how).join(''),
    ),
    ['bac', 'bac', 'abc', 'abc', 'ac', 'abc', 'abc', 'abc'],
  );
});

test('the lines of a form become one field in their order; small buttons ask for another order', () => {
  const form = new FormData();
  for (const [name, value] of [
    ['speakers.1', ' Bo '],
    ['speakers.0', 'Ada'],
    ['speakers.2', ''],
    ['title', 'T'],
  ] as const)
    form.append(name, value);
  joinSpeakers(form);
  assert.deepEqual(
    [...form],
    [
      ['title', 'T'],
      ['speakers', 'Ada\nBo'],
    ],
  );
  assert.equal(rearrange(form), undefined);
  form.set('arrange', 'up:1');
  assert.equal(rearrange(form), 'Bo\nAda');
});

test('acts are those that the list offers, deleting only where it is allowed', () => {
  const choices = { ...NO_CHOICES, rooms: [{ number: 4, name: 'Hall' }] };
  const acts = listActs('sessions', choices, { remove: false }, t);
  assert.deepEqual(
    ['state:accepted', 'room:4', 'room:', 'room:5', 'state:finished', 'delete', ''].map((act) => readAct(act, acts)),
    [{ state: 'accepted' }, { room: '4' }, { room: '' }, undefined, undefined, undefined, undefined],
  );
  assert.equal(readAct('delete', listActs('rooms', NO_CHOICES, { remove: true }, t)), null);
});

test('an address says what a list shows, and no more', () => {
  const query = readListQuery(new URLSearchParams('q=+tide+&state=accepted&page=3&edit=x&only='));
  assert.deepEqual(
    [query, formatListQuery(query), formatListQuery(query, { page: 1 })],
    [{ page: 3, q: 'tide', state: 'accepted' }, '?q=tide&state=accepted&page=3', '?q=tide&state=accepted'],
  );
  assert.deepEqual(
    ['page=0', 'page=-4', 'page=x', 'page=1e9'].map((search) => readListQuery(new URLSearchParams(search)).page),
    [1, 1, 1, 100_000],
  );
  assert.deepEqual([isNarrowed({ page: 2 }), isNarrowed({ page: 1, q: 'x' })], [false, true]);
});
