import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Entries, mergeEdit } from './merge-edit.ts';

describe('two people edit the same thing', () => {
  test('changes to different fields come together', () => {
    const base = { name: 'Lantern Days', city: 'Porto' };
    assert.deepEqual(
      mergeEdit(base, { name: 'Lantern Nights', city: 'Porto' }, { name: 'Lantern Days', city: 'Lisbon' }),
      { merged: { name: 'Lantern Nights', city: 'Lisbon' }, conflicts: [] },
    );
  });

  test('the same field changed to two things is a question, with all three texts', () => {
    const { merged, conflicts } = mergeEdit({ name: 'A' }, { name: 'B' }, { name: 'C' });
    assert.deepEqual([merged, conflicts], [{ name: 'B' }, [{ field: 'name', base: 'A', mine: 'B', theirs: 'C' }]]);
  });

  test('the same field changed alike is none', () => {
    assert.deepEqual(mergeEdit({ name: 'A' }, { name: 'B' }, { name: 'B' }), { merged: { name: 'B' }, conflicts: [] });
  });

  test('line ends of browsers are no change', () => {
    assert.deepEqual(mergeEdit({ text: 'one\ntwo' }, { text: 'one\r\ntwo' }, { text: 'one\nthree' }), {
      merged: { text: 'one\nthree' },
      conflicts: [],
    });
  });

  test('a box that both unticked is unticked, and one that only they ticked is ticked', () => {
    assert.deepEqual(mergeEdit({ a: 'on', b: '' }, {}, { b: 'on' }), { merged: { a: '', b: 'on' }, conflicts: [] });
  });

  test('a box that only I unticked stays unticked', () => {
    assert.deepEqual(mergeEdit({ a: 'on' }, {}, { a: 'on' }), { merged: {}, conflicts: [] });
  });

  test('fields that the form did not show when it was opened are taken as sent', () => {
    assert.deepEqual(mergeEdit({}, { name: 'B' }, { name: 'C' }), { merged: { name: 'B' }, conflicts: [] });
  });

  test('nobody’s change is lost without a question', () => {
    const text = fc.constantFrom('', 'a', 'b', 'c');
    const entries = fc.record({ x: text, y: text, z: text });
    fc.assert(
      fc.property(entries, entries, entries, (base: Entries, mine: Entries, theirs: Entries) => {
        const { merged, conflicts } = mergeEdit(base, mine, theirs);
        const asked = new Set(conflicts.map(({ field }) => field));
        for (const field of ['x', 'y', 'z']) {
          if (asked.has(field)) continue;
          if (mine[field] !== base[field]) assert.equal(merged[field], mine[field]);
          else assert.equal(merged[field], theirs[field]);
        }
        for (const { field } of conflicts) assert.equal(new Set([base[field], mine[field], theirs[field]]).size, 3);
      }),
    );
  });
});
