import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeText } from '#platform/i18n/stored-text.ts';
import { listChanges, describeAct, labelField, labelKind, formatValue } from './audit-entry.ts';

test('an act is said as a sentence', () => {
  const acts: [action: string, subject: string, sentence: string][] = [
    ['session.update', 'session 12: Opening', 'Mira changed session 12: Opening'],
    ['event.unpublish', 'event Lantern Days', 'Mira unpublished event Lantern Days'],
    ['ownership.transfer', 'ownership to Mira', 'Mira transferred ownership to Mira'],
    ['event.header', 'event Lantern Days', 'Mira changed the header picture of event Lantern Days'],
    ['session.undo', '12 sessions changed', 'Mira undid a change: 12 sessions changed'],
    ['room.undo', 'Attic added', 'Mira undid a change: Attic added'],
    ['thing.frobnicate', 'thing 1', 'Mira: frobnicate thing 1'],
  ];
  for (const [action, subject, sentence] of acts)
    assert.equal(describeAct({ actor: 'Mira', action, subject }, 'en'), sentence);
});

test('fields and values are said in plain words', () => {
  assert.deepEqual(
    [
      'startsAt',
      'starts_at',
      'requireSecondFactor',
      'code_of_conduct',
      'mapUrl',
      'minimumPerOrder',
      'iban',
      'on-site',
      'isOpen',
      'brandColor',
    ].map((name) => labelField(name)),
    [
      'Starts',
      'Starts',
      'Second factor required',
      'Code of conduct',
      'Map link',
      'Minimum per order',
      'IBAN',
      'At the event',
      'Open',
      'Brand colour',
    ],
  );
  assert.deepEqual(
    [null, '', [], false, true, 12, '2027-05-08T08:00:00.000Z', ['a', 'b'], { name: 'x', at: null }].map((value) =>
      formatValue(value),
    ),
    ['(empty)', '(empty)', '(empty)', 'no', 'yes', '12', '2027-05-08 08:00', 'a, b', 'Name: x, At: (empty)'],
  );
});

test('a field is called as the form of its noun calls it, and one that no form has by its name', () => {
  const fields: [name: string, noun: string, label: string][] = [
    ['short_biography', 'speaker', 'Biography in one sentence'],
    ['level', 'sponsor', 'Rank of the level'],
    ['minimumTickets', 'discount', 'Minimum number of tickets'],
    ['size', 'quota', 'Number of tickets'],
    ['an_old_field', 'session', 'An old field'],
  ];
  for (const [name, noun, label] of fields) assert.equal(labelField(name, 'en', noun), label);
  assert.deepEqual(listChanges({ action: 'sponsor.update', before: { level: 1 }, after: { level: 2 } }), [
    { field: 'Rank of the level', before: '1', after: '2' },
  ]);
});

test('the filter calls kinds as the catalogue does', () => {
  const kinds = ['session type', 'tax-rate', 'organizer', 'gadget'].map((noun) => labelKind(noun, 'en'));
  assert.deepEqual(kinds, ['Session types', 'Tax rates', 'Organiser', 'Gadget']);
});

test('a value that was stored as a text is worded, and words that were stored before stay', () => {
  const values = [storeText('audit.value.anotherFile'), 'another file', [storeText('audit.value.gone'), 'Attic']];
  assert.deepEqual(
    values.map((value) => formatValue(value)),
    ['another file', 'another file', 'deleted since, Attic'],
  );
});

test('a change is told field by field, what it was and what it became', () => {
  assert.deepEqual(listChanges({ before: { name: 'Old', floor: '' }, after: { name: 'New', floor: '2' } }), [
    { field: 'Name', before: 'Old', after: 'New' },
    { field: 'Floor', before: '(empty)', after: '2' },
  ]);
  assert.deepEqual(listChanges({ before: null, after: null }), []);
  assert.deepEqual(listChanges({ before: { room: null }, after: { room: 'Attic' } }), [
    { field: 'Room', before: '(empty)', after: 'Attic' },
  ]);
});

test('of a part that has fields itself only those that differ are told', () => {
  assert.deepEqual(
    listChanges({
      before: { invoice: { enabled: false, dueDays: 14, limit: { minor: 0, currency: 'EUR' } } },
      after: { invoice: { enabled: true, dueDays: 14, limit: { minor: 25_000, currency: 'EUR' } } },
    }),
    [
      { field: 'Invoice: On', before: 'no', after: 'yes' },
      { field: 'Invoice: Limit', before: '€0', after: '€250' },
    ],
  );
});

test('of what was added or deleted only what it had is told', () => {
  assert.deepEqual(
    listChanges({
      before: null,
      after: { name: 'Attic', floor: '', seats: null, features: [], position: 3, hidden: false },
    }),
    [
      { field: 'Name', before: '', after: 'Attic' },
      { field: 'Hidden', before: '', after: 'no' },
    ],
  );
  assert.deepEqual(listChanges({ before: { name: 'Attic', floor: null }, after: null }), [
    { field: 'Name', before: 'Attic', after: '' },
  ]);
});

test('money is said in its currency, and a moment on the clock of the reader’s zone', () => {
  const reader = { timeZone: 'Europe/Brussels', locale: 'en' };
  assert.deepEqual(
    [
      { minor: 18_000, currency: 'EUR' },
      { minor: 1250, currency: 'EUR' },
      { minor: 500, currency: 'JPY' },
      '2027-06-03T08:45:00+00:00',
      '2027-06-03T08:45:00Z',
      '2027-03-28T01:00',
      '2027-06-03',
    ].map((value) => formatValue(value, reader)),
    ['€180', '€12.50', '¥500', '2027-06-03 10:45', '2027-06-03 10:45', '2027-03-28 01:00', '2027-06-03'],
  );
});
