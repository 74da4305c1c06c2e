/** The true type of a file, from its bytes (libmagic), whatever its name or its sender claims. */
import { WASMagic } from 'wasmagic';
import { refineContentType } from './refine-content-type.ts';
import { detectCharset } from './detect-charset.ts';

/** As much of a file's beginning as is looked at. Whoever has a file elsewhere needs to fetch no more. */
export const HEAD_BYTES = 1024 * 1024;

let magic: Promise<WASMagic> | undefined;

/**
 * The media type, with the charset for text: `image/png`, `text/plain; charset=utf-8`. `bytes` is the file or its first
 * HEAD_BYTES. A file without bytes is `inode/x-empty`; what nobody knows is `application/octet-stream`.
 */
export async function detectContentType(bytes: Uint8Array): Promise<string> {
  const head = bytes.subarray(0, HEAD_BYTES);
  if (head.byteLength === 0) return 'inode/x-empty';
  const isWhole = bytes.byteLength < HEAD_BYTES;
  const type = refineContentType(await askLibmagic(head), head, isWhole);
  return type.startsWith('text/') ? `${type}; charset=${detectCharset(head, isWhole)}` : type;
}

/** `text/plain; charset=utf-8` without what follows the type, in lower case. */
export function mediaTypeOf(contentType: string): string {
  return (contentType.split(';')[0] as string).trim().toLowerCase();
}

/** Where the detector itself fails, it is made anew for the next file, and nothing is claimed of this one. */
async function askLibmagic(head: Uint8Array): Promise<string> {
  magic ??= WASMagic.create();
  try {
    return (await magic).detect(head) || 'application/octet-stream';
  } catch {
    magic = undefined;
    return 'application/octet-stream';
  }
}
