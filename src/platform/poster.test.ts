import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_BRAND } from '#platform/color.ts';
import { SaxesParser } from 'saxes';
import { escapeXml } from '#platform/escape-xml.ts';
import { initialsOf, initialsSvg } from '#platform/initials.ts';
import { markSvg, posterSvg } from '#platform/poster.ts';

const SIZES = [
  [400, 500],
  [640, 400],
  [1200, 630],
] as const;

function assertWellFormed(xml: string): void {
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
}

test('every composition is well-formed, finite and framed in the size that was asked for', () => {
  for (let i = 0; i < 120; i++) {
    for (const [width, height] of SIZES) {
      const svg = posterSvg({
        seed: `seed ${i}`,
        brand: { hue: (i * 31) % 360, brandColor: null },
        width,
        height,
        mode: i % 2 ? 'dark' : 'light',
      });
      assertWellFormed(svg);
      assert.equal(/NaN|Infinity|undefined/.test(svg), false, svg);
      assert.equal(/viewBox="0 0 (\d+ \d+)"/.exec(svg)?.[1], `${width} ${height}`);
      assert.equal(/r="-|width="-|height="-/.test(svg), false, svg);
    }
  }
});

test('a seed always gives the same poster', () => {
  const input = { seed: 'autumn-assembly', brand: { hue: 210, brandColor: null }, width: 400, height: 500 };
  assert.equal(posterSvg(input), posterSvg({ ...input }));
});

test('two hundred seeds give two hundred posters', () => {
  const posters = Array.from({ length: 200 }, (_, i) =>
    posterSvg({ seed: `s${i}`, brand: { hue: 10, brandColor: null }, width: 400, height: 500 }),
  );
  assert.equal(new Set(posters).size, 200);
});

test('a poster for a page is painted with its custom properties, one for a file with literal colours', () => {
  const input = { seed: 'autumn-assembly', brand: { hue: 210, brandColor: null }, width: 400, height: 500 };
  assert.equal(/#[0-9a-f]{6}/.test(posterSvg(input)), false);
  assert.equal(/var\(/.test(posterSvg({ ...input, mode: 'light' })), false);
});

test('a poster stays small enough to stand in a page', () => {
  for (let i = 0; i < 200; i++) {
    const svg = posterSvg({ seed: `s${i}`, brand: { hue: 10, brandColor: null }, width: 400, height: 500 });
    assert.ok(svg.length < 16_000, `${svg.length} characters for seed s${i}`);
  }
});

test('marks and initials are well-formed whatever the name holds', () => {
  for (const name of ['', '   ', '<script>', 'A & B', 'Zoë "Zed" Ånd', '\u0000\u0001', '👩‍🚀 Vega', '李明']) {
    assertWellFormed(initialsSvg({ name, brand: DEFAULT_BRAND, size: 96 }));
    assertWellFormed(markSvg({ seed: name, brand: DEFAULT_BRAND, size: 32, mode: 'dark' }));
  }
});

test('initials are the first letters of the first and last word', () => {
  assert.equal(initialsOf('Mira van der Holt'), 'MH');
  assert.equal(initialsOf('  øyvind   åsen '), 'ØÅ');
  assert.equal(initialsOf('Tove'), 'T');
  assert.equal(initialsOf('(Dr.) Tove Abara'), 'DA');
  assert.equal(initialsOf('李明'), '李');
  assert.equal(initialsOf('سلمى ناصر'), 'س\u2009ن');
  assert.equal(initialsOf(' - '), '');
});

test('text that XML forbids is dropped and signs of its own are escaped', () => {
  assert.equal(escapeXml('a\u0000<b> & "c"'), 'a&#60;b&#62; &#38; &#34;c&#34;');
});
