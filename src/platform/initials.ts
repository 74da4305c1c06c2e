/** The face of somebody who has no picture. */
import { type Brand, type Mode, type Theme, theme } from './color.ts';
import { escapeXml } from './escape-xml.ts';
import { disc, n, rect } from './poster-shapes.ts';
import { pick, seededRandom } from './seeded-random.ts';

const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const JOINED = /[\p{Script=Arabic}\p{Script=Syriac}]/u;

/**
 * One or two letters that stand for a name: the first of its first and last word; the first sign where words have no
 * gaps.
 */
export function initialsOf(name: string): string {
  const words = name
    .normalize('NFC')
    .split(/[\s_]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+/u, ''))
    .filter(Boolean);
  const first = words[0];
  if (!first) return '';
  const letters = [...first];
  if (SPACELESS.test(letters[0] ?? '')) return letters[0] ?? '';
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  // Letters of a joined script would join; a thin space keeps them apart.
  const gap = JOINED.test(letters[0] ?? '') ? '\u2009' : '';
  return `${letters[0] ?? ''}${last ? `${gap}${[...last][0] ?? ''}` : ''}`.toLocaleUpperCase('und');
}

/** A square with the initials of `name` on one of four grounds, for a person without a picture. */
export function initialsSvg({
  name,
  brand,
  size,
  mode,
}: {
  name: string;
  brand: Brand;
  size: number;
  mode?: Mode;
}): string {
  const random = seededRandom(`initials:${name}`);
  const tokens: Partial<Theme> = mode ? theme(brand, mode) : {};
  const color = (token: keyof Theme): string => tokens[token] ?? `var(--${token})`;
  const [ground, ink] = pick(random, [
    ['accent-tint', 'accent-deep'],
    ['second', 'on-second'],
    ['third', 'on-third'],
    ['accent-deep', 'paper'],
  ] as const);
  const letters = initialsOf(name);
  const text = letters
    ? `<text x="50" y="50" dy=".35em" text-anchor="middle" direction="ltr" font-family="Bricolage Grotesque, Heading Fallback, system-ui, ` +
      `sans-serif" font-weight="700" font-size="${letters.length > 1 ? 38 : 44}" fill="${color(ink)}">${escapeXml(letters)}</text>`
    : disc(50, 50, 18, color(ink));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="${n(size)}" height="${n(size)}" aria-hidden="true" ` +
    `focusable="false">${rect(0, 0, 100, 100, color(ground))}${text}</svg>`
  );
}
