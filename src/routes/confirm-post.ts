/**
 * Says after every form that it was saved. A form leads on with a redirect; its answer gets a cookie for that one
 * address, and the page there says the words once (Confirmation.svelte). Pages that say something of their own do it by
 * a parameter of the address, and are left alone.
 */
import { serialize } from 'hono/utils/cookie';
import { hasText } from '#platform/i18n/translate.ts';

export const CONFIRMATION_COOKIE = 'foyer_confirmation';

/** What a page says: `key` below `said` in the catalogue, and a name that goes into it. */
export type Confirmation = { key: string; name: string };

/**
 * Parameters of an address with which its page says by itself what was done. `edit` and `added` count only with a
 * value.
 */
const OWN_WORDS = [
  'act',
  'added',
  'asked',
  'brought',
  'connected',
  'deleted',
  'disconnected',
  'done',
  'edit',
  'ended',
  'erased',
  'focused',
  'gone',
  'joined',
  'moved',
  'purged',
  'refused',
  'removed',
  'resent',
  'reset',
  'returned',
  'revoked',
  'saved',
  'why',
];

/** Addresses whose answers are the same for everybody and come from memory; they say what was done by themselves. */
const SHARED = /^\/(e\/|o\/|$)/;

/** Places that a form leads to which was not done yet. */
const WAYS_BACK = new Set(['/account/confirm', '/sign-in']);

/** Forms whose next page is itself the answer: the way in, the steps of an order, publishing, imports under way. */
const ANSWERED_BY_THE_PAGE = [
  /^\/(sign-in|sign-up|reset-password|forgot-password|confirm-email|language|e\/|waiting\/|manage\/sign-out)/,
  /^\/orders\/[^/]+\/[^/]+(\/(details|pay|discount))?(\?|$)/,
  /^\/tickets\/transfers\/[^?]+\?\/decline/,
  /^\/account\/confirm\?/,
  /\/publish\?\/publish$/,
  /^\/manage\/[^/]+\/import($|\/[^?]+\?\/run)/,
  /\/orders\/money\?\/look/,
  /\/settings\/payments($|\?\/(connect|create|complete))/,
];

/** Words for actions by their name, or by page and name; all others say "Saved.". */
const WORDS: Record<string, string> = {
  accept: 'accepted',
  again: 'again',
  bare: 'removed',
  cancel: 'cancelled',
  cancelTicket: 'cancelled',
  delete: 'deleted',
  discard: 'discarded',
  hide: 'hidden',
  leave: 'left',
  move: 'moved',
  note: 'noted',
  offer: 'offered',
  purge: 'deleted',
  record: 'recorded',
  refresh: 'refreshed',
  refund: 'refunded',
  reinstate: 'reinstated',
  remove: 'removed',
  removeHeader: 'removed',
  removeLogo: 'removed',
  reset: 'reset',
  restore: 'restored',
  stop: 'stopped',
  undo: 'undone',
  withdraw: 'withdrawn',
  'statements/accept': 'booked',
  'statements/sure': 'booked',
  'copy/default': 'copied',
  'money/again': 'sentAgain',
  'money/sent': 'refundSent',
};

/**
 * What the page behind an answered form says; undefined where it says so by itself. `?said=key` of the address names
 * other words.
 */
export function confirmationOf(posted: URL, location: URL): Confirmation | undefined {
  if (ANSWERED_BY_THE_PAGE.some((form) => form.test(`${posted.pathname}${posted.search}`))) return undefined;
  if (WAYS_BACK.has(location.pathname)) return undefined;
  const said = location.searchParams.get('said');
  if (said) return { key: said, name: (location.searchParams.get('of') ?? '').slice(0, 100) };
  const speaks = OWN_WORDS.some(
    (name) =>
      location.searchParams.has(name) && !(['edit', 'added'].includes(name) && location.searchParams.get(name) === ''),
  );
  if (speaks || location.origin !== posted.origin || SHARED.test(location.pathname)) return undefined;
  const action = /^\?\/(\w+)/.exec(posted.search)?.[1] ?? 'default';
  return {
    key:
      WORDS[`${posted.pathname.split('/').at(-1) ?? ''}/${action}`] ??
      WORDS[action] ??
      (posted.pathname.endsWith('/new') ? 'added' : 'saved'),
    name: '',
  };
}

/** Puts the confirmation of a form that led on into its answer. */
export function confirmPost(posted: URL, response: Response): void {
  const to = response.headers.get('location');
  if (response.status !== 303 || to === null || !URL.canParse(to, posted)) return;
  const location = new URL(to, posted);
  const confirmation = confirmationOf(posted, location);
  if (location.searchParams.has('said')) {
    location.searchParams.delete('said');
    location.searchParams.delete('of');
    response.headers.set('location', `${location.pathname}${location.search}${location.hash}`);
  }
  if (confirmation)
    response.headers.append('set-cookie', cookieText(posted, location.pathname, JSON.stringify(confirmation), 60));
}

/** The confirmation that a page was asked for with; undefined for what is not one of ours. */
export function readConfirmation(cookie: string | undefined): Confirmation | undefined {
  if (!cookie) return undefined;
  try {
    const { key, name } = JSON.parse(cookie) as Record<string, unknown>;
    if (typeof key !== 'string' || typeof name !== 'string' || name.length > 100 || !/^\w{1,40}$/.test(key))
      return undefined;
    return hasText(`said.${key}`) ? { key, name } : undefined;
  } catch {
    return undefined;
  }
}

/** Has the browser forget what the page has now said. */
export function forgetConfirmation(asked: URL, response: Response): void {
  response.headers.append('set-cookie', cookieText(asked, asked.pathname, '', 0));
}

function cookieText({ protocol }: URL, path: string, value: string, maxAge: number): string {
  const secure = protocol === 'https:';
  return serialize(CONFIRMATION_COOKIE, value, { path, maxAge, httpOnly: true, secure, sameSite: 'lax' });
}
