import assert from 'node:assert/strict';
import { test } from 'node:test';
import { theme } from '#platform/color.ts';
import { contrast } from '#platform/oklch.ts';
import { escapeHtml } from '#platform/markup.ts';
import type { Letter } from '../letter.ts';
import { renderLetter } from './render-letter.ts';

const LETTER: Letter = {
  subject: 'Join the team of Lantern Society',
  heading: 'You are invited',
  lead: ['Ines Carvalho asks you to help with Lantern Days.'],
  action: { label: 'See invitation', href: 'https://events.example.org/invitations/abc?a=1&b=2' },
  facts: [
    { label: 'Your role', text: 'Track organizer' },
    { label: 'Where', text: 'Old Mill\nHarbour Road 3' },
  ],
  after: ['The link works for 24 hours, once.'],
  reason: 'You get this because somebody entered your address at Foyer.',
  brand: 'Lantern Society',
  colors: { hue: 200, brandColor: null },
};

test('the text has short lines, the address on one of its own, and a signature', () => {
  const { text, locale, senderName } = renderLetter({
    ...LETTER,
    lead: ['word '.repeat(60), `Look at https://example.org/${'x'.repeat(90)} before noon.`],
  });
  const lines = text.split('\n');
  assert.deepEqual(
    lines.filter((line) => line.length > 76 && !line.startsWith('https://')),
    [],
  );
  assert.equal(lines.includes('https://events.example.org/invitations/abc?a=1&b=2'), true);
  assert.equal(lines.includes(`https://example.org/${'x'.repeat(90)}`), true);
  assert.deepEqual(lines.slice(-4), [
    '-- ',
    'Lantern Society',
    'You get this because somebody entered your address at Foyer.',
    '',
  ]);
  assert.deepEqual([locale, senderName], ['en', 'Lantern Society']);
});

test('the HTML shows every value escaped, and nothing that a name brings is markup', () => {
  const hostile = '"><img src=x onerror=alert(1)><script>&amp;</script>\'';
  const { html } = renderLetter({
    ...LETTER,
    subject: hostile,
    heading: hostile,
    lead: [hostile],
    facts: [{ label: hostile, text: hostile }],
    after: [hostile],
    reason: hostile,
    brand: hostile,
    action: { label: hostile, href: `https://events.example.org/?q=${encodeURIComponent('"><script>')}"onclick="x` },
  });
  assert.equal(/<img|<script|"onclick/.test(html), false);
  assert.equal(html.split(escapeHtml(hostile)).length - 1, 10);
});

test('a letter leads to the web only', () => {
  for (const href of ['javascript:alert(1)', 'data:text/html,x', '//example.org', ' https://example.org', '']) {
    assert.throws(() => renderLetter({ ...LETTER, action: { label: 'Go', href } }), TypeError, href);
  }
});

test('an Arabic letter runs from right to left, with the default words in Arabic', () => {
  const { html, text } = renderLetter({
    ...LETTER,
    locale: 'ar',
    heading: 'أنت مدعو',
    lead: ['مرحبا'],
    reason: 'لأنك مسجّل.',
  });
  assert.match(html, /<html lang="ar" dir="rtl">/);
  assert.match(html, /إذا لم يعمل الزر/);
  assert.equal(/text-align:left|align="left"/.test(html), false);
  assert.match(text, /\n-- \n/);
});

test('marks that turn the direction stay out of the default words', () => {
  const { html, text, subject, senderName } = renderLetter({
    ...LETTER,
    subject: 'From \u202Eecila',
    brand: 'Lan\u2067tern',
    lead: ['\u202Dx'],
  });
  assert.equal(/[\u202a-\u202e\u2066-\u2069]/.test(html + text + subject + (senderName ?? '')), false);
});

test('whatever the hue, the button reads in light and dark', () => {
  for (let hue = 0; hue < 360; hue += 15) {
    for (const mode of ['light', 'dark'] as const) {
      const paint = theme({ hue, brandColor: null }, mode);
      assert.ok(contrast(paint['on-accent'], paint.accent) >= 4.5, `${hue} ${mode}`);
    }
  }
});

test('without brand, action, facts and hue it is a letter of Foyer', () => {
  const { html, text, senderName } = renderLetter({ subject: 'A', heading: 'B', lead: ['C'], reason: 'D' });
  assert.equal(text, 'B\n\nC\n\n-- \nD\n');
  assert.deepEqual([senderName, /<a /.test(html), />Foyer</.test(html)], [undefined, false, true]);
});

test('the tiles of the band are as wide as high on every screen: as many are shown as have room', () => {
  const { html } = renderLetter(LETTER);
  const hidden = (width: number): number[] =>
    [...html.matchAll(/@media \(max-width:(\d+)px\)\{\.tile(\d+)\{display:none!important\}\}/g)]
      .filter(([, most]) => width <= Number(most))
      .map(([, , tile]) => Number(tile));
  for (let width = 240; width <= 1280; width += 1) {
    const shown = 10 - hidden(width).length;
    const sheet = Math.min(600, width - 26);
    assert.equal(sheet / shown >= 60, true, `${width} px: ${shown} tiles`);
  }
  assert.deepEqual([hidden(320), hidden(360), hidden(626)], [[5, 6, 7, 8, 9, 10], [6, 7, 8, 9, 10], []]);
  // None is drawn wider than it is high, either.
  assert.equal(html.split('max-width:60px').length - 1, 10);
});
