/** What an address may say: the part of it that means something here. */
import type { IncomingMessage } from 'node:http';

/** Query parameters that public pages and files read. Whatever else stands there would only multiply equal answers. */
const KNOWN = new Set([
  'day',
  'q',
  'track',
  'room',
  'type',
  'topic',
  'view',
  'times',
  'client',
  'dialect',
  'code',
  'preset',
  'upcoming',
  'past',
]);

/** What was chosen in a shop, before a code was used. */
const CHOICE = /^(?:quantity|amount)-[1-9]\d{0,8}$/;

/** Places that read parameters of their own. */
const FREE =
  /^\/(manage|admin|auth|api(?!\/docs)|files|language|account|sign-in|sign-up|forgot-password|reset-password|confirm-email|invitations|orders|tickets|waiting|stripe|e\/[^/?]+\/(checkout|waiting))(\/|\?|$)/;

/** The address of a public page with the parameters that it knows, in one order; other addresses as they are. */
export function knownAddress(url: string): string {
  const at = url.indexOf('?');
  if (at < 0 || FREE.test(url)) return url;
  const kept = [...new URLSearchParams(url.slice(at + 1))].filter(
    ([name, value]) => (KNOWN.has(name) || CHOICE.test(name)) && value !== '',
  );
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  const query = new URLSearchParams(kept).toString();
  return query ? `${url.slice(0, at)}?${query}` : url.slice(0, at);
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Whether this is a request that any page, file or operation could answer: a known method, a path, a host, no NUL. */
export function isReasonable(req: IncomingMessage): boolean {
  const { url = '', method = '', headers } = req;
  return (
    METHODS.has(method) &&
    url.startsWith('/') &&
    !/%00/i.test(url) &&
    isDecodable(url) &&
    /^[\w.:[\]-]*$/.test(headers.host ?? '')
  );
}

function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURI(url.split('?')[0] as string);
    return true;
  } catch {
    return false;
  }
}
