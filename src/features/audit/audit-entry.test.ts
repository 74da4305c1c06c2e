import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listChanges, sayAct, sayField, sayValue } from './audit-entry.ts';

test('an act is said as a sentence goes on after a name', () => {
  assert.equal(sayAct({ action: 'session.update', subject: 'session 12: Opening' }), 'changed session 12: Opening');
  assert.equal(sayAct({ action: 'event.unpublish', subject: 'event Lantern Days' }), 'made a draft again event Lantern Days');
  assert.equal(sayAct({ action: 'ownership.transfer', subject: 'ownership to Mira' }), 'handed over ownership to Mira');
  assert.equal(sayAct({ action: 'thing.frobnicate', subject: 'thing 1' }), 'frobnicate thing 1');
});

test('fields and values are said in plain words', () => {
  assert.deepEqual(['startsAt', 'requireSecondFactor', 'code_of_conduct'].map(sayField), ['Starts at', 'Require second factor', 'Code of conduct']);
  assert.deepEqual([null, '', [], false, true, 12, '2027-05-08T08:00:00.000Z', ['a', 'b'], { name: 'x', at: null }].map(sayValue), [
    '(empty)', '(empty)', '(empty)', 'no', 'yes', '12', '2027-05-08 08:00 UTC', 'a, b', 'Name: x, At: (empty)',
  ]);
});

test('a change is told field by field, what it was and what it became', () => {
  assert.deepEqual(listChanges({ before: { name: 'Old', floor: '' }, after: { name: 'New', floor: '2' } }), [
    { field: 'Name', before: 'Old', after: 'New' },
    { field: 'Floor', before: '(empty)', after: '2' },
  ]);
  assert.deepEqual(listChanges({ before: null, after: null }), []);
});
