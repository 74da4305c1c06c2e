/* XML 1.0 (production 2) forbids most control characters, RFC 5545 (section 3.1) all but the tab. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/;
const CONTROLS = new RegExp(CONTROL, 'g');

/**
 * Text that every format can carry: line ends are `\n`, control characters other than tab and line feed are gone, and
 * half a surrogate pair becomes U+FFFD.
 */
export function writableText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  if (!CONTROL.test(whole)) return whole;
  return whole.replace(/\r\n?/g, '\n').replace(CONTROLS, '');
}

/** The same on a single line: for names, titles and other things that a client shows in one row. */
export function writableLine(text: string): string {
  const clean = writableText(text);
  return /[\n\t]/.test(clean) ? clean.replace(/\s*[\n\t]\s*/g, ' ').trim() : clean;
}

const STRAY = /[[\]|^{}`\\]|%(?![0-9a-f]{2})/i;
const STRAYS = new RegExp(STRAY, 'gi');

/** An absolute http(s) address as it may stand in any format, '' for everything else. Spaces and such are encoded. */
export function webAddress(url: string): string {
  const text = url.trim();
  if (!/^https?:\/\/[^/?#\s]/i.test(text) || !URL.canParse(text)) return '';
  if (/^https?:[\w:/?#@!$&'()*+,;=.~%-]*$/.test(text) && !STRAY.test(text)) return text;
  return new URL(text).href.replace(STRAYS, encodeURIComponent);
}
