import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findPasswordFault } from './check-new-password.ts';

const OWNER = { name: 'Ada Brook', email: 'ada.brook@harbour.example', url: 'https://events.lantern.example' };

const REFUSED: Record<string, string[]> = {
  passwordShort: ['short', 'elevenchars'],
  passwordSimple: [
    'aaaaaaaaaaaa',
    'abababababab',
    '123456789012',
    '1234567890ab',
    'abcdefghijkl',
    'qwertyuiopas',
    'passwordpassword',
    '111122223333',
    'hanahanahana',
  ],
  passwordPersonal: [
    'ada.brook@harbour.example',
    'Ada Brook 1990',
    'adabrook2024!',
    'harbour-foyer-1',
    'lantern.events',
    'Foyer foyer 2026',
  ],
  passwordKnown: [
    'password1234!',
    'P@ssw0rd2024',
    'Passw0rd!!!!',
    'football2026',
    'iloveyou!2024',
    'sonyericsson',
    'Motherfucker',
    '2024superman!',
    'princess#99..',
  ],
};

describe('a new password', () => {
  for (const [fault, passwords] of Object.entries(REFUSED)) {
    test(`is refused as ${fault}`, () => {
      assert.deepEqual(
        passwords.map((password) => [password, findPasswordFault(password, OWNER)]),
        passwords.map((password) => [password, fault]),
      );
    });
  }

  test('is taken where nobody would try it, whatever it is made of', () => {
    for (const password of [
      'lamps and lanterns',
      'correct horse battery',
      'xK9-vTq2-mmZp',
      'Ada keeps nine lighthouses',
      'القمر فوق الميناء',
      '84f0a1c27e6b',
      'dragon eats seven boiled turnips',
    ]) {
      assert.equal(findPasswordFault(password, OWNER), undefined, password);
    }
  });

  test('is checked in a moment, however long and odd it is', () => {
    const began = performance.now();
    for (const sign of ['a', 'ab', '<', '\u{1f600}', 'qwerty', ' '])
      findPasswordFault(sign.repeat(128).slice(0, 128), OWNER);
    assert.equal(performance.now() - began < 250, true);
  });
});
