/**
 * Style of a page's own hue is written into its head, and pages are kept in memory, so it is allowed by its hash and
 * not by a nonce. Other style elements, such as one that somebody got into a page, stay without effect.
 */
import { createHash } from 'node:crypto';

/**
 * What `themeCss` and `tintsCss` write: selectors, custom properties, colours. Nothing that is fetched from anywhere.
 */
const PLAIN = /^(?!.*url\()[\w\s#:;{}().,%@[\]='"*>+/!-]*$/s;

/**
 * The sources that allow the first style element of that head, and of each mail that is shown within the page (a frame
 * without an address takes over the page's policy), for the policy; '' where there is none, or none of ours.
 */
export function styleSource(html: string): string {
  const frames = [...html.matchAll(/\ssrcdoc="([^"]*)"/g)].map(([, text]) => unescapeAttribute(text as string));
  const sources = [html, ...frames].map((document) => sourceOf(document)).filter((source) => source !== '');
  return [...new Set(sources)].join(' ');
}

function sourceOf(html: string): string {
  const [, style] = /<style>([^<]*)<\/style>/.exec(html.split('</head>')[0] as string) ?? [];
  if (style === undefined || !PLAIN.test(style)) return '';
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}

/** As pages write attributes. */
function unescapeAttribute(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Adds that source to `style-src` of an answer that has a policy. */
export function allowStyle(headers: Headers, source: string): void {
  const policy = headers.get('content-security-policy');
  if (policy && source)
    headers.set(
      'content-security-policy',
      policy.replace(/style-src [^;]*/, (directive) => `${directive} ${source}`),
    );
}
