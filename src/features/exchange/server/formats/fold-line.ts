const LIMIT = 75;

/**
 * Folds a content line to at most 75 octets of UTF-8 per line, CRLF not counted, and never inside a character
 * (RFC 5545, section 3.1). Every following line starts with a space, which counts.
 */
export function foldLine(line: string): string {
  if (line.length * 3 <= LIMIT) return line;
  if (/^[\x00-\x7f]*$/.test(line)) return foldAscii(line);
  return foldUnicode(line);
}

function foldAscii(line: string): string {
  if (line.length <= LIMIT) return line;
  let out = line.slice(0, LIMIT);
  for (let at = LIMIT; at < line.length; at += LIMIT - 1) out += `\r\n ${line.slice(at, at + LIMIT - 1)}`;
  return out;
}

function foldUnicode(line: string): string {
  let out = '';
  let from = 0;
  let octets = 0;
  for (let at = 0; at < line.length;) {
    const code = line.codePointAt(at) ?? 0;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (octets + size > LIMIT) {
      out += `${line.slice(from, at)}\r\n `;
      from = at;
      octets = 1;
    }
    octets += size;
    at += code < 0x10000 ? 1 : 2;
  }
  return out + line.slice(from);
}

/**
 * Joins the folded lines of an iCalendar file (RFC 5545, section 3.1). This is done with bytes, because a fold may
 * stand within a character.
 */
export function unfoldLines(bytes: Uint8Array): Uint8Array {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return Buffer.from(whole.replace(/\r?\n[ \t]/g, ''), 'latin1');
}
