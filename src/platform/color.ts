/**
 * Colours from one hue.
 *
 * An organiser chooses a hue and nothing else; everything a page paints with is derived from it in OKLCH and brought
 * into sRGB by lowering chroma. Lightness then moves until every pair in `TEXT_PAIRS` reaches 4.5:1 and every pair in
 * `PART_PAIRS` reaches 3:1 (WCAG 2.2, 1.4.3 and 1.4.11), so no choice of hue can make an unreadable page.
 */

/** The hue of what belongs to no event: the front page, signing in, the organiser's rooms, letters of the house. */
export const HOUSE_HUE = 28;

export type Mode = 'light' | 'dark';

/** Lightness 0..1, chroma 0..0.4, hue in degrees. */
export type Oklch = { l: number; c: number; h: number };

export const TOKENS = [
  'paper',
  'card',
  'ink',
  'soft',
  'line',
  'edge',
  'accent',
  'accent-hover',
  'accent-deep',
  'accent-tint',
  'on-accent',
  'second',
  'on-second',
  'third',
  'on-third',
  'focus',
  'good',
  'good-tint',
  'warn',
  'warn-tint',
  'bad',
  'bad-tint',
  'art-ground',
  'art-deep',
  'art-second',
  'art-third',
  'art-cream',
] as const;
export type Token = (typeof TOKENS)[number];
export type Theme = Record<Token, string>;

/** Foreground and background of every text the design system sets. */
export const TEXT_PAIRS: readonly (readonly [Token, Token])[] = [
  ['ink', 'paper'],
  ['ink', 'card'],
  ['ink', 'accent-tint'],
  ['paper', 'ink'],
  ['soft', 'paper'],
  ['soft', 'card'],
  ['soft', 'accent-tint'],
  ['accent-deep', 'paper'],
  ['accent-deep', 'card'],
  ['accent-deep', 'accent-tint'],
  ['paper', 'accent-deep'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-second', 'second'],
  ['on-third', 'third'],
  ['good', 'paper'],
  ['good', 'card'],
  ['good', 'good-tint'],
  ['warn', 'paper'],
  ['warn', 'card'],
  ['warn', 'warn-tint'],
  ['bad', 'paper'],
  ['bad', 'card'],
  ['bad', 'bad-tint'],
  ['ink', 'good-tint'],
  ['ink', 'warn-tint'],
  ['ink', 'bad-tint'],
  ['soft', 'good-tint'],
  ['soft', 'warn-tint'],
  ['soft', 'bad-tint'],
];

/** Borders of controls, marks and the focus ring against what they lie on. */
export const PART_PAIRS: readonly (readonly [Token, Token])[] = [
  ['edge', 'paper'],
  ['edge', 'card'],
  ['accent', 'paper'],
  ['accent', 'card'],
  ['focus', 'paper'],
  ['focus', 'card'],
  ['focus', 'accent-tint'],
  ['bad', 'paper'],
];

type Linear = readonly [number, number, number];

function toLinear({ l, c, h }: Oklch): Linear {
  const angle = (h * Math.PI) / 180;
  const a = c * Math.cos(angle);
  const b = c * Math.sin(angle);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

const encode = (x: number): number => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
const decode = (x: number): number => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
const fits = (rgb: Linear): boolean => rgb.every((x) => x > -0.0005 && x < 1.0005);

/** `#rrggbb` of an OKLCH colour; one outside sRGB keeps its lightness and hue and gives up chroma. */
export function toHex(color: Oklch): string {
  let { c } = color;
  if (!fits(toLinear(color))) {
    let low = 0;
    let high = c;
    for (let i = 0; i < 18; i++) {
      c = (low + high) / 2;
      if (fits(toLinear({ ...color, c }))) low = c;
      else high = c;
    }
    c = low;
  }
  const rgb = toLinear({ ...color, c });
  return `#${rgb.map((x) => byte(encode(Math.min(1, Math.max(0, x))))).join('')}`;
}

const byte = (x: number): string =>
  Math.round(x * 255)
    .toString(16)
    .padStart(2, '0');

/** Linear-light sRGB of `#rrggbb`; undefined where the text is no such colour. */
function fromHex(hex: string): Linear | undefined {
  const m = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex.trim());
  if (!m) return undefined;
  const channel = (i: number): number => decode(Number.parseInt(m[i] ?? '0', 16) / 255);
  return [channel(1), channel(2), channel(3)];
}

/** OKLCH of `#rrggbb`; undefined where the text is no such colour. */
export function toOklch(hex: string): Oklch | undefined {
  const rgb = fromHex(hex);
  if (!rgb) return undefined;
  const [r, g, b] = rgb;
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const l = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
  const x = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
  const y = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  return { l, c: Math.hypot(x, y), h: ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360 };
}

/** WCAG 2 contrast ratio, 1 to 21, of two `#rrggbb` colours. */
export function contrast(one: string, other: string): number {
  const light = (hex: string): number => {
    const [r, g, b] = fromHex(hex) ?? [0, 0, 0];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const a = light(one);
  const b = light(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Moves lightness by `step` until `good` holds for the hex, giving up at black or white. */
function settle(color: Oklch, step: number, good: (hex: string) => boolean): string {
  let { l } = color;
  let hex = toHex(color);
  while (!good(hex) && l + step > 0 && l + step < 1) {
    l += step;
    hex = toHex({ ...color, l });
  }
  return hex;
}

/** 1 around the yellows, 0 elsewhere: a yellow that is dark enough for white text is a brown. */
const yellowness = (hue: number): number => Math.exp(-(((((hue - 92 + 540) % 360) - 180) / 32) ** 2));

const turn = (hue: number, by: number): number => (((hue + by) % 360) + 360) % 360;

const CREAM: Oklch = { l: 0.988, c: 0.01, h: 85 };
const DARK: Oklch = { l: 0.19, c: 0.02, h: 60 };

/** The lettering for `ground`: cream where that reads, near-black of the same hue where it does not. */
function letteringOn(ground: string, hue: number): string {
  const cream = toHex(CREAM);
  if (contrast(cream, ground) >= 4.5) return cream;
  return settle({ ...DARK, h: hue }, -0.01, (hex) => contrast(hex, ground) >= 4.5);
}

/**
 * A colour to letter on: moves away from the middle lightnesses on which neither cream nor near-black reads. A ground
 * that moves down is lettered in cream, unless it is a yellow, which would be no yellow any more.
 */
function groundToLetterOn(color: Oklch, step: number, good: (hex: string) => boolean = () => true): string {
  const cream = toHex(CREAM);
  const dark = toHex({ l: 0.16, c: 0.02, h: color.h });
  const creamOnly = step < 0 && yellowness(color.h) < 0.3;
  const reads = (hex: string): boolean =>
    contrast(cream, hex) >= 4.6 || (!creamOnly && contrast(dark, hex) >= 4.6);
  return settle(color, step, (hex) => good(hex) && reads(hex));
}

/** Every token of an event with `hue` in `mode`, as `#rrggbb`. */
export function theme(hue: number, mode: Mode): Theme {
  const h = turn(hue, 0);
  const dark = mode === 'dark';
  const away = dark ? 0.005 : -0.005;
  const bump = yellowness(h);

  const paper = toHex(dark ? { l: 0.185, c: 0.01, h: 65 } : { l: 0.984, c: 0.007, h: 85 });
  const card = toHex(dark ? { l: 0.225, c: 0.012, h: 65 } : { l: 0.998, c: 0.002, h: 85 });
  const tint = toHex(dark ? { l: 0.275, c: 0.045, h } : { l: 0.95, c: 0.03, h });
  const grounds = [paper, card, tint];
  const reads = (least: number, on: string[]) => (hex: string) => on.every((ground) => contrast(hex, ground) >= least);

  const accent = dark
    ? groundToLetterOn({ l: 0.72 + 0.08 * bump, c: 0.16, h }, 0.005, reads(3, [paper, card]))
    : groundToLetterOn({ l: 0.545 + 0.11 * bump, c: 0.19, h }, -0.005, reads(3, [paper, card]));
  const lettering = letteringOn(accent, h);
  const settled = toOklch(accent) ?? { l: 0.5, c: 0.1, h };
  const lighter = (toOklch(lettering)?.l ?? 0) < settled.l;
  const second = groundToLetterOn({ l: dark ? 0.66 : 0.58, c: 0.115, h: turn(h, 150) }, dark ? 0.005 : -0.005);
  const third = groundToLetterOn({ l: 0.84, c: 0.125, h: turn(h, 60) }, 0.005);
  const status = (at: number, c: number): string =>
    settle({ l: dark ? 0.78 : 0.5, c, h: at }, away, reads(4.5, [...grounds, statusTint(at)]));
  const statusTint = (at: number): string =>
    toHex(dark ? { l: 0.28, c: 0.04, h: at } : { l: 0.955, c: 0.03, h: at });
  const softGrounds = [...grounds, statusTint(150), statusTint(75), statusTint(27)];

  return {
    paper,
    card,
    ink: settle(dark ? { l: 0.945, c: 0.01, h: 85 } : { l: 0.215, c: 0.02, h: 60 }, away, reads(7, softGrounds)),
    soft: settle(dark ? { l: 0.74, c: 0.014, h: 80 } : { l: 0.46, c: 0.018, h: 60 }, away, reads(4.6, softGrounds)),
    line: toHex(dark ? { l: 0.33, c: 0.013, h: 65 } : { l: 0.885, c: 0.012, h: 80 }),
    edge: settle(dark ? { l: 0.52, c: 0.015, h: 65 } : { l: 0.66, c: 0.018, h: 70 }, away, reads(3.1, [paper, card])),
    accent,
    'accent-hover': toHex({ ...settled, l: settled.l + (lighter ? 0.045 : -0.045) }),
    'accent-deep': settle({ l: dark ? 0.84 : 0.42, c: dark ? 0.1 : 0.15, h }, away, reads(4.6, grounds)),
    'accent-tint': tint,
    'on-accent': lettering,
    second,
    'on-second': letteringOn(second, turn(h, 150)),
    third,
    'on-third': letteringOn(third, turn(h, 60)),
    focus: settle({ l: dark ? 0.8 : 0.5, c: dark ? 0.12 : 0.17, h }, away, reads(3.2, grounds)),
    good: status(150, 0.12),
    'good-tint': statusTint(150),
    warn: status(75, 0.11),
    'warn-tint': statusTint(75),
    bad: status(27, 0.17),
    'bad-tint': statusTint(27),
    ...art(h, mode),
  };
}

/** A poster is paint on paper: the same five colours in both modes, a little dimmed where the room is dark. */
function art(h: number, mode: Mode): Pick<Theme, 'art-ground' | 'art-deep' | 'art-second' | 'art-third' | 'art-cream'> {
  const dim = mode === 'dark' ? 0.94 : 1;
  const paint = (l: number, c: number, at: number): string => toHex({ l: l * dim, c, h: turn(at, 0) });
  const bump = yellowness(h);
  return {
    'art-ground': paint(0.575 + 0.22 * bump, 0.2, h),
    'art-deep': paint(0.33, 0.105, h),
    'art-second': paint(0.6 + 0.12 * yellowness(turn(h, 150)), 0.13, h + 150),
    'art-third': paint(0.845, 0.135, h + 60),
    'art-cream': paint(0.97, 0.018, 85),
  };
}

export type Tint = { background: string; ink: string; soft: string; stripe: string };

/** The lowest contrast of any text on its ground in pages of that hue, by day and by night; AA asks for 4.5. */
export function weakestContrast(hue: number): number {
  const ratios = (['light', 'dark'] as const).flatMap((mode) => {
    const colors = theme(hue, mode);
    return TEXT_PAIRS.map(([text, ground]) => contrast(colors[text], colors[ground]));
  });
  return Math.floor(Math.min(...ratios) * 10) / 10;
}

/**
 * What a session of a track with `color` (`#rrggbb`) is set in: a pale ground, two readable inks and a stripe in the
 * track's own hue that stands out from the ground. Anything that is no such colour gives a neutral tint.
 */
export function trackTint(color: string, mode: Mode): Tint {
  const source = toOklch(color) ?? { l: 0.6, c: 0.008, h: 75 };
  const dark = mode === 'dark';
  const { h } = source;
  const background = toHex(
    dark ? { l: 0.265, c: Math.min(source.c, 0.04), h } : { l: 0.955, c: Math.min(source.c, 0.028), h },
  );
  const away = dark ? 0.005 : -0.005;
  const reads = (least: number) => (hex: string) => contrast(hex, background) >= least;
  return {
    background,
    ink: settle(dark ? { l: 0.95, c: 0.012, h } : { l: 0.22, c: 0.025, h }, away, reads(7)),
    soft: settle(dark ? { l: 0.78, c: 0.025, h } : { l: 0.44, c: 0.03, h }, away, reads(4.6)),
    stripe: settle({ l: Math.min(0.82, Math.max(source.l, dark ? 0.55 : 0.4)), c: source.c, h }, away, reads(3.1)),
  };
}

/** A colour for the `index`-th track (from 0) of an event whose organiser named none: the golden angle apart. */
export function houseTrackColor(hue: number, index: number): string {
  return toHex({ l: 0.6, c: 0.14, h: turn(hue, index * 137.508) });
}

const block = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

/** A rule for light, one for a dark system, and one for each choice made with `data-theme` on the root element. */
function rules(selector: string, light: string, dark: string): string {
  const under = (root: string): string => (selector === ':root' ? root : `${root} ${selector}`);
  return (
    `${selector}{${light}}` +
    `@media (prefers-color-scheme:dark){${under(":root:not([data-theme='light'])")}{${dark}}}` +
    `${under(":root[data-theme='dark']")}{${dark}}`
  );
}

/**
 * The custom properties of an event with `hue`, for a `<style>` in the head: `--paper`, `--accent` and so on, for
 * light, for `prefers-color-scheme: dark`, and for `data-theme="light"` or `"dark"` on the root element.
 */
export function themeCss(hue: number): string {
  return rules(
    ':root',
    `color-scheme:light;${block(theme(hue, 'light'))}`,
    `color-scheme:dark;${block(theme(hue, 'dark'))}`,
  );
}

/**
 * The custom properties of each tint, for a `<style>` in the head: an element with `data-tint="<name>"` gets
 * `--tint`, `--tint-ink`, `--tint-soft` and `--tint-stripe`. Names are numbers or words; others are left out.
 */
export function tintsCss(tints: { name: string | number; color: string }[]): string {
  return tints
    .filter(({ name }) => /^[\w-]+$/.test(String(name)))
    .map(({ name, color }) => {
      const values = (mode: Mode): string => {
        const tint = trackTint(color, mode);
        return block({ tint: tint.background, 'tint-ink': tint.ink, 'tint-soft': tint.soft, 'tint-stripe': tint.stripe });
      };
      return rules(`[data-tint='${name}']`, values('light'), values('dark'));
    })
    .join('');
}
