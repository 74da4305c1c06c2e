/**
 * Looking into pictures that strangers send: only types that were recognised by their bytes reach a decoder, only sizes
 * that memory bears, one at a time in a process, and never for longer than some seconds.
 */
import sharp, { type SharpOptions } from 'sharp';
import { type FoyerError, Invalid } from '#platform/errors.ts';
import { type ProblemCode, problemAt, type Values } from '#platform/i18n/problem.ts';
import type { Area } from '../picture-sizes.ts';
import { type PictureType, recognisePicture } from '../picture-type.ts';

export const PICTURE_LIMITS = {
  bytes: 64 * 1024 * 1024,
  /** Of one picture, and of all frames of an animation together. */
  pixels: 100_000_000,
  seconds: 30,
};

export type PictureHeader = {
  contentType: PictureType;
  /** Upright, that is after turning by `orientation`. */
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  /** Frames of an animation, 1 where it stands still. */
  frames: number;
  /** Says nothing of place, camera and person: no EXIF, XMP or IPTC. */
  bare: boolean;
};

/** Pixels in sRGB, 8 bits each, upright, frames below each other. */
export type Pixels = Area & { data: Buffer; channels: 3 | 4; frames: number; delay?: number[]; loop?: number };

/** Every block of 8 x 8 pixels takes at least one bit. */
const JPEG_PIXELS_PER_BYTE = 8 * 8 * 8;

const DECODED: Record<PictureType, string> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'heif',
};

/**
 * What a picture says of itself, from its first bytes; nothing is decoded.
 * @throws Invalid saying what is wrong with it: of another type, damaged, too many pixels
 */
export async function readPictureHeader(bytes: Uint8Array): Promise<PictureHeader> {
  const recognised = recognisePicture(bytes);
  if ('refused' in recognised) throw refused(recognised.refused.code, recognised.refused.values);
  if (bytes.byteLength > PICTURE_LIMITS.bytes)
    throw refused('picture_refused.megabytes', {
      size: megas(bytes.byteLength),
      most: megas(PICTURE_LIMITS.bytes),
    });
  const meta = await attempt(() => sharp(bytes, { limitInputPixels: false }).metadata());
  if (meta.format !== DECODED[recognised.type]) throw refused('picture_refused.mixed_types');
  if (!meta.width || !meta.height) throw refused('picture_refused.no_size');
  if (meta.width * meta.height > PICTURE_LIMITS.pixels) {
    throw refused('picture_refused.pixels', {
      width: meta.width,
      height: meta.height,
      most: megas(PICTURE_LIMITS.pixels),
    });
  }
  if (recognised.type === 'image/jpeg' && bytes.byteLength * JPEG_PIXELS_PER_BYTE < meta.width * meta.height) {
    throw refused('picture_refused.false_size', { width: meta.width, height: meta.height });
  }
  const orientation = meta.orientation ?? 1;
  const [width, height] = orientation >= 5 ? [meta.height, meta.width] : [meta.width, meta.height];
  const moves = recognised.type === 'image/gif' || recognised.type === 'image/webp';
  return {
    contentType: recognised.type,
    width,
    height,
    orientation,
    frames: moves ? (meta.pages ?? 1) : 1,
    bare: !meta.exif && !meta.xmp && !meta.iptc,
  };
}

/**
 * The whole picture at `area` (upright, never larger than it is), decoded once: a JPEG is read at a half, quarter or
 * eighth where that suffices. Colour spaces of print and of wide screens become sRGB. `moving` reads all frames.
 * @throws Invalid when it ends early, is damaged, or takes too long
 */
export async function readPixels(
  bytes: Uint8Array,
  header: PictureHeader,
  area: Area,
  moving = false,
): Promise<Pixels> {
  const turned = header.orientation >= 5;
  const options: SharpOptions = {
    failOn: 'error',
    sequentialRead: true,
    limitInputPixels: PICTURE_LIMITS.pixels,
    pages: moving ? -1 : 1,
  };
  const { data, info } = await oneAtATime(() =>
    attempt(() =>
      sharp(bytes, options)
        .resize({ width: turned ? area.height : area.width, height: turned ? area.width : area.height, fit: 'fill' })
        .toColourspace('srgb')
        .timeout({ seconds: PICTURE_LIMITS.seconds })
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true }),
    ),
  );
  const frames = moving ? header.frames : 1;
  const raw: Pixels = {
    data,
    width: info.width,
    height: info.height / frames,
    channels: info.channels as 3 | 4,
    frames,
  };
  if (!moving) return dropOpaqueAlpha(await turnUpright(raw, header.orientation));
  const { delay, loop } = await sharp(bytes, options).metadata();
  return dropOpaqueAlpha({ ...raw, ...(delay ? { delay } : {}), ...(loop === undefined ? {} : { loop }) });
}

/** The first frame. */
export function firstFrame(pixels: Pixels): Pixels {
  const { data, width, height, channels, frames } = pixels;
  if (frames === 1) return pixels;
  return dropOpaqueAlpha({ data: data.subarray(0, width * height * channels), width, height, channels, frames: 1 });
}

/** Pixels as sharp takes them. */
export function fromPixels({ data, width, height, channels, frames }: Pixels): ReturnType<typeof sharp> {
  return sharp(data, {
    limitInputPixels: false,
    animated: frames > 1,
    raw: { width, height: height * frames, channels, ...(frames > 1 ? { pageHeight: height } : {}) },
  });
}

/** What to do for each EXIF orientation; the flip comes before the turn. */
const ROTATIONS: Record<number, { flip?: true; flop?: true; angle?: number }> = {
  2: { flop: true },
  3: { angle: 180 },
  4: { flip: true },
  5: { flip: true, angle: 90 },
  6: { angle: 90 },
  7: { flip: true, angle: 270 },
  8: { angle: 270 },
};

async function turnUpright(pixels: Pixels, orientation: number): Promise<Pixels> {
  const turn = ROTATIONS[orientation];
  if (!turn) return pixels;
  const image = fromPixels(pixels)
    .flip(turn.flip ?? false)
    .flop(turn.flop ?? false);
  const { data, info } = await (turn.angle ? image.rotate(turn.angle) : image)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { ...pixels, data, width: info.width, height: info.height };
}

/** Transparency that hides nothing costs much and gains nothing. */
function dropOpaqueAlpha(pixels: Pixels): Pixels {
  const { data, channels } = pixels;
  if (channels !== 4) return pixels;
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return pixels;
  const plain = Buffer.alloc((data.length / 4) * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) data.copy(plain, to, from, from + 3);
  return { ...pixels, data: plain, channels: 3 };
}

let turn: Promise<unknown> = Promise.resolve();

/** One after the other, so that the memory of one picture is the memory of all. */
function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => {});
  return mine;
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refuseUnreadable(error as Error);
  }
}

function refuseUnreadable(cause: Error): FoyerError {
  const { message } = cause;
  if (/premature end|read error|truncated|unexpected end|out of data|bad seek|end of file/i.test(message))
    return refused('picture_refused.ends_early', {}, cause);
  if (/timeout/i.test(message)) return refused('picture_refused.slow', { seconds: PICTURE_LIMITS.seconds }, cause);
  if (/exceeds pixel limit/i.test(message))
    return refused('picture_refused.megapixels', { most: megas(PICTURE_LIMITS.pixels) }, cause);
  return refused('picture_refused.damaged', {}, cause);
}

function refused(code: ProblemCode, values: Values = {}, cause?: Error): FoyerError {
  return new Invalid(code, [problemAt({ where: 'picture', code, values })], values, { cause });
}

function megas(count: number): number {
  return Math.round(count / 1_000_000);
}
