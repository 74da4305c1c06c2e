/** The true type of a file, from its bytes (libmagic), whatever its name or its sender claims. */
import { WASMagic } from 'wasmagic';

let magic: Promise<WASMagic> | undefined;

/** The media type, with the charset for text: `image/png`, `text/plain; charset=utf-8`. */
export async function detectContentType(bytes: Uint8Array): Promise<string> {
  magic ??= WASMagic.create();
  const detector = await magic;
  const type = detector.detect(bytes.subarray(0, 1024 * 1024)) || 'application/octet-stream';
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}
