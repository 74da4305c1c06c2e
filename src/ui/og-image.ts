/**
 * The picture that stands for an event where its address is shared: paper with the title and the event's poster.
 *
 * Lettering is drawn as paths, so the picture looks the same on every machine. A script that the fonts have no letters
 * for is left to the fonts of the machine that rasterises it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as fontkit from 'fontkit';
import { type Brand, theme } from '#platform/color.ts';
import { escapeXml } from '#platform/escape-xml.ts';
import { posterArt } from '#platform/poster.ts';

export type OgInput = {
  title: string;
  when: string;
  where: string;
  seed: string;
  brand: Brand;
  /** What stands across it, such as that the event is cancelled. */
  mark?: string;
};

export const OG_WIDTH = 1200;
export const OG_HEIGHT = 630;

const ART_WIDTH = 456;
const LEFT = 64;
const TEXT_WIDTH = OG_WIDTH - ART_WIDTH - LEFT - 48;

type Face = { fonts: Font[]; tracking: number };

/** What is used of a fontkit font; its packed outlines keep the default shape until `vary` has moved their points. */
type Font = {
  unitsPerEm: number;
  hasGlyphForCodePoint(code: number): boolean;
  layout(text: string): { glyphs: Glyph[]; positions: { xAdvance: number; xOffset: number; yOffset: number }[] };
  fvar?: { axis: { axisTag: string; defaultValue: number }[] };
  variationCoords: number[] | null;
  getGlyph(id: number): unknown;
  _transformedGlyphs?: Outline[];
  _variationProcessor?: { transformPoints(id: number, points: Point[]): void } | null;
};
type Point = { x: number; y: number; onCurve: boolean; endContour: boolean };
type Outline = { numberOfContours: number; points?: Point[]; components?: { dx: number; dy: number }[] };
type Glyph = { path: { scale(x: number, y: number): { translate(x: number, y: number): { toSVG(): string } } } };

class PathPoint implements Point {
  x: number;
  y: number;
  onCurve = true;
  endContour = true;
  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }
  copy(): PathPoint {
    return new PathPoint(this.x, this.y);
  }
}

const require = createRequire(import.meta.url);

/**
 * A variable font set to `axes`. fontkit varies the widths of a WOFF2 font but not its outlines, which it decodes
 * unvaried and keeps; they are taken from a first reading and their points moved here, each outline with the four
 * phantom points that the tables expect after its own.
 */
function load(file: string, axes: Record<string, number>): Font {
  const bytes = readFileSync(require.resolve(`@fontsource-variable/${file}`));
  const plain = fontkit.create(bytes) as unknown as Font;
  plain.getGlyph(0);
  const font = fontkit.create(bytes) as unknown as Font;
  const outlines = plain._transformedGlyphs;
  if (!outlines || !font.fvar) return plain;
  font.variationCoords = font.fvar.axis.map((axis) => axes[axis.axisTag.trim()] ?? axis.defaultValue);
  const processor = font._variationProcessor;
  if (!processor) return plain;
  font._transformedGlyphs = outlines;
  const phantom = (): Point[] => [0, 1, 2, 3].map(() => new PathPoint(0, 0));
  outlines.forEach((outline, id) => {
    if (outline.numberOfContours > 0 && outline.points) {
      processor.transformPoints(id, [...outline.points, ...phantom()]);
    } else if (outline.numberOfContours < 0 && outline.components) {
      const offsets = outline.components.map(({ dx, dy }) => new PathPoint(dx, dy));
      processor.transformPoints(id, [...offsets, ...phantom()]);
      outline.components.forEach((component, i) => {
        component.dx = offsets[i]?.x ?? component.dx;
        component.dy = offsets[i]?.y ?? component.dy;
      });
    }
  });
  return font;
}

let faces: { head: Face; read: Face; strong: Face } | undefined;

function faceOf(kind: 'head' | 'read' | 'strong'): Face {
  faces ??= {
    head: {
      tracking: -0.03,
      fonts: ['latin', 'latin-ext', 'vietnamese'].map((set) =>
        load(`bricolage-grotesque/files/bricolage-grotesque-${set}-standard-normal.woff2`, {
          opsz: 96,
          wght: 800,
          wdth: 86,
        }),
      ),
    },
    read: hyperlegible(400),
    strong: hyperlegible(650),
  };
  return faces[kind];
}

function hyperlegible(weight: number): Face {
  return {
    tracking: 0,
    fonts: ['latin', 'latin-ext'].map((set) =>
      load(`atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-${set}-wght-normal.woff2`, { wght: weight }),
    ),
  };
}

/** Text cut where the font changes; undefined when some letter is in none of the face's fonts. */
function runsOf(text: string, face: Face): { font: Font; text: string }[] | undefined {
  const runs: { font: Font; text: string }[] = [];
  for (const letter of text.normalize('NFC')) {
    const code = letter.codePointAt(0) ?? 0;
    const last = runs[runs.length - 1];
    const font = last?.font.hasGlyphForCodePoint(code)
      ? last.font
      : face.fonts.find((candidate) => candidate.hasGlyphForCodePoint(code));
    if (!font) return undefined;
    if (last?.font === font) last.text += letter;
    else runs.push({ font, text: letter });
  }
  return runs;
}

/** Draws one line with its baseline at `y`; gives its width and, with `draw`, its path data. */
function setLine(
  text: string,
  face: Face,
  size: number,
  x: number,
  y: number,
  draw: boolean,
): { width: number; d: string } {
  let pen = x;
  let d = '';
  for (const run of runsOf(text, face) ?? []) {
    const scale = size / run.font.unitsPerEm;
    const { glyphs, positions } = run.font.layout(run.text);
    glyphs.forEach((glyph, i) => {
      const at = positions[i];
      if (!at) return;
      if (draw) {
        d += glyph.path
          .scale(scale, -scale)
          .translate(pen + at.xOffset * scale, y - at.yOffset * scale)
          .toSVG();
      }
      pen += at.xAdvance * scale + face.tracking * size;
    });
  }
  return { width: pen - x, d: d.replace(/(\d+\.\d\d)\d+/g, '$1') };
}

/**
 * Breaks `text` at spaces into lines that fit; undefined when a single word does not, or more than `most` are needed.
 */
function breakLines(text: string, most: number, fits: (line: string) => boolean): string[] | undefined {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines[lines.length - 1];
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && fits(longer)) lines[lines.length - 1] = longer;
    else if (fits(word)) lines.push(word);
    else return undefined;
  }
  return lines.length > 0 && lines.length <= most ? lines : undefined;
}

/** Shortens `text` until it fits, with an ellipsis. */
function shorten(text: string, fits: (line: string) => boolean): string {
  if (fits(text)) return text;
  const letters = [...text];
  while (letters.length > 1 && !fits(`${letters.join('').trimEnd()}…`)) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

function titleSvg(title: string, ink: string): string {
  const face = faceOf('head');
  const clean = title.trim().replace(/\s+/g, ' ');
  if (!clean) return '';
  if (!runsOf(clean, face)) return titleText(clean, ink);
  for (const size of [176, 152, 132, 116, 102, 90, 80, 70, 62, 54, 48]) {
    const fits = (line: string): boolean => setLine(line, face, size, 0, 0, false).width <= TEXT_WIDTH;
    const last = size === 48;
    const lines =
      breakLines(clean, Math.floor(360 / (size * 0.94)), fits) ?? (last ? [shorten(clean, fits)] : undefined);
    if (!lines) continue;
    const d = lines.map(
      (line, i) => setLine(line, face, size, LEFT - size * 0.04, 64 + size * (0.74 + i * 0.94), true).d,
    );
    return `<path d="${d.join('')}" fill="${ink}"/>`;
  }
  return '';
}

/**
 * A title in a script that our fonts lack, in whatever the machine has. Right-to-left text starts at its right edge.
 */
function titleText(title: string, ink: string): string {
  const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u.test(title);
  const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(title);
  for (const size of [96, 80, 66, 54, 44]) {
    const fits = (line: string): boolean => [...line].length * size * (wide ? 1 : 0.56) <= TEXT_WIDTH;
    const spaced = wide ? title.replace(/(\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana})/gu, '$1 ') : title;
    const broken = breakLines(spaced, Math.floor(360 / (size * 1.2)), fits);
    if (!broken && size > 44) continue;
    const lines = (broken ?? [shorten(title, fits)]).map((line) => (wide ? line.replace(/(\S) (?=\S)/g, '$1') : line));
    const x = rightToLeft ? LEFT + TEXT_WIDTH : LEFT;
    return lines
      .map(
        (line, i) =>
          `<text x="${x}" y="${Math.round(64 + size * (0.9 + i * 1.2))}" font-family="Noto Sans, Noto Sans Arabic, Noto Sans CJK JP, sans-serif" ` +
          `font-weight="800" font-size="${size}" ${rightToLeft ? 'direction="rtl" ' : ''}fill="${ink}">${escapeXml(line)}</text>`,
      )
      .join('');
  }
  return '';
}

function noteSvg(text: string, kind: 'strong' | 'read', y: number, color: string): string {
  const clean = text.trim().replace(/\s+/g, ' ');
  if (!clean) return '';
  const face = faceOf(kind);
  if (!runsOf(clean, face)) {
    return `<text x="${LEFT}" y="${y}" font-family="Noto Sans, Noto Sans Arabic, sans-serif" font-size="30" fill="${color}">${escapeXml(shorten(clean, (line) => [...line].length < 40))}</text>`;
  }
  const line = shorten(clean, (candidate) => setLine(candidate, face, 32, 0, 0, false).width <= TEXT_WIDTH);
  return `<path d="${setLine(line, face, 32, LEFT, y, true).d}" fill="${color}"/>`;
}

/** An SVG of 1200 by 630 with the title, time and place on paper beside the poster of `seed` and `brand`. */
export function ogImageSvg({ title, when, where, seed, brand, mark = '' }: OgInput): string {
  const colors = theme(brand, 'light');
  const x = OG_WIDTH - ART_WIDTH;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${OG_WIDTH} ${OG_HEIGHT}" width="${OG_WIDTH}" height="${OG_HEIGHT}">` +
    `<rect width="${OG_WIDTH}" height="${OG_HEIGHT}" fill="${colors.paper}"/>` +
    `<svg x="${x}" y="0" width="${ART_WIDTH}" height="${OG_HEIGHT}" viewBox="0 0 ${ART_WIDTH} ${OG_HEIGHT}">` +
    `${posterArt({ seed, brand, width: ART_WIDTH, height: OG_HEIGHT, mode: 'light' })}</svg>` +
    `${titleSvg(title, colors.ink)}${noteSvg(when, 'strong', where.trim() ? 528 : 570, colors.ink)}` +
    `${noteSvg(where, 'read', 572, colors.soft)}${markSvg(mark)}</svg>`
  );
}

/** What is laid over a picture of 1200 by 630: a shade in which the title, time and place read, and the mark. */
export function ogOverlaySvg({ title, when, where, mark = '' }: Omit<OgInput, 'seed' | 'brand'>): string {
  const shade = [
    [0, 0.86],
    [0.55, 0.78],
    [0.75, 0.4],
    [1, 0],
  ].map(([at, opacity]) => `<stop offset="${at}" stop-color="#120d09" stop-opacity="${opacity}"/>`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${OG_WIDTH} ${OG_HEIGHT}" width="${OG_WIDTH}" height="${OG_HEIGHT}">` +
    `<defs><linearGradient id="shade">${shade.join('')}</linearGradient></defs>` +
    `<rect width="${OG_WIDTH}" height="${OG_HEIGHT}" fill="url(#shade)"/>` +
    `${titleSvg(title, CREAM)}${noteSvg(when, 'strong', where.trim() ? 528 : 570, CREAM)}${noteSvg(where, 'read', 572, CREAM)}${markSvg(mark)}</svg>`
  );
}

const CREAM = '#fefbf4';

/** Words on a band across the lower right corner, where the picture is. */
function markSvg(text: string): string {
  if (text.trim() === '') return '';
  const face = faceOf('strong');
  const letters = runsOf(text, face) ? text : 'Cancelled';
  const { width } = setLine(letters, face, 40, 0, 0, false);
  const [left, top] = [OG_WIDTH - width - 104, 40];
  return (
    `<rect x="${left}" y="${top}" width="${width + 64}" height="76" rx="38" fill="#b31553" stroke="${CREAM}" stroke-width="3"/>` +
    `<path d="${setLine(letters, face, 40, left + 32, top + 52, true).d}" fill="${CREAM}"/>`
  );
}
