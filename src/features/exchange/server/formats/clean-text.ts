/**
 * Text as strangers wrote it, made fit to store: no control characters, no halves of characters, one kind of line end.
 */

import { LARGEST_ASKED_NUMBER } from '#platform/ids.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;
const REFERENCES = /&#(?:x([0-9a-f]{1,8})|([0-9]{1,10}));/gi;

/**
 * Takes out the characters that XML 1.0 forbids, written plainly or as references (`&#6;`), and says how many there
 * were.
 */
export function stripForbidden(xml: string): { text: string; count: number } {
  let count = 0;
  const dropped = (): string => {
    count += 1;
    return '';
  };
  let text = xml.replace(CONTROLS, (char) => (char === '\u007f' ? char : dropped()));
  if (text.includes('&#')) {
    text = text.replace(REFERENCES, (whole, hex: string | undefined, decimal: string | undefined) =>
      isXmlChar(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)) ? whole : dropped(),
    );
  }
  return { text, count };
}

function isXmlChar(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** A value for one line: trimmed, with runs of white space drawn together. */
export function cleanLine(text: string): string {
  return text.replace(CONTROLS, '').toWellFormed().replace(/\s+/g, ' ').trim();
}

/**
 * A value of several lines: `\n` between them, and without the indentation that pretty-printed XML puts before each.
 */
export function cleanBlock(text: string): string {
  const plain = text.replace(CONTROLS, '').toWellFormed().replace(/\r\n?/g, '\n');
  const indent = /^\n([ \t]+)/.exec(plain)?.[1];
  const lines = indent ? plain.replaceAll(`\n${indent}`, '\n') : plain;
  return lines.trim();
}

/** The first `most` UTF-16 units of a text, the last of them `…`, and no half of a character. */
export function clipText(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - 1;
  const isHalf = /[\ud800-\udbff]/.test(text.charAt(end - 1));
  return `${text.slice(0, isHalf ? end - 1 : end).trimEnd()}…`;
}

/** A name as it is compared: same letters, whatever case, width and spacing. */
export function nameKey(name: string): string {
  return cleanLine(name).normalize('NFKC').toLowerCase();
}

const BARE_HOST = /^(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?(?=[/?#]|$)/i;
const FILE_NAME =
  /^[^/?#]*\.(?:html?|php|pdf|od[pts]|pptx?|docx?|txt|md|png|jpe?g|gif|svg|webp|zip|ics|xml|json|mp[34])$/i;

/**
 * An http(s) address, '' where the text is none. `base` completes a relative one; a bare `example.org/a` gets
 * `https://`.
 */
export function cleanUrl(text: string, base = ''): string {
  // Blanks around `://` and before the path come of copying; the others are part of a text.
  const trimmed = cleanLine(text)
    .replace(/^(https?):\s*\/\/\s+/i, '$1://')
    .replace(/^(https?:\/\/[^\s/]+)\s+\//i, '$1/');
  if (trimmed === '') return '';
  const candidate = BARE_HOST.test(trimmed) && !FILE_NAME.test(trimmed) ? `https://${trimmed}` : trimmed;
  if (!URL.canParse(candidate) && !(base && URL.canParse(candidate, base))) return '';
  if (/^https?:\/\/[^/]/i.test(candidate)) return candidate.includes(' ') ? new URL(candidate).href : candidate;
  if (URL.canParse(candidate)) return '';
  const url = new URL(candidate, base);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : '';
}

const LANGUAGES = new Map(
  Object.entries({
    english: 'en',
    german: 'de',
    deutsch: 'de',
    french: 'fr',
    français: 'fr',
    spanish: 'es',
    español: 'es',
    italian: 'it',
    portuguese: 'pt',
    dutch: 'nl',
    polish: 'pl',
    czech: 'cs',
    albanian: 'sq',
    russian: 'ru',
    chinese: 'zh',
    japanese: 'ja',
    vietnamese: 'vi',
    indonesian: 'id',
    hindi: 'hi',
  }),
);

/** BCP 47 from a tag or from the usual names of languages; what is neither stays as it was written. */
export function cleanLanguage(text: string): string {
  const plain = cleanLine(text);
  const known = LANGUAGES.get(plain.toLowerCase());
  if (known) return known;
  if (!/^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(plain)) return plain;
  try {
    return Intl.getCanonicalLocales(plain.replaceAll('_', '-'))[0] ?? plain;
  } catch {
    return plain;
  }
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** The UUID that is the whole of `text`, in lower case; '' where there is none. */
export function cleanGuid(text: string): string {
  const plain = text
    .trim()
    .replace(/^(?:urn:uuid:|\{)/i, '')
    .replace(/\}$/, '');
  return plain.length === 36 && UUID.test(plain) ? plain.toLowerCase() : '';
}

/** The UUID before the `@` of a calendar UID, '' where there is none. */
export function guidOfUid(uid: string): string {
  return cleanGuid(uid.split('@', 1)[0] ?? '');
}

/** A positive whole number that a file may ask for, from a number or its text; undefined for anything else. */
export function cleanNumber(id: string | number | null | undefined): number | undefined {
  const text = String(id ?? '').trim();
  if (!/^[0-9]{1,10}$/.test(text)) return undefined;
  const number = Number(text);
  return number > 0 && number <= LARGEST_ASKED_NUMBER ? number : undefined;
}

/** `#rrggbb` in lower case from `#RRGGBB`, `#rgb` or either without its hash; '' for anything else. */
export function cleanColor(text: string): string {
  const hex = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text.trim())?.[1]?.toLowerCase();
  if (!hex) return '';
  return hex.length === 6 ? `#${hex}` : `#${[...hex].map((digit) => digit + digit).join('')}`;
}
