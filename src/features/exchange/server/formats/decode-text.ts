import type { Remarks } from './collect-remarks.ts';
import { refusal } from './refuse-file.ts';

/**
 * The text in `bytes`: UTF-16 or UTF-8 where a byte order mark says so, else what an XML declaration names, else UTF-8.
 *
 * Bytes that are not UTF-8 are read as Windows-1252 when they are the only foreign ones, and replaced by U+FFFD when
 * the rest is plainly UTF-8; either is remarked. Throws `Invalid` (`unknown_encoding`) for a name nobody knows.
 */
export function decodeText(bytes: Uint8Array, remarks: Remarks): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const declared = marked ? undefined : declaredEncoding(bytes);
  if (declared && !/^utf-?8$/i.test(declared) && !/^utf-?16/i.test(declared)) return decodeAs(declared, bytes);
  return decodeUtf8(bytes, remarks);
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  return /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(head)?.[1];
}

function decodeAs(label: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(label).decode(bytes);
  } catch (cause) {
    throw refusal('unknown_encoding.declared', { where: 'line 1', cause }, { encoding: label });
  }
}

function decodeUtf8(bytes: Uint8Array, remarks: Remarks): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes);
    const broken = text.match(/\ufffd/g)?.length ?? 0;
    const sound = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
    if (sound < broken) {
      remarks.mend('file', 'windows_1252');
      return new TextDecoder('windows-1252').decode(bytes);
    }
    remarks.mend('file', 'broken_utf8', { count: broken });
    return text;
  }
}
