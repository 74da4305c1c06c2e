/**
 * From what people write to what pages may show: Markdown, or HTML where it came with the data; sanitised either way.
 */
import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';
import { cutText } from './fit-text.ts';

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false });

const RULES: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'br',
    'a',
    'strong',
    'b',
    'em',
    'i',
    'u',
    's',
    'del',
    'code',
    'pre',
    'blockquote',
    'ul',
    'ol',
    'li',
    'h2',
    'h3',
    'h4',
    'hr',
    'sub',
    'sup',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'dl',
    'dt',
    'dd',
  ],
  allowedAttributes: { a: ['href'], th: ['scope'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  transformTags: {
    h1: 'h3',
    h2: 'h3',
    div: 'p',
    a: (tagName, attribs) => ({
      tagName,
      attribs: { ...(attribs.href ? { href: attribs.href } : {}), rel: 'noopener nofollow' },
    }),
  },
};
RULES.allowedAttributes = { ...(RULES.allowedAttributes as Record<string, string[]>), a: ['href', 'rel'] };

/** `text` with HTML's character references as the characters they mean; what is no reference stays. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/gi, (reference) =>
    markdown.utils.unescapeAll(reference),
  );
}

/** Plain text as it stands in HTML, in elements and attributes alike. */
export function escapeHtml(text: string): string {
  return markdown.utils.escapeHtml(text);
}

/** Safe HTML for a page. Text with tags of its own is taken as HTML, everything else as Markdown. */
export function renderMarkup(text: string): string {
  if (text.trim() === '') return '';
  const html = /<(p|br|a|ul|ol|li|div|strong|em|b|i|h[1-6]|blockquote|span|pre|code|table)[\s>/]/i.test(text)
    ? text
    : markdown.render(text);
  return sanitizeHtml(html, RULES).trim();
}

/** Safe HTML of Markdown and nothing else: tags in `text` are shown as they were typed. */
export function renderMarkdown(text: string): string {
  return sanitizeHtml(markdown.render(text), RULES).trim();
}

/** Somebody's words as a part of Markdown that means nothing but itself: no link, no emphasis, no list comes of it. */
export function quoteMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_{}[\]()#+\-.!~|:@/>=^]/g, '\\$&');
}

/** The plain words of a text, on one line, at most `limit` characters, cut at a word. */
export function plainText(text: string, limit = 200): string {
  return cutWords(wordsOf(renderMarkup(text)), limit);
}

function wordsOf(html: string): string {
  return sanitizeHtml(html.replace(/<(br|\/p|\/li|\/h\d)[^>]*>/g, ' $&'), { allowedTags: [], allowedAttributes: {} })
    .replace(/&amp;/g, '&')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ')
    .trim();
}

function cutWords(words: string, limit: number): string {
  if (words.length <= limit) return words;
  const cut = cutText(words, limit - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), limit / 2))}…`;
}

/**
 * A text in two: plain words for the head of a page, of at most `limit` characters, and safe HTML of all that they do
 * not say. A first paragraph of plain words is the head and the others are the rest; of a text that begins otherwise
 * the head is '' where it would only say the same again.
 */
export function splitMarkup(text: string, limit = 200): { head: string; rest: string } {
  const html = renderMarkup(text);
  const words = wordsOf(html);
  if (!exceeds(html, words, limit)) return { head: cutWords(words, limit), rest: '' };
  const [, first, others = ''] = /^(<p>[^<]*<\/p>)(.+)$/s.exec(html) ?? [];
  const opening = first === undefined ? '' : wordsOf(first);
  if (first !== undefined && !exceeds(first, opening, limit))
    return { head: cutWords(opening, limit), rest: others.trim() };
  return { head: words.length > limit ? cutWords(words, limit) : '', rest: html };
}

/** Whether it is more than one paragraph of words without markup, or longer than `limit`. */
function exceeds(html: string, words: string, limit: number): boolean {
  return html !== '' && (!/^(<p>)?[^<]*(<\/p>)?$/.test(html) || words.length > limit);
}

/** Text as paragraphs and lines, without any markup: what is shown of one whose markup takes too long. */
export function renderPlain(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((part) => `<p>${escapeHtml(part.trim()).replaceAll('\n', '<br />')}</p>`)
    .join('\n');
}

/** What is made of a text: safe HTML, its plain words, or both in two parts. */
export type MarkupTask = { text: string; way: 'html' | 'words' | 'split'; limit: number };
export type MarkupParts = { head: string; html: string };

/** `head`: plain words, where they are wanted; `html`: the safe HTML of the rest or of all, where that is. */
export function makeMarkup({ text, way, limit }: MarkupTask): MarkupParts {
  if (way === 'html') return { head: '', html: renderMarkup(text) };
  if (way === 'words') return { head: plainText(text, limit), html: '' };
  const { head, rest } = splitMarkup(text, limit);
  return { head, html: rest };
}
