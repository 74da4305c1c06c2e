/** Which letters the bytes of a text stand for. */

/**
 * The charset: what a byte order mark says, else UTF-8 where the bytes are that, else what the text says of itself
 * (XML's `encoding`, HTML's `charset`), else windows-1252 or its part iso-8859-1. `isWhole`: the text does not go on
 * after these.
 */
export function detectCharset(bytes: Uint8Array, isWhole: boolean): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (isUtf8(bytes, isWhole)) return 'utf-8';
  const said = /(?:encoding|charset)\s*=\s*["']?([A-Za-z][\w.:-]{1,39})/.exec(
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1'),
  );
  const name = said?.[1]?.toLowerCase();
  if (name && name !== 'utf-8') return name;
  return bytes.some((byte) => byte >= 0x80 && byte <= 0x9f) ? 'windows-1252' : 'iso-8859-1';
}

/**
 * The text of these bytes, without a byte order mark. Letters of a charset that nobody here knows are read as Latin.
 */
export function decodeText(bytes: Uint8Array, isWhole: boolean): string {
  const charset = detectCharset(bytes, isWhole);
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function isUtf8(bytes: Uint8Array, isWhole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole });
    return true;
  } catch {
    return false;
  }
}
