/** A picture as pages show it, and which files are pictures. */
import { DEFAULT_SIZES, type FocalPoint, type PictureRole, ROLE_SIZES, type SizeName } from './picture-sizes.ts';

/** One file of a picture; `width` in pixels. */
export type PictureFile = { href: string; width: number };

export type Picture = {
  /** What every browser shows, at its largest; `width` and `height` are its pixels. */
  src: string;
  width: number;
  height: number;
  /** '' where the words beside it say the same. */
  alt: string;
  /** A CSS background that stands there until the picture is, '' for none. */
  background: string;
  /** Which part stays where a shape crops it, as CSS says it (`30% 60%`); absent for the middle. */
  position?: string;
  /** All files that every browser shows, by width; empty where there is only `src`. */
  files: PictureFile[];
  /** The same in formats that browsers may choose, the best first. */
  formats: { type: string; files: PictureFile[] }[];
};

/** Whose a file is: an event's, an organizer's, or a person's own. */
export type FileOwner = { eventId: number } | { organizerId: number } | { userId: string };

/** Where an event shows a picture of its own. */
export const EVENT_PICTURE_PARTS = ['header', 'logo', 'plan'] as const;
export type EventPicturePart = (typeof EVENT_PICTURE_PARTS)[number];

/** Types that browsers show and that hold no script. SVG is not among them. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** Whether a file of that type may be shown in a page rather than only saved. */
export function isPicture(contentType: string): boolean {
  return PICTURES.has(contentType);
}

/** The address under which our own storage's file is served; it names the content, so it can be kept for ever. */
export function mediaHref(media: { id: number; sha256: string }): string {
  return `/media/${media.id}/${media.sha256.slice(0, 16)}`;
}

/**
 * What an absolute or relative address of ours says: the file's number and the first half of its digest. Null for
 * others.
 */
export function readMediaHref(address: string): { id: number; digestStart: string } | null {
  const [, id, digestStart = ''] = /\/media\/(\d{1,15})\/([0-9a-f]{16})$/.exec(address) ?? [];
  return id === undefined ? null : { id: Number(id), digestStart };
}

/**
 * What a database view says of a picture of ours; `variants` lists name, format, width and height of each file, the
 * smallest first.
 */
export type PictureRecord = {
  id: number;
  sha256: string;
  contentType: string;
  /** Upright; null while nobody has looked. */
  width: number | null;
  height: number | null;
  color: string;
  placeholder: string;
  bare: boolean | null;
  digest: string;
  /** The point around which it is cropped, in parts of its width and height; absent for the middle. */
  focalX?: number;
  focalY?: number;
  variants: [name: string, format: string, width: number, height: number][];
};

/** What a file of that format ends with. */
export function formatEnding(format: string): string {
  return format === 'jpeg' ? 'jpg' : format;
}

/** The format of an ending, undefined for others. */
export function endingFormat(ending: string): string | undefined {
  return FORMATS.find((format) => formatEnding(format) === ending);
}

const FORMATS = ['avif', 'webp', 'gif', 'png', 'jpeg'];
/** Of these a browser may choose; the others are shown by all and stand in for each other. */
const MODERN = ['avif', 'webp'];

/**
 * A picture of ours for a page, in the sizes of its role. Until those are made the original stands in, unless it says
 * where and with what it was taken. Null for none, for other files, and for pictures that lie elsewhere on the web.
 */
export function presentPicture(record: unknown, role: PictureRole, alt = ''): Picture | null {
  const picture = record as PictureRecord | null;
  if (!picture) return null;
  const background = backgroundOf(picture, role);
  const names = new Set<string>(ROLE_SIZES[role]);
  const files = variantFiles(picture).filter(({ name }) => names.has(name));
  const plain = files.filter(({ format }) => !MODERN.includes(format));
  const largest = plain.at(-1);
  if (!largest) return presentOriginal(picture, role, alt, background);
  const formats = MODERN.flatMap((format) => {
    const own = files.filter((file) => file.format === format);
    return own.length === plain.length ? [{ type: `image/${format}`, files: byWidth(own) }] : [];
  });
  return {
    src: largest.href,
    width: largest.width,
    height: largest.height,
    alt,
    background,
    ...positionOf(picture),
    files: byWidth(plain),
    formats,
  };
}

/** Where the largest file that every browser shows is found, null before it is made. */
export function largestPlainHref(record: unknown): string | null {
  const files = record ? variantFiles(record as PictureRecord) : [];
  return files.filter(({ format }) => !MODERN.includes(format)).at(-1)?.href ?? null;
}

function variantFiles({ id, digest, variants }: PictureRecord) {
  return variants.map(([name, format, width, height]) => ({
    name,
    format,
    width,
    height,
    href: `/media/${id}/${digest}/${name}.${formatEnding(format)}`,
  }));
}

function presentOriginal(picture: PictureRecord, role: PictureRole, alt: string, background: string): Picture | null {
  if (!isPicture(picture.contentType) || picture.bare === false) return null;
  const { width, height } =
    picture.width && picture.height
      ? { width: picture.width, height: picture.height }
      : DEFAULT_SIZES[ROLE_SIZES[role][0] as SizeName];
  return { src: mediaHref(picture), width, height, alt, background, ...positionOf(picture), files: [], formats: [] };
}

function positionOf({ focalX = 0.5, focalY = 0.5 }: PictureRecord): { position?: string } {
  return focalX === 0.5 && focalY === 0.5 ? {} : { position: focalPosition({ x: focalX, y: focalY }) };
}

/** A focal point as CSS says it. */
export function focalPosition({ x, y }: FocalPoint): string {
  return `${Math.round(x * 100)}% ${Math.round(y * 100)}%`;
}

/** Of two sizes that came out alike, because nothing is enlarged, one is enough. */
function byWidth(files: PictureFile[]): PictureFile[] {
  return files.filter((file, i) => files[i + 1]?.width !== file.width).map(({ href, width }) => ({ href, width }));
}

/** Large pictures are announced by a tiny copy, faces by their colour; logos by nothing, since they stand on white. */
function backgroundOf({ color, placeholder }: PictureRecord, role: PictureRole): string {
  if (role === 'logo') return '';
  if (role === 'speaker' || !/^data:image\/webp;base64,[A-Za-z0-9+/=]+$/.test(placeholder)) return color;
  return `center / cover no-repeat url(${placeholder})`;
}
