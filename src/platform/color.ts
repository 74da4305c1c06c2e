/**
 * Colours from one hue.
 *
 * An organiser chooses a hue and nothing else; everything a page paints with is derived from it in OKLCH and brought
 * into sRGB by lowering chroma. Lightness then moves until every pair in `TEXT_PAIRS` reaches 4.5:1, and borders,
 * marks and the focus ring 3:1 (WCAG 2.2, 1.4.3 and 1.4.11), so no choice of hue can make an unreadable page.
 */

import { contrast, type Oklch, settle, toHex, toOklch, turn } from './oklch.ts';

/** The hue of what belongs to no event: the front page, signing in, the organiser's rooms, letters of Foyer. */
export const DEFAULT_HUE = 28;

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

function statusHue(kind: keyof typeof STATUS_HUES, brand: number): number {
  const away = (at: number): number => Math.abs(((at - brand + 540) % 360) - 180);
  const [first, second] = STATUS_HUES[kind];
  return away(first) >= away(second) ? first : second;
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
  const at = {
    info: statusHue('info', h),
    good: statusHue('good', h),
    warn: statusHue('warn', h),
    bad: statusHue('bad', h),
  };
  const statusTint = (hue: number): string =>
    toHex(dark ? { l: 0.28, c: 0.04, h: hue } : { l: 0.955, c: 0.03, h: hue });
  const status = (hue: number, c: number): string =>
    settle({ l: dark ? 0.78 : 0.5, c, h: hue }, away, reads(4.5, [...grounds, statusTint(hue)]));
  const softGrounds = [...grounds, ...Object.values(at).map(statusTint)];

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
    info: status(at.info, 0.13),
    'info-tint': statusTint(at.info),
    chart: settle({ l: dark ? 0.68 : 0.6, c: 0.09, h: 200 }, away, reads(3.1, [paper, card])),
    good: status(at.good, 0.12),
    'good-tint': statusTint(at.good),
    warn: status(at.warn, 0.11),
    'warn-tint': statusTint(at.warn),
    bad: status(at.bad, 0.19),
    'bad-tint': statusTint(at.bad),
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

/** The lowest contrast of any text on its ground in pages of that hue, by day and by night; AA asks for 4.5. */
export function weakestContrast(hue: number): number {
  const ratios = (['light', 'dark'] as const).flatMap((mode) => {
    const colors = theme(hue, mode);
    return TEXT_PAIRS.map(([text, ground]) => contrast(colors[text], colors[ground]));
  });
  return Math.floor(Math.min(...ratios) * 10) / 10;
}
