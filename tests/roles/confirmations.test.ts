/** Sends every form as somebody who may, and looks whether the page that it leads to says that it was done. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFoyer } from '#testing/running-foyer.ts';
import { findRoutes } from './routes.ts';
import { type Body, type Entry, PAGES } from './table.ts';
import { buildWorld, type World } from './world.ts';

const foyer = await runFoyer();
const owner = await buildWorld(foyer, 'owner');
const administrator = await buildWorld(foyer, 'administrator');

const times = { starts: '2027-05-08T09:00', ends: '2027-05-08T18:00', timeZone: 'Europe/Lisbon' };

/** What makes a form succeed, where the walk over roles sends less. */
const GOOD: Record<string, Body> = {
  '/manage/new?/default': () => ({ name: 'Walked Organisation' }),
  '/manage/[organizer]/new?/default': () => ({ name: 'Walked Event', ...times }),
  '/manage/[organizer]/settings?/save': ({ organizer }) => ({ name: 'Walked Foyer', slug: organizer }),
  '/manage/[organizer]/team?/invite': () => ({ email: 'invited@example.org', role: 'moderator', all: 'on' }),
  '/manage/[organizer]/events/[event]/basics?/save': ({ event }) => ({
    name: 'Walked',
    slug: event,
    ...times,
    locationName: 'Hall',
    currency: 'EUR',
  }),
  '/manage/[organizer]/events/[event]/look?/save': () => ({ hue: '120' }),
  '/manage/[organizer]/events/[event]/settings/cancel?/cancel': () => ({ confirm: 'Walked' }),
  '/manage/[organizer]/events/[event]/settings/unpublish?/default': () => ({ confirm: 'Walked' }),
  '/manage/[organizer]/events/[event]/settings/copy?/default': () => ({
    name: 'Walked Copy',
    startsAt: '2028-05-06T09:00',
  }),
  '/manage/[organizer]/events/[event]/settings/delete?/default': () => ({ confirm: 'Walked' }),
  '/manage/[organizer]/events/[event]/messages/templates?/reminders': () => ({ daysBefore: '2', at: '09:00' }),
  '/admin/fees?/set': ({ organizer }) => ({ organizer, percent: '1' }),
  '/admin/fees?/usual': ({ organizer }) => ({ organizer }),
  // Once there are orders, an event keeps its currency.
  '/manage/[organizer]/events/[event]/tickets/currency?/default': () => ({ currency: 'SEK' }),
  '/manage/[organizer]/events/[event]/orders/[code]?/note': () => ({ text: 'Walked' }),
  '/manage/[organizer]/events/[event]/orders/[code]/buyer?/default': () => ({
    name: 'Walked Buyer',
    email: 'walked@example.org',
  }),
  '/manage/[organizer]/events/[event]/attendees/[code]/[number=number]?/default': () => ({ name: 'Walked Attendee' }),
  '/manage/[organizer]/events/[event]/tickets/cancellation?/default': () => ({ selfCancel: 'on', cutoffDays: '3' }),
  '/manage/[organizer]/events/[event]/[...noun=noun]/new?/default': () => ({ title: 'Walked' }),
  '/manage/[organizer]/events/[event]/[...noun=noun]/[number=number]?/save': () => ({ title: 'Walked' }),
  '/orders/[code]/[secret]/attendees?/default': () => ({ 'name-1': 'Walked Attendee' }),
  '/account?/profile': () => ({ name: 'Walked Owner', locale: 'en' }),
  '/account/keys?/create': () => ({ name: 'Walked', days: '30' }),
  '/manage/[organizer]/keys?/create': () => ({
    name: 'Walked',
    days: '30',
    access: 'chosen',
    'scope.orders:read': 'on',
  }),
};

/** Forms for an event without orders: the one that the form for new events makes, which is sent first. */
const FRESH_EVENT = new Set(['/manage/[organizer]/events/[event]/tickets/currency?/default']);
const NEW_EVENT = '/manage/[organizer]/new?/default';

/** Forms whose next page is itself the answer. */
const ANSWERED_BY_THE_PAGE = new Set([
  // Steps: the page shows what comes next.
  '/account/confirm?/password',
  '/account/confirm?/code',
  '/account/confirm?/link',
  '/account/security?/start',
  '/sign-in?/default',
  '/sign-in/second-factor?/default',
  '/sign-up?/default',
  '/orders?/default',
  '/manage/[organizer]/events/[event]/basics?/preview',
  '/manage/[organizer]/events/[event]/extras?/preview',
  '/manage/[organizer]/events/[event]/messages/new?/review',
  // It asks again where what was reviewed is another by now.
  '/manage/[organizer]/events/[event]/messages/new?/send',
  '/manage/[organizer]/events/[event]/messages/templates/[kind]?/preview',
  '/manage/[organizer]/import/[run]?/run',
  '/manage/[organizer]/events/[event]/orders/money?/look',
  // An order's page says in its heading how the order is.
  '/orders/[code]/[secret]?/cancel',
  '/orders/[code]/[secret]/details?/complete',
  '/orders/[code]/[secret]/details?/release',
  '/orders/[code]/[secret]/pay?/place',
  // There is nothing of it in this walk: no connection, no account at a provider.
  '/account/connections?/disconnect',
  '/manage/[organizer]/settings/payments?/refresh',
]);

/**
 * Forms that need files, payments, other services, mailed links or a state that this walk does not make; they answer by
 * the same hook.
 */
const NOT_TRIED = new Set<string>([
  '/admin/people/[person]?/block',
  '/admin/people/[person]?/end',
  '/admin/people/[person]?/reset',
  '/admin/people/[person]?/unblock',
  '/account/data?/erase',
  '/account/keys?/revoke',
  '/manage/[organizer]/keys?/revoke',
  '/account/picture?/upload',
  '/account/security?/codes',
  '/account/security?/confirm',
  '/account/security?/password',
  '/account/security?/remove',
  '/account/security?/rename',
  '/account/sessions?/one',
  '/account?/email',
  '/admin/pictures?/save',
  '/confirm-email?/default',
  '/e/[slug]/checkout?/default',
  '/e/[slug]/waiting?/default',
  '/forgot-password?/default',
  '/invitations/[token]?/accept',
  '/manage/[organizer]/bin?/purge',
  '/manage/[organizer]/events/[event]/[...noun=noun]/[number=number]?/picture',
  '/manage/[organizer]/events/[event]/[...noun=noun]/import?/read',
  '/manage/[organizer]/events/[event]/[...noun=noun]/import?/run',
  '/manage/[organizer]/events/[event]/[...noun=noun]?/bulk',
  '/manage/[organizer]/events/[event]/[...noun=noun]?/undo',
  '/manage/[organizer]/events/[event]/messages/templates?/reminders',
  '/manage/[organizer]/events/[event]/orders/[code]/answers?/default',
  '/manage/[organizer]/events/[event]/orders/[code]/money?/again',
  '/manage/[organizer]/events/[event]/orders/[code]/money?/cancel',
  '/manage/[organizer]/events/[event]/orders/[code]/money?/record',
  '/manage/[organizer]/events/[event]/orders/[code]/money?/refund',
  '/manage/[organizer]/events/[event]/orders/[code]/money?/revoke',
  '/manage/[organizer]/events/[event]/orders/[code]/money?/sent',
  '/manage/[organizer]/events/[event]/orders/[code]/money?/withdraw',
  '/manage/[organizer]/events/[event]/orders/[code]?/cancelTicket',
  '/manage/[organizer]/events/[event]/orders/[code]?/resend',
  '/manage/[organizer]/events/[event]/orders/money?/aside',
  '/manage/[organizer]/events/[event]/orders/several?/cancel',
  '/manage/[organizer]/events/[event]/orders/several?/confirm',
  '/manage/[organizer]/events/[event]/orders/several?/pay',
  '/manage/[organizer]/events/[event]/orders/statements?/accept',
  '/manage/[organizer]/events/[event]/orders/statements?/bring',
  '/manage/[organizer]/events/[event]/orders/statements?/ignore',
  '/manage/[organizer]/events/[event]/settings/cancel/orders?/begin',
  '/manage/[organizer]/events/[event]/settings/delete?/default',
  '/manage/[organizer]/events/[event]/settings/series?/default',
  '/manage/[organizer]/events/[event]/settings/ticket-codes?/withdraw',
  '/manage/[organizer]/events/[event]/tickets/[number=number]?/delete',
  '/manage/[organizer]/events/[event]/tickets/questions/[number=number]?/delete',
  '/manage/[organizer]/events/[event]/tickets/questions/[number=number]?/hide',
  '/manage/[organizer]/events/[event]/tickets/questions/[number=number]?/save',
  '/manage/[organizer]/events/[event]/tickets/waiting?/offer',
  '/manage/[organizer]/import?/default',
  '/manage/[organizer]/settings/payments/disconnect?/default',
  '/manage/[organizer]/settings/payments?/complete',
  '/manage/[organizer]/settings/payments?/connect',
  '/manage/[organizer]/settings/payments?/create',
  '/manage/[organizer]/settings?/logo',
  '/orders/[code]/[secret]/discount?/apply',
  '/orders/[code]/[secret]/discount?/remove',
  '/orders/[code]/[secret]/tickets/[number=number]?/cancel',
  '/orders/[code]/[secret]/tickets/[number=number]?/offer',
  '/orders/[code]/[secret]/tickets/[number=number]?/withdraw',
  '/orders/[code]/[secret]?/again',
  '/reset-password?/default',
  '/sign-in/link?/enter',
  '/sign-in/link?/send',
  '/sign-in/with/[provider]/address?/enter',
  '/sign-in/with/[provider]/address?/send',
  '/sign-in/with/[provider]?/default',
  '/sign-up/confirm?/default',
  '/waiting/[token]?/leave',
]);

type Form = { name: string; address: string; action: string; entry: Entry };

const rank = ({ name, action, address, entry }: Form): number => {
  if (name === NEW_EVENT) return -1;
  return address.endsWith('/settings/delete') ? 3 : entry.last?.includes(action) ? 2 : action === 'delete' ? 1 : 0;
};
/** A preview is imported or discarded; the walk imports it, and how far that has come is chance. */
const LEFT_OUT = '/manage/[organizer]/import/[run]?/discard';
const forms: Form[] = (await findRoutes())
  .flatMap(({ address, actions }) =>
    actions.map((action) => ({ name: `${address}?/${action}`, address, action, entry: PAGES[address] ?? {} })),
  )
  .filter(({ name }) => name !== LEFT_OUT)
  .sort((a, b) => rank(a) - rank(b));

function addressOf({ name, address, action, entry }: Form, world: World): string {
  const { organizer, run, member, token } = world;
  const event = FRESH_EVENT.has(name) ? 'walked-event' : world.event;
  const params: Record<string, string> = {
    organizer,
    event,
    slug: event,
    run,
    number: '1',
    user: member.userId,
    token,
    ...entry.params?.(world, action),
  };
  const filled = address.replaceAll(/\[(?:\.\.\.)?(\w+)(?:=\w+)?\]/g, (_all, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  return `${foyer.url}${filled}${action === 'default' ? '' : `?/${action}`}`;
}

/** The cookies of an answer that the next request carries, where their path allows it. */
function cookiesFor(answer: Response, to: URL): string {
  return answer.headers
    .getSetCookie()
    .filter((cookie) => !/Max-Age=0/.test(cookie) && to.pathname.startsWith(/path=([^;]+)/i.exec(cookie)?.[1] ?? '/'))
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** What the page says of itself; how many entries a list has is none of it. */
const statusOf = (html: string): string[] =>
  [...html.matchAll(/<(\w+)[^>]*role="status"[^>]*>([\s\S]*?)<\/\1>/g)]
    .map(([, , inner]) => (inner ?? '').replaceAll(/<[^>]*>/g, '').trim())
    .filter((text) => text !== '' && !/^\d+ \w+$/.test(text));

type Outcome = { name: string; status: number; to: string; said: string[] };

async function send(form: Form): Promise<Outcome> {
  const world = form.address.startsWith('/admin') ? administrator : owner;
  const body = GOOD[form.name]?.(world) ?? form.entry.bodies?.[form.action]?.(world) ?? {};
  const headers = {
    accept: 'text/html',
    origin: foyer.url,
    cookie: world.cookie,
    'content-type': 'application/x-www-form-urlencoded',
  };
  const answer = await fetch(addressOf(form, world), {
    method: 'POST',
    headers,
    redirect: 'manual',
    body: new URLSearchParams(body).toString(),
  });
  const html = await answer.text();
  const location = answer.headers.get('location');
  if (!location) return { name: form.name, status: answer.status, to: '', said: statusOf(html) };
  const to = new URL(location, foyer.url);
  if (to.origin !== foyer.url) return { name: form.name, status: answer.status, to: to.origin, said: [] };
  const page = await fetch(to, {
    headers: { accept: 'text/html', cookie: [world.cookie, cookiesFor(answer, to)].filter(Boolean).join('; ') },
    redirect: 'follow',
  });
  return {
    name: form.name,
    status: answer.status,
    to: `${to.pathname}${to.search}`,
    said: statusOf(await page.text()),
  };
}

const outcomes: Outcome[] = [];
for (const form of forms) outcomes.push(await send(form));

test('every form is sent so that it succeeds, but for those that need more than this walk has', () => {
  const failed = outcomes
    .filter(({ status, name }) => status !== 303 && status !== 200 && !NOT_TRIED.has(name))
    .map(({ status, name }) => `${status} ${name}`);
  assert.deepEqual(failed, [], 'Send these in GOOD as they succeed, or name them in NOT_TRIED');
  const succeeded = outcomes
    .filter(({ status, name }) => (status === 303 || status === 200) && NOT_TRIED.has(name))
    .map(({ status, name }) => `${status} ${name}`);
  assert.deepEqual(succeeded, [], 'These succeed: take them off NOT_TRIED');
  assert.deepEqual(
    [...NOT_TRIED].filter((name) => !forms.some((form) => form.name === name)),
    [],
    'There are no such forms: take them off NOT_TRIED',
  );
});

test('every form that succeeds leads to a page with one status message', () => {
  if (process.env.SHOW)
    for (const { name, status, to, said } of outcomes)
      process.stderr.write(`${status} ${name} -> ${to} ${JSON.stringify(said)}\n`);
  const silent = outcomes.filter(
    ({ name, status, said }) =>
      (status === 303 || status === 200) && said.length !== 1 && !ANSWERED_BY_THE_PAGE.has(name),
  );
  assert.deepEqual(
    silent.map(({ name, to, said }) => `${name} -> ${to} ${JSON.stringify(said)}`),
    [],
  );
});
