import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexSpeakers, initialOf } from './speaker-page.ts';

test('an initial is the first letter without its accents, in any script, and nothing where a name begins with none', () => {
  const names = [
    'ada fern',
    ' Émile Reed',
    'Åsa',
    'Øyvind',
    'ßigrid',
    'أمل',
    '李雷',
    'Яна',
    '3Quarters',
    '@wick',
    '',
    '😀',
  ];
  assert.deepEqual(names.map(initialOf), ['A', 'E', 'A', 'Ø', 'S', 'ا', '李', 'Я', '', '', '', '']);
});

test('speakers stand under their initials in the order of the language, those without a letter at the end', () => {
  const speakers = ['Zoe', 'Émile', '10 Friends', 'ada', 'Eda', 'Ana', '9 Friends'].map((name) => ({ name }));
  assert.deepEqual(
    indexSpeakers(speakers, 'en').map(({ initial, speakers }) => [initial, ...speakers.map(({ name }) => name)]),
    [
      ['A', 'ada', 'Ana'],
      ['E', 'Eda', 'Émile'],
      ['Z', 'Zoe'],
      ['', '9 Friends', '10 Friends'],
    ],
  );
  assert.deepEqual(indexSpeakers([], 'en'), []);
});
