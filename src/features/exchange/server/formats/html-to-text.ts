/** HTML as plain text, for formats whose readers show every character that they get. */
import { decodeEntities } from '#platform/markup.ts';

/** Elements that stand apart from what is around them; between their tags line ends are only white space. */
const BLOCKS =
  'address|article|aside|blockquote|center|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul';
const INLINES =
  'a|abbr|b|big|br|cite|code|del|dfn|em|font|i|img|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr';
const UNSEEN = 'script|style';

/** Nothing else in angle brackets is a tag: `<stdio.h>`, `a <b and c> d`, `<somebody@host>` are words. */
const TAG = new RegExp(`<(/?)(${BLOCKS}|${INLINES}|${UNSEEN})(\\s[^<>]{0,4000}|/)?>`, 'gi');
const ANY_TAG = new RegExp(TAG.source, 'i');
const BLOCK_TAG = new RegExp(`<(?:${BLOCKS})(?:\\s[^<>]{0,4000}|/)?>`, 'i');

/** Where a paragraph ends and another begins; rows and entries only begin a line. */
const LINES = new Set(['br', 'li', 'tr', 'dd', 'dt', 'summary']);
const CELLS = new Set(['td', 'th']);

type Reading = {
  lines: string[];
  /** The line that is being written. */
  line: string;
  link: { href: string; words: string } | undefined;
  pre: number;
  unseen: boolean;
  keepsLines: boolean;
};

/**
 * The text of an HTML text, its paragraphs and lists on lines of their own, links as `text (address)`. A text without
 * tags comes back as it is. Where nothing but links and emphasis is marked up, its own line ends stay.
 */
export function htmlToText(html: string): string {
  if (!html.includes('<') || !ANY_TAG.test(html)) return html;
  const keepsLines = !BLOCK_TAG.test(html);
  const reading: Reading = { lines: [], line: '', link: undefined, pre: 0, unseen: false, keepsLines };
  const source = withoutComments(html.replace(/\r\n?/g, '\n'));
  let from = 0;
  for (const match of source.matchAll(TAG)) {
    addWords(source.slice(from, match.index), reading);
    addTag((match[2] as string).toLowerCase(), match[1] === '/', match[3] ?? '', reading);
    from = match.index + match[0].length;
  }
  addWords(source.slice(from), reading);
  endLine(reading);
  return reading.lines
    .filter((line, at) => line !== '' || reading.lines[at - 1] !== '')
    .join('\n')
    .trim();
}

/** Step by step: a pattern would look for the end of each of many comments that have none. */
function withoutComments(html: string): string {
  let out = '';
  let from = 0;
  for (let start = html.indexOf('<!--'); start >= 0; start = html.indexOf('<!--', from)) {
    const end = html.indexOf('-->', start + 4);
    if (end < 0) break;
    out += html.slice(from, start);
    from = end + 3;
  }
  return out + html.slice(from);
}

function addWords(source: string, reading: Reading): void {
  if (source === '' || reading.unseen) return;
  const text = decodeEntities(source).replaceAll('\u00a0', ' ');
  if (reading.link) reading.link.words += text;
  if (reading.pre > 0 || reading.keepsLines) {
    const [first = '', ...others] = text.split('\n');
    reading.line += first;
    for (const line of others) {
      endLine(reading);
      reading.line = line;
    }
    return;
  }
  const words = text.replace(/\s+/g, ' ');
  reading.line += reading.line === '' || reading.line.endsWith(' ') ? words.trimStart() : words;
}

function addTag(name: string, closes: boolean, attributes: string, reading: Reading): void {
  if (name === 'script' || name === 'style') reading.unseen = !closes;
  else if (reading.unseen) return;
  else if (name === 'a') addLink(closes, attributes, reading);
  else if (name === 'img') addWords(attribute(attributes, 'alt'), reading);
  else if (name === 'br') endLine(reading);
  else if (CELLS.has(name)) reading.line += closes ? ' ' : '';
  else if (LINES.has(name)) {
    if (!closes) startLine(reading);
    if (!closes && name === 'li') reading.line = '- ';
  } else if (ANY_BLOCK.test(name)) {
    startParagraph(name, reading);
    if (name === 'pre') reading.pre = Math.max(0, reading.pre + (closes ? -1 : 1));
  }
}

const ANY_BLOCK = new RegExp(`^(?:${BLOCKS})$`);

function endLine(reading: Reading): void {
  reading.lines.push(reading.line.trimEnd());
  reading.line = '';
}

function startLine(reading: Reading): void {
  if (reading.line.trimEnd() !== '') endLine(reading);
  reading.line = '';
}

/** Not behind the dash of a list entry, which a paragraph may follow. */
function startParagraph(name: string, reading: Reading): void {
  if (name === 'p' && reading.line === '- ') return;
  startLine(reading);
  if (reading.lines.length > 0 && reading.lines.at(-1) !== '') reading.lines.push('');
}

/** The address only where it says more than the words of the link. */
function addLink(closes: boolean, attributes: string, reading: Reading): void {
  const { link } = reading;
  if (!closes) {
    reading.link = { href: decodeEntities(attribute(attributes, 'href')).trim(), words: '' };
    return;
  }
  reading.link = undefined;
  if (!link || !/^(?:https?|mailto|tel):/i.test(link.href)) return;
  const words = link.words.trim();
  const plain = (text: string): string => text.replace(/^(?:https?:\/\/|mailto:|tel:)/i, '').replace(/\/$/, '');
  if (plain(words) !== plain(link.href)) reading.line += words === '' ? link.href : ` (${link.href})`;
}

function attribute(attributes: string, name: string): string {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes);
  return found?.[1] ?? found?.[2] ?? found?.[3] ?? '';
}
