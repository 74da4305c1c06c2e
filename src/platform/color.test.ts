import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { apart, contrast, toHex, toOklch, turn } from '#platform/oklch.ts';
import { defaultTrackColor, trackTint } from '#platform/track-tint.ts';
import {
  type Brand,
  buttonInstead,
  DEFAULT_BRAND,
  type Mode,
  TEXT_PAIRS,
  theme,
  TOKENS,
  weakestContrast,
} from '#platform/color.ts';
import { themeCss, tintsCss } from '#platform/theme-css.ts';

const MODES: Mode[] = ['light', 'dark'];
const HUES = Array.from({ length: 360 }, (_, hue) => byHue(hue));

function byHue(hue: number): Brand {
  return { hue, brandColor: null };
}

/** Every corner and edge of sRGB, all greys, every hue at many lightnesses, and colours by chance. */
const COLORS: string[] = [
  ...steps(6).flatMap((r) => steps(6).flatMap((g) => steps(6).map((b) => `#${r}${g}${b}`))),
  ...steps(52).map((grey) => `#${grey}${grey}${grey}`),
  ...HUES.filter(({ hue }) => hue % 3 === 0).flatMap(({ hue }) =>
    [0.1, 0.3, 0.45, 0.6, 0.75, 0.9].map((l) => toHex({ l, c: 0.25, h: hue })),
  ),
  ...chance(600),
];

function steps(count: number): string[] {
  const byte = (i: number): string =>
    Math.round((i * 255) / (count - 1))
      .toString(16)
      .padStart(2, '0');
  return Array.from({ length: count }, (_, i) => byte(i));
}

function chance(count: number): string[] {
  let state = 42;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return `#${(state >>> 8).toString(16).padStart(6, '0')}`;
  });
}

const exactly = (brandColor: string): Brand => ({ hue: 28, brandColor });

/** Borders of controls, marks and the focus ring against what they lie on. */
const PART_PAIRS: typeof TEXT_PAIRS = [
  ['edge', 'paper'],
  ['edge', 'card'],
  ['accent', 'paper'],
  ['accent', 'card'],
  ['focus', 'paper'],
  ['focus', 'card'],
  ['focus', 'accent-tint'],
  ['bad', 'paper'],
  ['chart', 'paper'],
  ['chart', 'card'],
];

function shortfalls(brands: Brand[], pairs: typeof TEXT_PAIRS, least: number): string[] {
  return brands.flatMap((brand) =>
    MODES.flatMap((mode) => {
      const tokens = theme(brand, mode);
      const ratio = ([front, back]: (typeof TEXT_PAIRS)[number]): number => contrast(tokens[front], tokens[back]);
      return pairs
        .filter((pair) => ratio(pair) < least)
        .map((pair) => `${mode} ${brand.brandColor ?? brand.hue}: ${pair.join(' on ')} ${ratio(pair).toFixed(2)}`);
    }),
  );
}

test('every text pair reads at 4.5:1 or better for every hue in light and dark', () => {
  assert.deepEqual(shortfalls(HUES, TEXT_PAIRS, 4.5), []);
});

test('every mark, control border and focus ring stands out at 3:1 or better for every hue in light and dark', () => {
  assert.deepEqual(shortfalls(HUES, PART_PAIRS, 3), []);
});

test('information, success, warning and danger look unlike each other and unlike the brand, whatever its hue', () => {
  const found: string[] = [];
  const kinds = ['info', 'good', 'warn', 'bad'] as const;
  for (const mode of MODES) {
    for (let hue = 0; hue < 360; hue++) {
      const tokens = theme(byHue(hue), mode);
      for (const [i, kind] of kinds.entries()) {
        if (apart(tokens[kind], tokens.accent) < 0.04) found.push(`${mode} ${hue}: ${kind} like the brand`);
        for (const other of kinds.slice(i + 1)) {
          if (apart(tokens[kind], tokens[other]) < 0.08) found.push(`${mode} ${hue}: ${kind} like ${other}`);
        }
      }
    }
  }
  assert.deepEqual(found, []);
});

test('events that have a hue alone look as they did before there were exact colours', () => {
  const all = HUES.map((brand) => MODES.map((mode) => theme(brand, mode)));
  assert.equal(
    createHash('sha256').update(JSON.stringify(all)).digest('hex'),
    'aa0901241ba161382285abd4fe505af9d09ff1483bfa82e1e70db686b7be7070',
  );
});

test('in every exact colour text reads at 4.5:1 and parts stand out at 3:1, in light and dark', () => {
  const brands = COLORS.map(exactly);
  assert.deepEqual(shortfalls(brands, TEXT_PAIRS, 4.5), []);
  assert.deepEqual(shortfalls(brands, [...PART_PAIRS, ['accent-hover', 'paper'], ['accent-hover', 'card']], 3), []);
  assert.equal(Math.min(...COLORS.slice(0, 100).map((color) => weakestContrast(exactly(color)))) >= 4.5, true);
});

test('a poster has the exact colour always, a button wherever it stands out from the page, by day or by night', () => {
  const found: string[] = [];
  for (const color of COLORS) {
    const themes = MODES.map((mode) => theme(exactly(color), mode));
    const keeps = themes.map(({ paper, card }) => [paper, card].every((ground) => contrast(color, ground) >= 3));
    if (themes.some((tokens) => tokens['art-ground'] !== color)) found.push(`${color} poster`);
    if (themes.some(({ accent }, i) => keeps[i] && accent !== color)) found.push(`${color} could stay`);
    if (!keeps.includes(true)) found.push(`${color} nowhere`);
  }
  assert.deepEqual(found, []);
});

test('a button that cannot have the colour has its hue, its strength as far as there is, and the nearest lightness', () => {
  const found: string[] = [];
  let moved = 0;
  for (const color of COLORS) {
    const instead = buttonInstead(exactly(color));
    if (!instead) continue;
    moved += 1;
    const { paper, card } = theme(exactly(color), instead.mode);
    const [own, has] = [toOklch(color), toOklch(instead.color)];
    assert.ok(own && has);
    const isColored = own.c > 0.04 && has.c > 0.04;
    if (isColored && Math.abs(turn(own.h - has.h + 180, 0) - 180) > 4) found.push(`${color} ${instead.color} hue`);
    const nearer = toHex({ ...own, l: has.l + (own.l - has.l > 0 ? 0.01 : -0.01) });
    if ([paper, card].every((ground) => contrast(nearer, ground) >= 3)) found.push(`${color} ${instead.color} farther`);
    const most = toOklch(toHex({ ...own, l: has.l }))?.c ?? 0;
    if (has.c < most - 0.01) found.push(`${color} ${instead.color} paler`);
  }
  assert.deepEqual(found, []);
  assert.equal(moved > COLORS.length / 4, true);
  assert.deepEqual(
    ['#0057b8', '#c52a26', '#ffd700', '#000000', '#ffffff'].map((color) => buttonInstead(exactly(color))?.mode ?? null),
    ['dark', null, 'light', 'dark', 'light'],
  );
  assert.equal(buttonInstead(byHue(200)), null);
});

test('messages look unlike buttons in every exact colour, and unlike each other', () => {
  const kinds = ['info', 'good', 'warn', 'bad'] as const;
  const found = COLORS.flatMap((color) =>
    MODES.flatMap((mode) => {
      const tokens = theme(exactly(color), mode);
      return kinds.flatMap((kind, i) => [
        ...(apart(tokens[kind], tokens.accent) < 0.02 ? [`${mode} ${color}: ${kind} like the brand`] : []),
        ...kinds
          .slice(i + 1)
          .filter((other) => apart(tokens[kind], tokens[other]) < 0.08)
          .map((other) => `${mode} ${color}: ${kind} like ${other}`),
      ]);
    }),
  );
  assert.deepEqual(found, []);
});

test('the paints of a poster in any exact colour differ from its ground in lightness', () => {
  const lightness = (hex: string): number => toOklch(hex)?.l ?? 0;
  const found = COLORS.flatMap((color) => {
    const tokens = theme(exactly(color), 'light');
    const inks = ['art-deep', 'art-third', 'art-cream'] as const;
    return inks
      .filter((ink) => Math.abs(lightness(tokens[ink]) - lightness(color)) < 0.08)
      .map((ink) => `${color} ${ink}`);
  });
  assert.deepEqual(found, []);
});

test('every token of every hue is a hex colour', () => {
  const odd: string[] = [];
  for (const mode of MODES) {
    for (let hue = 0; hue < 360; hue++) {
      const tokens = theme(byHue(hue), mode);
      assert.deepEqual(Object.keys(tokens).sort(), [...TOKENS].sort());
      odd.push(...Object.values(tokens).filter((value) => !/^#[0-9a-f]{6}$/.test(value)));
    }
  }
  assert.deepEqual(odd, []);
});

test('a hue beyond the circle is the hue it comes round to', () => {
  assert.deepEqual(theme(byHue(388), 'light'), theme(byHue(28), 'light'));
  assert.deepEqual(theme(byHue(-30), 'dark'), theme(byHue(330), 'dark'));
});

test('the contrast of black on white is 21 and of a colour on itself 1', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#c52a26', '#c52a26'), 1);
});

test('a colour survives the way to OKLCH and back', () => {
  for (const hex of ['#000000', '#ffffff', '#c52a26', '#009480', '#ebc666', '#123456', '#00ff00', '#0000ff']) {
    const color = toOklch(hex);
    assert.ok(color);
    assert.equal(toHex(color), hex);
  }
});

test('sessions of any track colour keep readable text and a visible stripe', () => {
  const colors = ['#000000', '#ffffff', '#ffff00', '#0000ff', '#808080', ...chance(1500)];
  const found: string[] = [];
  for (const mode of MODES) {
    for (const color of colors) {
      const tint = trackTint(color, mode);
      if (contrast(tint.ink, tint.background) < 7) found.push(`${mode} ${color} ink`);
      if (contrast(tint.soft, tint.background) < 4.5) found.push(`${mode} ${color} soft`);
      if (contrast(tint.stripe, tint.background) < 3) found.push(`${mode} ${color} stripe`);
    }
  }
  assert.deepEqual(found, []);
});

test('a track without a proper colour gets a neutral tint', () => {
  assert.deepEqual(trackTint('', 'light'), trackTint('url(#x)', 'light'));
});

test('tracks without a colour get colours that differ', () => {
  const colors = Array.from({ length: 12 }, (_, i) => defaultTrackColor(28, i));
  assert.equal(new Set(colors).size, 12);
});

test('the style block sets light, a dark system, and both choices', () => {
  const css = themeCss(byHue(200));
  assert.deepEqual(
    css
      .split('{')
      .filter((part) => /:root|@media/.test(part))
      .map((part) => part.slice(part.lastIndexOf('}') + 1)),
    [':root', '@media (prefers-color-scheme:dark)', ":root:not([data-theme='light'])", ":root[data-theme='dark']"],
  );
});

test('a tint whose name could leave its selector is left out', () => {
  assert.equal(tintsCss([{ name: "x']{}", color: '#ff0000' }]), '');
});

test('the tokens file carries the theme of Foyer, for pages outside any event', async () => {
  const css = await readFile(new URL('../ui/tokens.css', import.meta.url), 'utf8');
  const dense = (text: string): string => text.replaceAll(/\s/g, '').replaceAll(';}', '}');
  const [, theirs = ''] = css.split('/* foyer theme */');
  const ours = dense(themeCss(DEFAULT_BRAND));
  assert.equal(dense(theirs).slice(0, ours.length), ours);
});
