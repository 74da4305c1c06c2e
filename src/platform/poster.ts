/**
 * Posters: generated art for a thing that has no picture.
 *
 * The seed decides the composition and everything in it, the brand its five colours; the same seed and brand give the
 * same drawing in every size it is asked for, on a page, in a file or in a mail. Discs, arcs, bands, arches and grids
 * only.
 */
import { type Brand, type Mode, type Theme, theme } from './color.ts';
import { COMPOSITIONS, type Stage } from './poster-compositions.ts';
import { cornerBox, disc, half, n, quarter, rect } from './poster-shapes.ts';
import { pick, seededRandom } from './seeded-random.ts';

/** With `mode` the colours are literal, for files; without it they are the page's custom properties. */
export type PosterInput = { seed: string; brand: Brand; width: number; height: number; mode?: Mode };

type Paint = { ground: string; deep: string; second: string; third: string; cream: string };

function paintOf({ brand, mode }: { brand: Brand; mode?: Mode }): Paint {
  if (!mode) {
    const named = (name: string): string => `var(--art-${name})`;
    return {
      ground: named('ground'),
      deep: named('deep'),
      second: named('second'),
      third: named('third'),
      cream: named('cream'),
    };
  }
  const tokens: Theme = theme(brand, mode);
  return {
    ground: tokens['art-ground'],
    deep: tokens['art-deep'],
    second: tokens['art-second'],
    third: tokens['art-third'],
    cream: tokens['art-cream'],
  };
}

/** Which colour lies behind and which three are drawn with: chosen so that neighbours differ in lightness. */
function hang(paint: Paint, random: () => number): Pick<Stage, 'back' | 'inks'> {
  const { ground, deep, second, third, cream } = paint;
  return pick<Pick<Stage, 'back' | 'inks'>>(random, [
    { back: ground, inks: [cream, third, deep] },
    { back: ground, inks: [third, deep, cream] },
    { back: ground, inks: [cream, third, second] },
    { back: deep, inks: [third, ground, cream] },
    { back: deep, inks: [cream, ground, third] },
    { back: third, inks: [ground, deep, cream] },
    { back: third, inks: [deep, ground, cream] },
    { back: second, inks: [cream, deep, third] },
  ]);
}

/** The art of `seed` without its `<svg>` element: fills `width` by `height` from the origin, and may reach beyond. */
export function posterArt(input: PosterInput): string {
  const random = seededRandom(input.seed);
  const compose = pick(random, COMPOSITIONS);
  const hung = hang(paintOf(input), random);
  const { width: w, height: h } = input;
  return rect(0, 0, w, h, hung.back) + compose({ w, h, u: Math.min(w, h), ...hung, random });
}

/** A whole SVG document of the poster; decorative, so it is hidden from assistive technology. */
export function posterSvg(input: PosterInput): string {
  const { width, height } = input;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" ` +
    `height="${n(height)}" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">${posterArt(input)}</svg>`
  );
}

/** A small square sign of the same colours, to stand beside a name. */
export function markSvg({
  seed,
  brand,
  size,
  mode,
}: {
  seed: string;
  brand: Brand;
  size: number;
  mode?: Mode;
}): string {
  const random = seededRandom(`mark:${seed}`);
  const { ground, deep, third, cream } = paintOf({ brand, mode });
  const turn = Math.floor(random() * 4);
  const inner = pick(random, [
    disc(20, 20, 13, cream) + half(20, 20, 13, turn, third),
    quarter(0, 0, 40, turn, third) + quarter(...cornerBox(0, 0, 40, turn), turn, cream),
    quarter(0, 0, 20, 2, cream) + quarter(20, 20, 20, 0, third) + disc(30, 10, 5, cream),
    half(20, 22, 15, 0, third) + rect(0, 26, 40, 4, cream) + rect(0, 33, 40, 2.5, cream),
    half(20, 12, 12, 2, cream) + half(20, 28, 12, 0, third),
    rect(0, 0, 40, 40, deep) + disc(20, 20, 15, third) + disc(26, 16, 11, deep),
  ]);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="${n(size)}" height="${n(size)}" aria-hidden="true" ` +
    `focusable="false">${rect(0, 0, 40, 40, ground)}${inner}</svg>`
  );
}
