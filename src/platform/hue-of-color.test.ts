import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weakestContrast } from './color.ts';
import { hueOfColor } from './oklch.ts';

test('a brand colour gives its hue, a grey none, and what is no colour nothing', () => {
  assert.deepEqual(['#ff0000', '#0057b8', '#FFD700', '#808080', '#000000', 'red', '#12', ''].map(hueOfColor), [
    29,
    257,
    95,
    'grey',
    'grey',
    undefined,
    undefined,
    undefined,
  ]);
});

test('whatever colour is given, text in its hue can be read', () => {
  for (const color of ['#ffff00', '#00ffff', '#ff00ff', '#fffff0', '#010180', '#ffe4e1']) {
    const hue = hueOfColor(color);
    if (typeof hue === 'number') assert.equal(weakestContrast({ hue, brandColor: null }) >= 4.5, true, color);
  }
});
