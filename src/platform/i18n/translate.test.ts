import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addTexts, chooseLocale, direction, hasText, translator } from './translate.ts';

addTexts('en', {
  test: { rooms_one: '{{count}} room', rooms_other: '{{count}} rooms', only: 'Only here', greet: 'Hello {{name}}' },
});
addTexts('ar', {
  test: {
    rooms_zero: 'لا قاعات',
    rooms_one: 'قاعة واحدة',
    rooms_two: 'قاعتان',
    rooms_few: '{{count}} قاعات',
    rooms_many: '{{count}} قاعة',
    rooms_other: '{{count}} من القاعات',
  },
});

/** Texts of this file, which the catalogue does not have. */
const write = (locale: string, key: string, values?: Record<string, string | number>): string =>
  (translator(locale) as (key: string, values?: Record<string, string | number>) => string)(key, values);

describe('counting', () => {
  test('in English has two forms', () => {
    assert.deepEqual(
      [0, 1, 2].map((count) => write('en', 'test.rooms', { count })),
      ['0 rooms', '1 room', '2 rooms'],
    );
  });
  test('in Arabic has six', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 10, 11, 99, 100, 103].map((count) => write('ar', 'test.rooms', { count })),
      ['لا قاعات', 'قاعة واحدة', 'قاعتان', '3 قاعات', '10 قاعات', '11 قاعة', '99 قاعة', '100 من القاعات', '103 قاعات'],
    );
  });
});

test('words that one language lacks come in English', () => assert.equal(write('ar', 'test.only'), 'Only here'));
test('an unknown key comes back as itself', () =>
  assert.equal(write('ar', 'test.nowhere.at.all'), 'test.nowhere.at.all'));
test('whether there is a text is asked by its key, in any of its forms', () => {
  assert.deepEqual([hasText('error.address'), hasText('dashboard.soon'), hasText('test.nowhere')], [true, true, false]);
});
test('values are put in as they are: pages escape', () =>
  assert.equal(write('en', 'test.greet', { name: '<b>Zoë & Co</b>' }), 'Hello <b>Zoë & Co</b>'));
test('later words of the same key win and leave the others', () => {
  addTexts('en', { test: { only: 'Changed' } });
  assert.deepEqual([write('en', 'test.only'), write('en', 'test.greet', { name: 'x' })], ['Changed', 'Hello x']);
});

test('Arabic runs from right to left, English does not', () => {
  assert.deepEqual(['ar', 'ar-EG', 'he', 'en', 'en-GB', ''].map(direction), ['rtl', 'rtl', 'rtl', 'ltr', 'ltr', 'ltr']);
});

describe('the language of an Accept-Language header', () => {
  const cases: [header: string | null | undefined, locale: string][] = [
    ['ar', 'ar'],
    ['ar-EG,ar;q=0.9,en;q=0.8', 'ar'],
    ['en-GB,en;q=0.9,ar;q=0.5', 'en'],
    ['en;q=0.5, ar;q=0.9', 'ar'],
    ['fr,de;q=0.9', 'en'],
    ['fr,ar;q=0.1', 'ar'],
    ['ar;q=0, en', 'en'],
    ['ar;q=0', 'en'],
    ['*', 'en'],
    ['AR', 'ar'],
    ['', 'en'],
    [null, 'en'],
    [undefined, 'en'],
    [';;;,,', 'en'],
    ['ar ; q=0.8', 'ar'],
  ];
  for (const [header, locale] of cases)
    test(`"${header}" is ${locale}`, () => assert.equal(chooseLocale(header), locale));
});
