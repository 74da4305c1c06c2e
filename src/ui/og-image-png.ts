/** The shared picture as bytes, for networks that take no SVG. */
import { channel } from 'node:diagnostics_channel';
import sharp from 'sharp';
import { cropPicture, type FocusedPicture } from '#platform/crop-picture.ts';
import { OG_HEIGHT, OG_WIDTH, type OgInput, ogImageSvg, ogOverlaySvg } from '#ui/og-image.ts';

/** What is drawn here and in documents: tests search it for what its readers are not to know. */
const rendering = channel('foyer:render');

/** A PNG of 1200 by 630: the poster beside the words. */
export async function ogImagePng(input: OgInput): Promise<Uint8Array> {
  rendering.publish(input);
  const svg = Buffer.from(ogImageSvg(input));
  return await sharp(svg, { density: 72 }).png({ compressionLevel: 9, palette: true, quality: 92 }).toBuffer();
}

/** A JPEG of 1200 by 630: the words on the organiser's picture. */
export async function ogPictureJpeg(
  picture: FocusedPicture,
  words: Omit<OgInput, 'seed' | 'brand'>,
): Promise<Uint8Array> {
  rendering.publish(words);
  const cropped = await cropPicture(picture, OG_WIDTH, OG_HEIGHT);
  return cropped
    .composite([{ input: Buffer.from(ogOverlaySvg(words)), density: 72 }])
    .jpeg({ quality: 84, progressive: true })
    .toBuffer();
}
