/** Less than this is a grey, in which there is no hue. */
export const GREY = 0.025;

/** Colours in OKLCH, and how well one reads on another: between what is seen alike and the `#rrggbb` of screens. */

/** Lightness 0..1, chroma 0..0.4, hue in degrees. */
export type Oklch = { l: number; c: number; h: number };

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
export function settle(color: Oklch, step: number, good: (hex: string) => boolean): string {
  let { l } = color;
  let hex = toHex(color);
  while (!good(hex) && l + step > 0 && l + step < 1) {
    l += step;
    hex = toHex({ ...color, l });
  }
  return hex;
}

/** The colour itself, or that of the nearest lightness of which `good` holds; black where it holds of none. */
export function nearest(color: Oklch, good: (hex: string) => boolean): string {
  for (let by = 0; by <= 1; by += 0.0025) {
    for (const l of [color.l - by, color.l + by]) {
      if (l < 0 || l > 1) continue;
      const hex = toHex({ ...color, l });
      if (good(hex)) return hex;
    }
  }
  return '#000000';
}

/** How far apart two `#rrggbb` colours look (the distance in OKLab); 0.02 is just seen side by side. */
export function apart(one: string, other: string): number {
  const place = (hex: string): readonly [number, number, number] => {
    const { l, c, h } = toOklch(hex) ?? { l: 0, c: 0, h: 0 };
    return [l, c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)];
  };
  const [a, b] = [place(one), place(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** A hue turned `by` degrees, in 0 to 360. */
export const turn = (hue: number, by: number): number => (((hue + by) % 360) + 360) % 360;

/** The hue of `#rrggbb` in whole degrees; 'grey' where it has none, undefined where the text is no such colour. */
export function hueOfColor(text: string): number | 'grey' | undefined {
  const color = toOklch(text);
  if (!color) return undefined;
  return color.c < GREY ? 'grey' : Math.round(color.h) % 360;
}
