import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { contrast, toHex, toOklch } from '#platform/oklch.ts';
import { defaultTrackColor, trackTint } from '#platform/track-tint.ts';
import { type Mode, TEXT_PAIRS, theme, TOKENS } from '#platform/color.ts';
import { themeCss, tintsCss } from '#platform/theme-css.ts';
import { DEFAULT_HUE } from '#platform/color.ts';

const MODES: Mode[] = ['light', 'dark'];

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

function shortfalls(pairs: typeof TEXT_PAIRS, least: number): string[] {
  const found: string[] = [];
  for (const mode of MODES) {
    for (let hue = 0; hue < 360; hue++) {
      const tokens = theme(hue, mode);
      for (const [front, back] of pairs) {
        const ratio = contrast(tokens[front], tokens[back]);
        if (ratio < least) found.push(`${mode} ${hue}: ${front} on ${back} ${ratio.toFixed(2)}`);
      }
    }
  }
  return found;
}

test('every text pair reads at 4.5:1 or better for every hue in light and dark', () => {
  assert.deepEqual(shortfalls(TEXT_PAIRS, 4.5), []);
});

test('every mark, control border and focus ring stands out at 3:1 or better for every hue in light and dark', () => {
  assert.deepEqual(shortfalls(PART_PAIRS, 3), []);
});

/** How far apart two colours look (the distance in OKLab); 0.02 is just seen side by side. */
function apart(one: string, other: string): number {
  const [a, b] = [one, other].map((hex) => {
    const { l, c, h } = toOklch(hex) ?? { l: 0, c: 0, h: 0 };
    return [l, c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)];
  }) as [number[], number[]];
  return Math.hypot(...a.map((part, i) => part - (b[i] as number)));
}

test('information, success, warning and danger look unlike each other and unlike the brand, whatever its hue', () => {
  const found: string[] = [];
  const kinds = ['info', 'good', 'warn', 'bad'] as const;
  for (const mode of MODES) {
    for (let hue = 0; hue < 360; hue++) {
      const tokens = theme(hue, mode);
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

test('every token of every hue is a hex colour', () => {
  const odd: string[] = [];
  for (const mode of MODES) {
    for (let hue = 0; hue < 360; hue++) {
      const tokens = theme(hue, mode);
      assert.deepEqual(Object.keys(tokens).sort(), [...TOKENS].sort());
      odd.push(...Object.values(tokens).filter((value) => !/^#[0-9a-f]{6}$/.test(value)));
    }
  }
  assert.deepEqual(odd, []);
});

test('a hue beyond the circle is the hue it comes round to', () => {
  assert.deepEqual(theme(388, 'light'), theme(28, 'light'));
  assert.deepEqual(theme(-30, 'dark'), theme(330, 'dark'));
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
  let state = 42;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  const colors = ['#000000', '#ffffff', '#ffff00', '#0000ff', '#808080'];
  for (let i = 0; i < 1500; i++) colors.push(`#${(random() >>> 8).toString(16).padStart(6, '0')}`);
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
  const css = themeCss(200);
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
  const ours = dense(themeCss(DEFAULT_HUE));
  assert.equal(dense(theirs).slice(0, ours.length), ours);
});
