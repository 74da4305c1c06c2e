import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameInMail } from './name-in-mail.ts';

test('names of people stand in mails as they are written', () => {
  for (const name of ['Ada Lind', 'J. R. Quist', 'José Luis de la Cruz y Vega', 'آدا ليند', 'St. John Ferry', 'Zoë'])
    assert.equal(nameInMail(name, 'ada@example.org'), name);
});

test('what looks like an address, or is a sentence, gives way to the address of the reader', () => {
  const typed = [
    'Visit http://evil.example/win now',
    'evil.example',
    'go to evil.example/win',
    'www.evil',
    'call me at a@b.c',
    'You have won a prize please call us',
    'x'.repeat(61),
    'evil.example: win',
    '',
  ];
  for (const name of typed) assert.equal(nameInMail(name, 'ada@example.org'), 'ada@example.org', name);
});
