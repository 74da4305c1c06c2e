import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PSEUDO_LOCALES } from './pseudo.ts';

process.env.FOYER_PSEUDO_LANGUAGES = '1';
const { direction, translator } = await import('./translate.ts');

test('a page in a pseudo-language has no plain text of the catalogue', () =>
  assert.deepEqual(
    PSEUDO_LOCALES.map((locale) => translator(locale)('manage.menu')),
    ['[Ṁéñû on]', '[Ṁéñû on]'],
  ));
test('one of them runs from right to left', () =>
  assert.deepEqual(
    PSEUDO_LOCALES.map((locale) => direction(locale)),
    ['ltr', 'rtl'],
  ));
