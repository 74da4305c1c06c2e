/**
 * Colours from one hue, or from one exact colour.
 *
 * An organiser chooses a hue or a brand colour and nothing else; everything a page paints with is derived from it in
 * OKLCH and brought into sRGB by lowering chroma. Lightness then moves until every pair in `TEXT_PAIRS` reaches 4.5:1,
 * and borders, marks and the focus ring 3:1 (WCAG 2.2, 1.4.3 and 1.4.11), so no choice can make an unreadable page.
 *
 * An exact colour is what posters and buttons have. Where it would not stand out from the page as a button, the button
 * has the nearest lightness that does.
 */

import { apart, contrast, GREY, nearest, type Oklch, settle, toHex, toOklch, turn } from './oklch.ts';

/** What an organiser chose: a hue of 0 to 359, and perhaps an exact colour (`#rrggbb`), from which the hue followed. */
export type Brand = { hue: number; brandColor: string | null };

/** That of what belongs to no event: the front page, signing in, the organiser's rooms, letters of Foyer. */
export const DEFAULT_BRAND: Brand = { hue: 28, brandColor: null };

export type Mode = 'light' | 'dark';

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
  'info',
  'info-tint',
  'chart',
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
  ['info', 'paper'],
  ['info', 'card'],
  ['info', 'info-tint'],
  ['good', 'paper'],
  ['good', 'card'],
  ['good', 'good-tint'],
  ['warn', 'paper'],
  ['warn', 'card'],
  ['warn', 'warn-tint'],
  ['bad', 'paper'],
  ['bad', 'card'],
  ['bad', 'bad-tint'],
  ['ink', 'info-tint'],
  ['soft', 'info-tint'],
  ['ink', 'good-tint'],
  ['ink', 'warn-tint'],
  ['ink', 'bad-tint'],
  ['soft', 'good-tint'],
  ['soft', 'warn-tint'],
  ['soft', 'bad-tint'],
];

/** 1 around the yellows, 0 elsewhere: a yellow that is dark enough for white text is a brown. */
const yellowness = (hue: number): number => Math.exp(-(((((hue - 92 + 540) % 360) - 180) / 32) ** 2));

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
  const reads = (hex: string): boolean => contrast(cream, hex) >= 4.6 || (!creamOnly && contrast(dark, hex) >= 4.6);
  return settle(color, step, (hex) => good(hex) && reads(hex));
}

/**
 * Where each message finds its hue: the end of its family that is farther from the brand's, so that a red brand does
 * not look like an error, nor an error like the brand.
 */
const STATUS_HUES = { info: [232, 266], good: [146, 168], warn: [66, 88], bad: [6, 28] } as const;

const STATUS_CHROMA = { info: 0.13, good: 0.12, warn: 0.11, bad: 0.19 } as const;
type Status = keyof typeof STATUS_HUES;

function statusHue(kind: Status, brand: number): number {
  const away = (at: number): number => Math.abs(((at - brand + 540) % 360) - 180);
  const [first, second] = STATUS_HUES[kind];
  return away(first) >= away(second) ? first : second;
}

/** Beside an exact colour: the end of the family that looks farther from its buttons. */
function statusHueBeside(accent: string, kind: Status, look: (hue: number) => string): number {
  const [first, second] = STATUS_HUES[kind];
  return apart(look(first), accent) >= apart(look(second), accent) ? first : second;
}

/** The exact colour of a brand and its hue; a grey has the hue that was chosen beside it. */
function colorOf({ hue, brandColor }: Brand): { exact: Oklch | undefined; h: number } {
  const exact = brandColor === null ? undefined : toOklch(brandColor);
  return { exact, h: exact && exact.c >= GREY ? exact.h : turn(hue, 0) };
}

/** The ground of buttons in an exact colour: itself, or the nearest lightness that can be lettered and stands out. */
function exactGround(color: Oklch, h: number, standsOut: (hex: string) => boolean): string {
  return nearest(color, (hex) => standsOut(hex) && contrast(letteringOn(hex, h), hex) >= 4.5);
}

/** How far a button moves under the pointer: as far as its lettering and its own outline allow. */
function hoverOf(ground: Oklch, step: number, good: (hex: string) => boolean): string {
  const moved = [step, step * 0.7, step * 0.45, -step, -step * 0.7, -step * 0.45].map((by) =>
    toHex({ ...ground, l: Math.min(1, Math.max(0, ground.l + by)) }),
  );
  return moved.find(good) ?? toHex(ground);
}

/** Themes that were made: every page, mail and ticket asks for one. So many are kept. */
const themes = new Map<string, Readonly<Theme>>();
const MOST_THEMES = 500;

/** Every token of an event with `brand` in `mode`, as `#rrggbb`. */
export function theme(brand: Brand, mode: Mode): Readonly<Theme> {
  const name = `${brand.hue} ${brand.brandColor ?? ''} ${mode}`;
  const known = themes.get(name);
  if (known) return known;
  if (themes.size >= MOST_THEMES) themes.clear();
  const made = Object.freeze(makeTheme(brand, mode));
  themes.set(name, made);
  return made;
}

function makeTheme(brand: Brand, mode: Mode): Theme {
  const { exact, h } = colorOf(brand);
  const dark = mode === 'dark';
  const away = dark ? 0.005 : -0.005;
  const bump = yellowness(h);
  /** What follows from a muted colour is no stronger than it. */
  const muted = (most: number): number => (exact ? Math.min(most, exact.c) : most);
  /** Colours that go with it may be a little stronger. */
  const beside = (most: number): number => (exact ? Math.min(most, exact.c + 0.03) : most);

  const paper = toHex(dark ? { l: 0.185, c: 0.01, h: 65 } : { l: 0.984, c: 0.007, h: 85 });
  const card = toHex(dark ? { l: 0.225, c: 0.012, h: 65 } : { l: 0.998, c: 0.002, h: 85 });
  const tint = toHex(dark ? { l: 0.275, c: muted(0.045), h } : { l: 0.95, c: muted(0.03), h });
  const grounds = [paper, card, tint];
  const reads = (least: number, on: string[]) => (hex: string) => on.every((ground) => contrast(hex, ground) >= least);

  const standsOut = reads(3, [paper, card]);
  const byHue = (): string =>
    dark
      ? groundToLetterOn({ l: 0.72 + 0.08 * bump, c: 0.16, h }, 0.005, standsOut)
      : groundToLetterOn({ l: 0.545 + 0.11 * bump, c: 0.19, h }, -0.005, standsOut);
  const accent = exact ? exactGround(exact, h, standsOut) : byHue();
  const lettering = letteringOn(accent, h);
  const settled = toOklch(accent) ?? { l: 0.5, c: 0.1, h };
  const hover = (toOklch(lettering)?.l ?? 0) < settled.l ? 0.045 : -0.045;
  const second = groundToLetterOn({ l: dark ? 0.66 : 0.58, c: beside(0.115), h: turn(h, 150) }, dark ? 0.005 : -0.005);
  const third = groundToLetterOn({ l: 0.84, c: beside(0.125), h: turn(h, 60) }, 0.005);
  const statusTint = (hue: number): string =>
    toHex(dark ? { l: 0.28, c: 0.04, h: hue } : { l: 0.955, c: 0.03, h: hue });
  const status = (hue: number, c: number): string =>
    settle({ l: dark ? 0.78 : 0.5, c, h: hue }, away, reads(4.5, [...grounds, statusTint(hue)]));
  const unlike = (kind: Status): number =>
    exact ? statusHueBeside(accent, kind, (hue) => status(hue, STATUS_CHROMA[kind])) : statusHue(kind, h);
  const at = { info: unlike('info'), good: unlike('good'), warn: unlike('warn'), bad: unlike('bad') };
  const softGrounds = [...grounds, ...Object.values(at).map(statusTint)];

  return {
    paper,
    card,
    ink: settle(dark ? { l: 0.945, c: 0.01, h: 85 } : { l: 0.215, c: 0.02, h: 60 }, away, reads(7, softGrounds)),
    soft: settle(dark ? { l: 0.74, c: 0.014, h: 80 } : { l: 0.46, c: 0.018, h: 60 }, away, reads(4.6, softGrounds)),
    line: toHex(dark ? { l: 0.33, c: 0.013, h: 65 } : { l: 0.885, c: 0.012, h: 80 }),
    edge: settle(dark ? { l: 0.52, c: 0.015, h: 65 } : { l: 0.66, c: 0.018, h: 70 }, away, reads(3.1, [paper, card])),
    accent,
    'accent-hover': exact
      ? hoverOf(settled, hover, (hex) => standsOut(hex) && contrast(lettering, hex) >= 4.5)
      : toHex({ ...settled, l: settled.l + hover }),
    'accent-deep': settle({ l: dark ? 0.84 : 0.42, c: muted(dark ? 0.1 : 0.15), h }, away, reads(4.6, grounds)),
    'accent-tint': tint,
    'on-accent': lettering,
    second,
    'on-second': letteringOn(second, turn(h, 150)),
    third,
    'on-third': letteringOn(third, turn(h, 60)),
    focus: settle({ l: dark ? 0.8 : 0.5, c: muted(dark ? 0.12 : 0.17), h }, away, reads(3.2, grounds)),
    info: status(at.info, STATUS_CHROMA.info),
    'info-tint': statusTint(at.info),
    chart: settle({ l: dark ? 0.68 : 0.6, c: 0.09, h: 200 }, away, reads(3.1, [paper, card])),
    good: status(at.good, STATUS_CHROMA.good),
    'good-tint': statusTint(at.good),
    warn: status(at.warn, STATUS_CHROMA.warn),
    'warn-tint': statusTint(at.warn),
    bad: status(at.bad, STATUS_CHROMA.bad),
    'bad-tint': statusTint(at.bad),
    ...(exact ? exactArt(exact, h, brand.brandColor ?? accent) : art(h, mode)),
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

/**
 * A poster in an exact colour: that colour is its ground, by day and by night, and the four others keep away from its
 * lightness.
 */
function exactArt(exact: Oklch, h: number, ground: string): ReturnType<typeof art> {
  const { l } = exact;
  const paint = (lightness: number, most: number, hue: number): string =>
    toHex({ l: lightness, c: Math.min(most, exact.c + 0.03), h: turn(hue, 0) });
  const deep = l >= 0.5 ? 0.33 : l >= 0.32 ? l - 0.19 : l + 0.24;
  return {
    'art-ground': ground,
    'art-deep': paint(deep, 0.105, h),
    'art-second': paint(Math.abs(l - 0.62) < 0.08 ? 0.54 : 0.62, 0.13, h + 150),
    'art-third': paint(Math.abs(l - 0.845) < 0.1 ? 0.66 : 0.845, 0.135, h + 60),
    'art-cream': toHex({ l: l > 0.86 ? 0.77 : 0.97, c: 0.018, h: 85 }),
  };
}

/** The lowest contrast of any text on its ground in pages of that brand, by day and by night; AA asks for 4.5. */
export function weakestContrast(brand: Brand): number {
  const ratios = (['light', 'dark'] as const).flatMap((mode) => {
    const colors = theme(brand, mode);
    return TEXT_PAIRS.map(([text, ground]) => contrast(colors[text], colors[ground]));
  });
  return Math.floor(Math.min(...ratios) * 10) / 10;
}

/** Where buttons cannot have an exact colour, and what they have instead; null where they have it everywhere. */
export function buttonInstead(brand: Brand): { mode: Mode; color: string } | null {
  for (const mode of ['light', 'dark'] as const) {
    const { accent } = theme(brand, mode);
    if (brand.brandColor !== null && accent !== brand.brandColor) return { mode, color: accent };
  }
  return null;
}
