/**
 * Style of a page's own hue, and what its elements are placed and coloured by, is written into its head, and pages are
 * kept in memory, so it is allowed by its hash and not by a nonce. Other style elements, such as one that somebody got
 * into a page, stay without effect, and so does every `style` attribute.
 */
import { createHash } from 'node:crypto';

/** What themes, tints and placed elements write: selectors, properties, colours. Nothing that is fetched. */
const PLAIN = /^(?!.*url\()[\w\s#:;{}().,%@[\]='"*>+/!-]*$/s;

/** What an element is placed and coloured by: numbers, lengths, colours, words. */
const DECLARATIONS = /^(?!.*url\()[\w\s#:;().,%/+-]*$/;
/** The tiny copy that stands where a picture will be: in the page itself, so nothing is fetched. */
const TINY_COPY = /url\(data:image\/webp;base64,[A-Za-z0-9+/=]+\)/g;
/** An element names longer texts by their digest. */
const LONGEST_NAME = 80;
/** A comment, what holds text of its own, or a tag. The first two are left alone. */
const TAGS =
  /<!--[\s\S]*?-->|<(script|style|textarea|title)\b[^>]*>[\s\S]*?<\/\1>|<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const STYLE_ATTRIBUTE = /\sstyle="([^"]*)"/g;

/**
 * The page without `style` attributes: what they said stands in a style element at the end of its head, and elements
 * find it by what it says, or by its digest (`data-look`), so that a part of another answer fits into the page
 * (`enhance/read-page.ts`).
 */
export function liftStyles(html: string): string {
  if (!html.includes(' style="')) return html;
  const looks = new Map<string, string>();
  const lifted = html.replace(TAGS, (tag, raw?: string) => {
    // A mail that is shown within the page keeps what mail programs ask for.
    if (raw !== undefined || tag.startsWith('<!--') || tag.includes(' srcdoc="')) return tag;
    return tag.replace(STYLE_ATTRIBUTE, (attribute, text: string) => {
      const look = unescapeAttribute(text).trim();
      if (look === '') return '';
      if (!DECLARATIONS.test(look.replaceAll(TINY_COPY, ''))) return attribute;
      const name = look.length > LONGEST_NAME ? digestOf(look, 'base64url').slice(0, 16) : look;
      looks.set(name, look);
      return ` data-look="${name}"`;
    });
  });
  if (looks.size === 0) return lifted;
  // As strong as what an attribute says.
  const rules = [...looks].map(([name, look]) => `:is([data-look="${name}"],#_){${look}}`).join('');
  return lifted.replace('</head>', `<style data-looks>${rules}</style></head>`);
}

/**
 * The sources that allow the style elements of that head, and of each mail that is shown within the page (a frame
 * without an address takes over the page's policy), for the policy; '' where there is none, or none of ours.
 */
export function styleSource(html: string): string {
  const frames = framesOf(html);
  const sources = [html, ...frames].flatMap((document) => sourcesOf(document));
  return [...new Set(sources)].join(' ');
}

/** The mails that are shown within that page. */
function framesOf(html: string): string[] {
  return [...html.matchAll(/\ssrcdoc="([^"]*)"/g)].map(([, text]) => unescapeAttribute(text as string));
}

/** Whether a mail is shown within that page: its own attributes count there. */
export function showsMail(html: string): boolean {
  return /<iframe\b[^>]*\ssrcdoc="/.test(html);
}

const FIRST = /<style>([^<]*)<\/style>/;
const LOOKS = /<style data-looks>([^<]*)<\/style>$/;

function sourcesOf(html: string): string[] {
  const head = html.split('</head>')[0] as string;
  return [FIRST, LOOKS]
    .map((which) => which.exec(head)?.[1])
    .filter((style) => style !== undefined)
    .filter((style) => PLAIN.test(style.replaceAll(TINY_COPY, '')))
    .map((style) => `'sha256-${digestOf(style, 'base64')}'`);
}

function digestOf(text: string, encoding: 'base64' | 'base64url'): string {
  return createHash('sha256').update(text).digest(encoding);
}

/** As pages write attributes. */
function unescapeAttribute(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * Adds that source to `style-src` of an answer that has a policy. `attributes`: also what attributes say counts, since
 * a mail is shown.
 */
export function allowStyle(
  headers: Headers,
  source: string,
  { attributes = false }: { attributes?: boolean } = {},
): void {
  const policy = headers.get('content-security-policy');
  if (!policy) return;
  const allowed = source ? policy.replace(/style-src [^;]*/, (directive) => `${directive} ${source}`) : policy;
  headers.set('content-security-policy', attributes ? `${allowed}; style-src-attr 'unsafe-inline'` : allowed);
}
