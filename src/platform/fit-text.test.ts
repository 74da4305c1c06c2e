import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText, findUnfit, isFit } from './fit-text.ts';

test('texts of all scripts, with tabs, ends of lines, astral and combining characters are as they are', () => {
  for (const text of [
    '',
    'a\tb\r\nc',
    '😀👩‍👩‍👧',
    'e\u0301\u0323',
    'مرحبا \u202b(1)\u202c',
    '\u0085\u00a0\u2028\ufeff\uffff',
    '𠮷𐍈',
  ])
    assert.deepEqual([isFit(text), cleanText(text)], [true, text]);
});

test('control characters go, soft ends of lines become spaces, halves of characters become the mark for what cannot be read', () => {
  assert.equal(cleanText('a\u0000b\u0007c\u001bd'), 'abcd');
  assert.equal(cleanText('one\u000btwo\u000cthree'), 'one two three');
  assert.equal(cleanText('\ud800x\udc00'), '\ufffdx\ufffd');
  for (const text of ['a\u0000', '\u001b[0m', 'x\ud83d'])
    assert.deepEqual([isFit(text), isFit(cleanText(text))], [false, true]);
});

test('what is wrong within JSON is found, names included, however deep it lies', () => {
  assert.equal(findUnfit({ a: [1, null, { b: 'fine' }], c: true }), undefined);
  assert.equal(findUnfit({ a: [1, { b: '\u0000' }] }), 'a.1.b');
  assert.equal(findUnfit({ a: { 'x\ud800': 1 } }), 'a.x\ufffd');
  assert.equal(findUnfit('\u0001'), '');
  let deep: unknown = '\u0000';
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  assert.equal(typeof findUnfit(deep), 'string');
});
