import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldLine } from './fold-line.ts';

const octets = (text: string): number => Buffer.byteLength(text);

test('a line of 75 octets stays whole and one of 76 is folded after 75', () => {
  assert.equal(foldLine('x'.repeat(75)), 'x'.repeat(75));
  assert.equal(foldLine('x'.repeat(76)), `${'x'.repeat(75)}\r\n x`);
  assert.equal(foldLine('x'.repeat(150)), `${'x'.repeat(75)}\r\n ${'x'.repeat(74)}\r\n x`);
});

test('a character is never split, be it of two, three or four octets', () => {
  assert.equal(foldLine(`${'x'.repeat(74)}é`), `${'x'.repeat(74)}\r\n é`);
  assert.equal(foldLine(`${'x'.repeat(73)}漢`), `${'x'.repeat(73)}\r\n 漢`);
  assert.equal(foldLine(`${'x'.repeat(72)}🎪`), `${'x'.repeat(72)}\r\n 🎪`);
  assert.equal(foldLine(`${'x'.repeat(71)}🎪`), `${'x'.repeat(71)}🎪`);
});

test('any text unfolds to itself from lines of at most 75 octets', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const line = text.replace(/[\r\n]/g, '').toWellFormed();
      const folded = foldLine(line);
      assert.equal(folded.replaceAll('\r\n ', ''), line);
      for (const part of folded.split('\r\n')) assert.ok(octets(part) <= 75);
    }),
  );
});
