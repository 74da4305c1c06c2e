/** The shared picture as bytes, for networks that take no SVG. */
import { channel } from 'node:diagnostics_channel';
import sharp from 'sharp';
import { OG_HEIGHT, OG_WIDTH, type OgWish, ogImageSvg, ogOverlaySvg } from '#ui/og-image.ts';

/** What is drawn here and in documents: tests search it for what its readers are not to know. */
const rendering = channel('foyer:render');

/** A picture of the organiser's, and the point around which it is cropped, in parts of its width and height. */
export type OgPicture = { bytes: Uint8Array; focal: { x: number; y: number } };

/** A PNG of 1200 by 630: the poster beside the words. */
export async function ogImagePng(wish: OgWish): Promise<Uint8Array> {
  rendering.publish(wish);
  const svg = Buffer.from(ogImageSvg(wish));
  return await sharp(svg, { density: 72 }).png({ compressionLevel: 9, palette: true, quality: 92 }).toBuffer();
}

/** A JPEG of 1200 by 630: the words on the organiser's picture. */
export async function ogPictureJpeg({ bytes, focal }: OgPicture, words: Omit<OgWish, 'seed' | 'hue'>): Promise<Uint8Array> {
  rendering.publish(words);
  const { width = 1, height = 1 } = await sharp(bytes).metadata();
  const scale = Math.min(width / OG_WIDTH, height / OG_HEIGHT);
  const [cropWidth, cropHeight] = [Math.max(1, Math.round(OG_WIDTH * scale)), Math.max(1, Math.round(OG_HEIGHT * scale))];
  const begin = (whole: number, part: number, at: number): number => Math.max(0, Math.min(whole - part, Math.round(at * whole - part / 2)));
  const crop = { left: begin(width, cropWidth, focal.x), top: begin(height, cropHeight, focal.y), width: Math.min(width, cropWidth), height: Math.min(height, cropHeight) };
  return sharp(bytes)
    .extract(crop)
    .resize(OG_WIDTH, OG_HEIGHT, { fit: 'fill' })
    .flatten({ background: '#fcf9f5' })
    .composite([{ input: Buffer.from(ogOverlaySvg(words)), density: 72 }])
    .jpeg({ quality: 84, progressive: true })
    .toBuffer();
}
