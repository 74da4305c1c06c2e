/** The colours of tracks: what their sessions are set in. */
import type { Mode } from './color.ts';
import { contrast, settle, toHex, toOklch, turn } from './oklch.ts';

export type Tint = { background: string; ink: string; soft: string; stripe: string };

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
export function defaultTrackColor(hue: number, index: number): string {
  return toHex({ l: 0.6, c: 0.14, h: turn(hue, index * 137.508) });
}
