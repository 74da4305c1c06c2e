/**
 * Style of a page's own hue is written into its head, and pages are kept in memory, so it is allowed by its hash and not by a nonce. Other
 * style elements, such as one that somebody got into a page, stay without effect.
 */
import { createHash } from 'node:crypto';

/** What `themeCss` and `tintsCss` write: selectors, custom properties, colours. Nothing that is fetched from anywhere. */
const PLAIN = /^(?!.*url\()[\w\s#:;{}().,%@[\]='"*>+/-]*$/s;

/** The source that allows the first style element of that head, for the policy; '' where there is none, or none of ours. */
export function styleSource(html: string): string {
  const [, style] = /<style>([^<]*)<\/style>/.exec(html.split('</head>')[0] as string) ?? [];
  if (style === undefined || !PLAIN.test(style)) return '';
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}

/** Adds that source to `style-src` of an answer that has a policy. */
export function allowStyle(headers: Headers, source: string): void {
  const policy = headers.get('content-security-policy');
  if (policy && source) headers.set('content-security-policy', policy.replace(/style-src [^;]*/, (directive) => `${directive} ${source}`));
}
