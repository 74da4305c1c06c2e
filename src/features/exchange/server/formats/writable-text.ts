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

/** The same on a single line: for names, titles and other records that a client shows in one row. */
export function writableLine(text: string): string {
  const clean = writableText(text);
  return /[\n\t]/.test(clean) ? clean.replace(/\s*[\n\t]\s*/g, ' ').trim() : clean;
}

const STRAY = /[[\]|^{}`\\]|%(?![0-9a-f]{2})/i;
const STRAYS = new RegExp(STRAY, 'gi');
/** `https://host` and what follows it; a host may have brackets, `[::1]`. */
const PARTS = /^([a-z]+:\/\/[^/?#]*)(.*)$/is;

/**
 * An absolute http(s) address as it may stand in any format, '' for everything else. Spaces and such are encoded, and
 * so is a second `#`, which chat rooms have in theirs (`https://chat.example/#/room/#name:host`) and RFC 3986 does not
 * allow.
 */
export function webAddress(url: string): string {
  const text = url.trim();
  if (!/^https?:\/\/[^/?#\s]/i.test(text) || !URL.canParse(text)) return '';
  if (/^https?:[\w:/?@!$&'()*+,;=.~%-]*(?:#[\w:/?@!$&'()*+,;=.~%-]*)?$/.test(text) && !STRAY.test(text)) return text;
  const [, origin = '', rest = ''] = PARTS.exec(new URL(text).href) ?? [];
  const hash = rest.indexOf('#') + 1;
  const single = hash === 0 ? rest : rest.slice(0, hash) + rest.slice(hash).replaceAll('#', '%23');
  return origin + single.replace(STRAYS, encodeURIComponent);
}
