/** The shared picture as bytes, for networks that take no SVG. */
import sharp from 'sharp';
import { type OgWish, ogImageSvg } from '#ui/og-image.ts';

/** A PNG of 1200 by 630. */
export async function ogImagePng(wish: OgWish): Promise<Uint8Array> {
  const svg = Buffer.from(ogImageSvg(wish));
  return await sharp(svg, { density: 72 }).png({ compressionLevel: 9, palette: true, quality: 92 }).toBuffer();
}
