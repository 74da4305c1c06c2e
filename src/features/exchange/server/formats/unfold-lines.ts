/**
 * Joins the folded lines of an iCalendar file (RFC 5545, section 3.1). This is done with bytes, because a fold may
 * stand within a character.
 */
export function unfoldLines(bytes: Uint8Array): Uint8Array {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return Buffer.from(whole.replace(/\r?\n[ \t]/g, ''), 'latin1');
}
