/** From the bytes of a picture to its sizes in every format, with one decode. Knows neither database nor storage. */
import type { Sharp } from 'sharp';
import {
  baseArea,
  cropOfBase,
  type Fit,
  fitPicture,
  type FocalPoint,
  type PictureSize,
  type SizeName,
} from '../picture-sizes.ts';
import {
  firstFrame,
  fromPixels,
  PICTURE_LIMITS,
  type PictureHeader,
  type Pixels,
  readPictureHeader,
  readPixels,
} from './read-picture.ts';

export type VariantFormat = 'avif' | 'webp' | 'jpeg' | 'png' | 'gif';
export type Variant = {
  name: SizeName;
  format: VariantFormat;
  contentType: string;
  width: number;
  height: number;
  body: Buffer;
};
export type WantedSize = PictureSize & { name: SizeName };
export type RenderOptions = {
  focal?: FocalPoint;
  /** Absent: AVIF, WebP and what every browser shows. */
  formats?: 'all' | 'plain';
};

/**
 * Decodes once, at the smallest scale that serves the largest size, and makes every size from those pixels. Each comes
 * in AVIF and WebP and in a format that every browser shows: PNG where it is see-through, GIF where it moves, else
 * JPEG. Upright, in sRGB, without any metadata.
 * @throws Invalid when the picture cannot be read
 */
export async function renderVariants(
  bytes: Uint8Array,
  wanted: WantedSize[],
  options: RenderOptions = {},
): Promise<Variant[]> {
  const header = await readPictureHeader(bytes);
  const moving = wanted.some((size) => size.animated) && canMove(header);
  const fits = wanted.map((size) => fitPicture(header, size, options.focal));
  const base = await readPixels(bytes, header, baseArea(header, fits), moving);
  const still = firstFrame(base);
  const known = new Map<string, Promise<Pixels>>();
  const variants: Variant[] = [];
  for (const [i, size] of wanted.entries()) {
    const source = size.animated ? base : still;
    const fit = fits[i] as Fit;
    const key = JSON.stringify([fit, source.frames]);
    const pixels = known.get(key) ?? scale(source, header, fit);
    known.set(key, pixels);
    variants.push(...(await encodeAll(await pixels, size, options.formats ?? 'all')));
  }
  return variants;
}

/** All frames at once must fit into memory; where they do not, the first stands for them. */
function canMove({ frames, width, height }: PictureHeader): boolean {
  return frames > 1 && frames * width * height <= PICTURE_LIMITS.pixels;
}

async function scale(source: Pixels, picture: PictureHeader, fit: Fit): Promise<Pixels> {
  const crop = cropOfBase(picture, source, fit);
  const whole = crop.width === source.width && crop.height === source.height;
  if (whole && fit.width === source.width && fit.height === source.height) return source;
  const image = whole ? fromPixels(source) : fromPixels(source).extract(crop);
  const { data, info } = await image
    .resize({ width: fit.width, height: fit.height, fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { ...source, data, width: info.width, height: info.height / source.frames };
}

async function encodeAll(pixels: Pixels, size: WantedSize, formats: 'all' | 'plain'): Promise<Variant[]> {
  const plain: VariantFormat = pixels.frames > 1 ? 'gif' : pixels.channels === 4 ? 'png' : 'jpeg';
  const modern: VariantFormat[] = pixels.frames > 1 ? ['webp'] : ['avif', 'webp'];
  return Promise.all((formats === 'all' ? [...modern, plain] : [plain]).map((format) => encode(pixels, size, format)));
}

async function encode(pixels: Pixels, { name, quality }: WantedSize, format: VariantFormat): Promise<Variant> {
  const body = await encoder(fromPixels(pixels), pixels, quality)[format]().toBuffer();
  return { name, format, contentType: `image/${format}`, width: pixels.width, height: pixels.height, body };
}

/**
 * AVIF at two thirds of the figure looks like JPEG; its effort is what a background job on a small machine can bear.
 */
function encoder(image: Sharp, { delay, loop }: Pixels, quality: number): Record<VariantFormat, () => Sharp> {
  const motion = { ...(delay ? { delay } : {}), ...(loop === undefined ? {} : { loop }) };
  return {
    avif: () => image.avif({ quality: Math.max(1, Math.round(quality * 0.66)), effort: 2 }),
    webp: () => image.webp({ quality, ...motion }),
    jpeg: () => image.jpeg({ quality, progressive: true }),
    png: () => image.png({ compressionLevel: 9, adaptiveFiltering: true }),
    gif: () => image.gif(motion),
  };
}
