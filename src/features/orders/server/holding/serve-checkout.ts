/**
 * `POST /e/{slug}/checkout` as a browser without scripts sends it, answered before the page shell looks at the request:
 * in a rush this is the other address that everybody asks at once. Only the two answers of a sale that goes well are
 * given here: here is a key, send it again (307); here is your order (303). Whatever else there is to say the page
 * says, to which the request goes on as it came. That it is sold out, which in a rush is the answer to most, the page
 * says once a second for all who chose the same.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { authorisePublicEvent, type EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { anonymousActor } from '#platform/http/anonymous-actor.ts';
import { localeOf } from '#platform/http/anonymous-key.ts';
import type { CachedAnswer } from '#platform/http/page-cache.ts';
import { readBody } from '#platform/http/read-body.ts';
import { setSecurityHeaders } from '#platform/http/security-headers.ts';
import { sendAnswer } from '#platform/http/send-answer.ts';
import { createShortMemory, type ShortMemory } from '#platform/short-memory.ts';
import { chooseKey, keyCookie } from '../../checkout-key.ts';
import { readChoice } from '../inputs.ts';
import { signOrder } from '../sign-order.ts';
import { hashNetwork } from './load-held.ts';
import { loadShop, type Shop } from './load-sale.ts';
import { makeCheckoutKey } from './make-checkout-key.ts';
import { reserve, type Refused, type Reserved } from './reserve.ts';
import type { ReservationQueue } from './start-queue.ts';

/** Without any other parameter than the key: what they mean the page knows. */
const ADDRESS = /^(\/e\/([a-z0-9-]{1,100})\/checkout)(?:\?key=([\w-]*))?$/;
const FORM = /^application\/x-www-form-urlencoded(;\s*charset=utf-8)?$/i;

/** The most bytes of a choice that are read here. */
const MOST_BYTES = 16 * 1024;

/**
 * For so long the event behind a slug, and what its tickets cost, is believed, in milliseconds. What is left is looked
 * at afresh each time.
 */
const SHOP_MS = 1000;

/**
 * For so long, in milliseconds, a page that says that it is sold out is what others read too. Whether it is, is asked
 * for each of them.
 */
const SOLD_OUT_MS = 1000;

/** Choices that make the same page for many are short, and few. */
const MOST_SHARED_BYTES = 1000;
const MOST_SHARED = 200;

export type CheckoutContext = {
  queue: ReservationQueue;
  secret: string;
  publicUrl: string;
  /** A context for nobody in particular, who reads that language. */
  makeCtx: (locale: string) => Ctx;
  /** Where the reader is, as `https://host`. */
  originOf: (req: IncomingMessage) => string;
  /** Who asks, behind a proxy or not. */
  clientOf: (req: IncomingMessage) => string;
};

/**
 * Hands the request on to the page, with its body, which was read already, and with what was refused, so that nobody
 * is asked twice. Of a page that is the same for all who are refused this, `shared`, it gives the answer back.
 */
export type Pass = (body: Buffer, refusal?: { refused: Refused; shared: boolean }) => Promise<CachedAnswer | undefined>;

type Known = CheckoutContext & {
  shops: ShortMemory<{ event: EventScope; shop: Shop }>;
  soldOut: ShortMemory<CachedAnswer | undefined>;
};

/**
 * Serves the address; the function says whether it took the request. Whatever it took and will not answer it hands on.
 */
export function serveCheckout(
  foyer: CheckoutContext,
): (req: IncomingMessage, res: ServerResponse, pass: Pass) => boolean {
  const known: Known = {
    ...foyer,
    shops: createShortMemory(SHOP_MS),
    soldOut: createShortMemory(SOLD_OUT_MS, MOST_SHARED),
  };
  return (req, res, pass) => {
    const [, path, slug, inAddress] = (req.method === 'POST' && ADDRESS.exec(req.url ?? '')) || [];
    if (path === undefined || slug === undefined || !isPlainForm(foyer, req)) return false;
    const { name } = keyCookie(foyer.publicUrl);
    const inCookie = cookieOf(req, name);
    // A cookie in clothes that are not ours is the page's to read.
    if (inCookie !== undefined && chooseKey(inCookie) === undefined) return false;
    const key = chooseKey(inCookie, inAddress);
    if (key === undefined) giveKey(foyer, res, path);
    else void choose(known, { slug, key, req, res, pass });
    return true;
  };
}

/** A form of somebody who is not signed in, from a page of this installation, for whom the answer is a page. */
function isPlainForm({ originOf }: CheckoutContext, req: IncomingMessage): boolean {
  const { cookie, origin, accept = '', 'content-type': type = '', 'content-length': length } = req.headers;
  if (!FORM.test(type) || !(Number(length) <= MOST_BYTES) || req.headers['x-sveltekit-action'] !== undefined)
    return false;
  if (!accept.includes('text/html') || accept.includes('json')) return false;
  // Where nobody said where Foyer is, the reader does, and may say anything.
  return anonymousActor(cookie) && origin !== undefined && origin === URL.parse(originOf(req))?.origin;
}

function cookieOf({ headers }: IncomingMessage, name: string): string | undefined {
  return headers.cookie?.includes(name)
    ? (new RegExp(`(?:^|;\\s*)${name}=([^;]*)`).exec(headers.cookie)?.[1] ?? '')
    : undefined;
}

/**
 * The page with the form is everybody's, so it has no key. The browser sends the same again with one; nothing is
 * reserved before.
 */
function giveKey(foyer: CheckoutContext, res: ServerResponse, path: string): void {
  const fresh = makeCheckoutKey();
  lead(foyer, res, { status: 307, to: `${path}?key=${fresh}`, key: fresh });
}

type Choosing = { slug: string; key: string; req: IncomingMessage; res: ServerResponse; pass: Pass };

async function choose(foyer: Known, { slug, key, req, res, pass }: Choosing): Promise<void> {
  const body = await readBody(req, MOST_BYTES).catch(() => undefined);
  // They hung up while they were telling.
  if (body === undefined) return void res.destroy();
  const reserved = await askQueue(foyer, { slug, key, req, body }).catch(() => undefined);
  if (reserved === undefined || (reserved.outcome === 'reserved' && reserved.state !== 'reserved'))
    return void pass(body);
  if (reserved.outcome !== 'reserved') return refuse(foyer, { slug, req, res, pass }, body, reserved);
  const { order, key: itsKey } = reserved;
  const to = `/orders/${order.code}/${signOrder(foyer.secret, order.code)}`;
  lead(foyer, res, { status: 303, to, key: itsKey });
}

/** What the page of the first says who was refused is sent to all who chose the same. */
async function refuse(
  { soldOut }: Known,
  { slug, req, res, pass }: Omit<Choosing, 'key'>,
  body: Buffer,
  refused: Refused,
): Promise<void> {
  const shared = refused.outcome === 'sold-out' && refused.earlier === null && body.byteLength <= MOST_SHARED_BYTES;
  if (!shared) return void pass(body, { refused, shared });
  let isFirst = false;
  const page = [slug, localeOf(req.headers.cookie, req.headers['accept-language']), body.toString()].join('\n');
  const answer = await soldOut.get(page, () => {
    isFirst = true;
    return pass(body, { refused, shared });
  });
  if (isFirst) return;
  if (answer === undefined) return void pass(body, { refused, shared });
  await sendAnswer(req, res, answer);
}

/**
 * What became of the choice; undefined where the page knows more than this. Asked again, the page hears the same, since
 * the key is the same.
 */
async function askQueue(
  foyer: Known,
  { slug, key, req, body }: Pick<Choosing, 'slug' | 'key' | 'req'> & { body: Buffer },
): Promise<Reserved | undefined> {
  const ctx = foyer.makeCtx(localeOf(req.headers.cookie, req.headers['accept-language']));
  const { event, shop } = await foyer.shops.get(slug, async () => {
    const event = await authorisePublicEvent(ctx, slug);
    return { event, shop: await loadShop(ctx, event) };
  });
  const form = new URLSearchParams(body.toString());
  const lines = readChoice(form, shop.currency);
  // What a code does the page knows.
  if (lines.length === 0 || form.get('code')) return undefined;
  const network = hashNetwork(foyer.secret, event.eventId, foyer.clientOf(req));
  const request = { key, lines, unlocked: [], network, locale: ctx.locale, discount: '' };
  return reserve(ctx, event, request, { keys: 'of-a-browser', shop, queue: foyer.queue });
}

function lead(
  { publicUrl }: CheckoutContext,
  res: ServerResponse,
  { status, to, key }: { status: 303 | 307; to: string; key: string },
): void {
  const { name, options } = keyCookie(publicUrl);
  setSecurityHeaders(res, publicUrl, '/');
  res.writeHead(status, {
    location: to,
    'set-cookie': `${name}=${key}; Max-Age=${options.maxAge}; Path=${options.path}; HttpOnly; ${options.secure ? 'Secure; ' : ''}SameSite=Lax`,
    'cache-control': 'no-store',
    'content-length': 0,
  });
  res.end();
}
