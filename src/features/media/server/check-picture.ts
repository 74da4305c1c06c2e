/** Which pictures are taken, decided by their bytes before anything is kept of them. */
import { baseArea, fitPicture } from '../picture-sizes.ts';
import { sha256 } from '#platform/storage/storage.ts';
import { fromPixels, type Pixels, readPictureHeader, readPixels } from './read-picture.ts';
import { stripPicture } from './strip-picture.ts';

/** What is known of a picture once it was looked at. */
export type PictureFacts = {
  contentType: string;
  /** Upright, in pixels. */
  width: number;
  height: number;
  /** The mean colour (`#rrggbb`) and a tiny copy as a data URI; both '' where it is see-through. */
  color: string;
  placeholder: string;
  /** Whether it says nothing of place, camera and person. */
  bare: boolean;
  /** SHA-256 of the picture without that; '' where it is bare, or where that cannot be taken out. */
  cleanSha256: string;
};

/**
 * A picture that was checked, as everybody may have it: without what it says of place, camera and person. Null where
 * that cannot be taken out. @throws Invalid for what is no picture
 */
export async function cleanPicture(bytes: Uint8Array): Promise<Uint8Array | null> {
  const { bare, contentType, orientation } = await readPictureHeader(bytes);
  return bare ? bytes : stripPicture(bytes, contentType, orientation);
}

const TINY = { width: 16, height: 16, aspect: 'kept' } as const;

/**
 * Reads a picture to its end, at the smallest scale, and says what it is.
 * @throws Invalid saying why it cannot be used, in bounded time and memory; nothing is kept of it
 */
export async function checkPicture(bytes: Uint8Array): Promise<PictureFacts> {
  const header = await readPictureHeader(bytes);
  const pixels = await readPixels(bytes, header, baseArea(header, [fitPicture(header, TINY)]));
  const { contentType, width, height, bare } = header;
  const opaque = pixels.channels === 3;
  const clean = bare ? null : stripPicture(bytes, contentType, header.orientation);
  return {
    contentType,
    width,
    height,
    bare,
    cleanSha256: clean ? sha256(clean) : '',
    color: opaque ? meanColor(pixels) : '',
    placeholder: opaque ? await tinyCopy(pixels) : '',
  };
}

function meanColor({ data, channels }: Pixels): string {
  const sums = [0, 0, 0];
  for (let i = 0; i < data.length; i += 1) sums[i % channels] = (sums[i % channels] as number) + (data[i] as number);
  const count = data.length / channels;
  return `#${sums
    .map((sum) =>
      Math.round(sum / count)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

async function tinyCopy(pixels: Pixels): Promise<string> {
  const webp = await fromPixels(pixels).webp({ quality: 40, effort: 6 }).toBuffer();
  return `data:image/webp;base64,${webp.toString('base64')}`;
}
