/** Cuts a picture to a shape, around the point that whoever uploaded it wants to see. */
import sharp, { type Sharp } from 'sharp';

/** A picture, and the point around which it is cropped, in parts of its width and height. */
export type FocusedPicture = { bytes: Uint8Array; focal: { x: number; y: number } };

/**
 * The largest part of the shape `width` by `height` around the point, in that size, on paper where it is transparent.
 */
export async function cropPicture({ bytes, focal }: FocusedPicture, width: number, height: number): Promise<Sharp> {
  const { width: across = 1, height: down = 1 } = await sharp(bytes).metadata();
  const scale = Math.min(across / width, down / height);
  const part = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const begin = (whole: number, size: number, at: number): number =>
    Math.max(0, Math.min(whole - size, Math.round(at * whole - size / 2)));
  const from = { left: begin(across, part.width, focal.x), top: begin(down, part.height, focal.y) };
  return sharp(bytes)
    .extract({ ...from, width: Math.min(across, part.width), height: Math.min(down, part.height) })
    .resize(width, height, { fit: 'fill' })
    .flatten({ background: '#fcf9f5' });
}
