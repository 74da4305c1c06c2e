/**
 * A brand colour that somebody gives exactly: the pages take its hue, and keep lightness and strength to what can be
 * read.
 */
import { toOklch } from './oklch.ts';

/** Less than this is a grey, in which there is no hue. */
const GREY = 0.025;

/** The hue of `#rrggbb` in whole degrees; 'grey' where it has none, undefined where the text is no such colour. */
export function hueOfColor(text: string): number | 'grey' | undefined {
  const color = toOklch(text);
  if (!color) return undefined;
  return color.c < GREY ? 'grey' : Math.round(color.h) % 360;
}
