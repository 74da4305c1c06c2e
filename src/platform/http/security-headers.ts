/** Headers that every answer carries. */
import type { ServerResponse } from 'node:http';

const ALWAYS: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-frame-options': 'SAMEORIGIN',
  // A page that opened one of ours, or was opened by it, reaches nothing in it; nor does another site load our answers
  // into itself.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
};

/**
 * Without `includeSubDomains`: the other hosts of the operator's domain are not ours to decide about; their proxy may
 * say more.
 */
const OVER_TLS: Record<string, string> = { ...ALWAYS, 'strict-transport-security': 'max-age=31536000' };

/** What is public and meant for other sites: pictures, shared images, calendars, feeds and the API. */
const FOR_OTHERS =
  /^\/(media\/|api\/|favicon|e\/[^/]+\/(og\.png|[\w.-]+\.(ics|zip|png|jpg|svg)|schedule\/[\w.-]+\.\w+|sessions\/\d+\/calendar\.ics)|sitemap\.xml|robots\.txt)/;
const CROSS_ORIGIN = { 'cross-origin-resource-policy': 'cross-origin' };

/**
 * The headers of an answer at `path` for a public address: one that is reached by https wants to be reached by nothing
 * else.
 */
export function securityHeaders(publicUrl: string, path: string): Record<string, string> {
  const headers = publicUrl.startsWith('https:') ? OVER_TLS : ALWAYS;
  return FOR_OTHERS.test(path) ? { ...headers, ...CROSS_ORIGIN } : headers;
}

/** Sets them before anything else is written. */
export function setSecurityHeaders(res: ServerResponse, publicUrl: string, path: string): void {
  for (const [name, value] of Object.entries(securityHeaders(publicUrl, path))) res.setHeader(name, value);
}
