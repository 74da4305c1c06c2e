/**
 * Where libmagic is right but coarse, the registered type. It never turns one kind of thing into another:
 *
 * | libmagic says | the bytes also say | refined |
 * |---|---|---|
 * | a text, XML, JSON cut short | `BEGIN:VCALENDAR` (RFC 5545), `BEGIN:VCARD` (RFC 6350) at the beginning |
 * `text/calendar`, `text/vcard` |
 * | plain text | a JSON object or list, as far as can be seen (RFC 8259) | `application/json` |
 * | plain text, XML | a root element `svg` of any prefix, after comments of any length | `image/svg+xml` |
 * | plain text | a root element, or a doctype, `html` | `text/html` |
 * | `application/zip` | the first entries of OOXML or OpenDocument | that document's type |
 * | `image/heif` | a compatible brand of HEIC or AVIF (ISO 14496-12, ftyp) | `image/heic`, `image/avif` |
 * | a private name | | the registered or usual one: `audio/mp4`, `audio/wav`, `inode/x-empty` |
 */
import { decodeText } from './detect-charset.ts';

const USUAL_NAMES: Record<string, string> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/x-wav': 'audio/wav',
  'application/x-empty': 'inode/x-empty',
  'application/xml': 'text/xml',
};

/** The refined type of a file that begins with `head` and, where `isWhole`, ends with it. */
export function refineContentType(type: string, head: Uint8Array, isWhole: boolean): string {
  const usual = USUAL_NAMES[type] ?? type;
  if (usual === 'text/plain' || usual === 'text/xml') return refineText(usual, decodeText(head, isWhole), isWhole);
  if (usual === 'application/zip') return refineZip(head);
  return usual === 'image/heif' ? refineHeif(head) : usual;
}

function refineText(type: string, whole: string, isWhole: boolean): string {
  const text = whole.trimStart();
  if (/^BEGIN:VCALENDAR\s/i.test(text)) return 'text/calendar';
  if (/^BEGIN:VCARD\s/i.test(text)) return 'text/vcard';
  if (/^[[{]/.test(text) && isJson(text, isWhole)) return 'application/json';
  if (!text.startsWith('<')) return type;
  const root = rootOf(text);
  if (root === 'svg') return 'image/svg+xml';
  return type === 'text/plain' && root === 'html' ? 'text/html' : type;
}

/** The name of the first element without its prefix, in lower case; declarations, comments and doctype go before it. */
function rootOf(text: string): string {
  const before = /\s+|<\?[^>]*>|<!--[\s\S]*?-->|<!doctype\s[^[>]*(?:\[[\s\S]*?\]\s*)?>/iy;
  let at = 0;
  for (; before.test(text); at = before.lastIndex)
    if (/^<!doctype\s+html/i.test(text.slice(at, at + 40))) return 'html';
  return /^<(?:[\w.-]+:)?([\w.-]+)/.exec(text.slice(at, at + 300))?.[1]?.toLowerCase() ?? '';
}

function isJson(text: string, isWhole: boolean): boolean {
  if (!isWhole) return looksLikeJson(text);
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Nothing but JSON's tokens up to where the text was cut, which may be within one. */
function looksLikeJson(text: string): boolean {
  const token = /[\s{}[\],:]+|"(?:[^"\\\u0000-\u001f]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
  let end = 0;
  while (end < text.length && token.test(text)) end = token.lastIndex;
  const rest = text.slice(end);
  return rest.length < text.length && /^(?:"(?:[^"\\\u0000-\u001f]|\\.)*\\?|-?[\d.eE+-]*|[a-z]{0,4})$/.test(rest);
}

/** The first entries of an archive tell what it is, in whatever order a program wrote them. */
function refineZip(head: Uint8Array): string {
  const names: string[] = [];
  const view = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  for (let at = 0; names.length < 50 && at + 30 <= view.length && view.readUInt32LE(at) === LOCAL_HEADER;) {
    const [packed, nameLength, extraLength] = [
      view.readUInt32LE(at + 18),
      view.readUInt16LE(at + 26),
      view.readUInt16LE(at + 28),
    ];
    const name = view.toString('latin1', at + 30, at + 30 + nameLength);
    const data = at + 30 + nameLength + extraLength;
    if (name === 'mimetype' && at === 0 && view.readUInt16LE(8) === 0)
      return registeredDocument(view.toString('latin1', data, data + packed));
    names.push(name);
    at = view.indexOf(LOCAL_MAGIC, data + (isStreamed(view, at) ? 0 : packed));
    if (at < 0) break;
  }
  if (!names.includes('[Content_Types].xml')) return 'application/zip';
  const folder = names.map((name) => OOXML[name.split('/')[0] as string]).find((kind) => kind !== undefined);
  return folder ? `application/vnd.openxmlformats-officedocument.${folder}` : 'application/zip';
}

const LOCAL_HEADER = 0x04034b50;
const LOCAL_MAGIC = Buffer.from('PK\u0003\u0004', 'latin1');
const OOXML: Record<string, string> = {
  word: 'wordprocessingml.document',
  ppt: 'presentationml.presentation',
  xl: 'spreadsheetml.sheet',
};

function isStreamed(view: Buffer, at: number): boolean {
  return (view.readUInt16LE(at + 6) & 8) !== 0;
}

function registeredDocument(said: string): string {
  return /^application\/(?:vnd\.oasis\.opendocument\.[a-z-]{1,40}|epub\+zip)$/.test(said) ? said : 'application/zip';
}

function refineHeif(head: Uint8Array): string {
  const view = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 4096));
  const brands: string[] =
    view
      .toString('latin1', 8, Math.min(view.length >= 4 ? view.readUInt32BE(0) : 0, view.length))
      .match(/[\s\S]{4}/g) ?? [];
  if (brands.includes('avif')) return 'image/avif';
  return brands.includes('heic') ? 'image/heic' : 'image/heif';
}
