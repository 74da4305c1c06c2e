/**
 * `POST /api/v1/events/{slug}/reservations`, answered before anything else looks at the request: in a rush this is the
 * address that everybody asks at once.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { findActorByApiKey } from '#features/accounts/server/queries.ts';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { findMovedEvent } from '#features/events/server/queries.ts';
import { listRights } from '#features/organizers/server/policy.ts';
import type { DiscountRefusal } from '#features/prices/discount.ts';
import { readCode } from '#features/prices/server/read-code.ts';
import type { Actor, Ctx } from '#platform/ctx.ts';
import { awayError } from '#platform/database-away.ts';
import { FoyerError, Invalid, NotFound, WrongType } from '#platform/errors.ts';
import { readBody } from '#platform/http/read-body.ts';
import { isJson, readJson } from '#platform/http/read-json.ts';
import type { Log } from '#platform/log.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { createShortMemory, type ShortMemory } from '#platform/short-memory.ts';
import type { Instant } from '#platform/time.ts';
import { refusedValue } from '#platform/refused-value.ts';
import type { RefusalReason } from '../../reservation.ts';
import { applyDiscount } from '../pricing/apply-discount.ts';
import { isStrongKey, KEY_ANSWERS_MS, KEY_RULE } from '../../idempotency-key.ts';
import type { OrderState } from '../../order.ts';
import { holderOf, secondsUntil } from './load-held.ts';
import { idempotencyKey, wishBody } from '../inputs.ts';
import type { ReservedOrder } from './make-orders.ts';
import { authoriseOrderIn } from '../policy.ts';
import { getOrderSums } from '../queries.ts';
import type { Reservation } from './reserve-tickets.ts';
import { signOrder } from '../sign-order.ts';
import type { Desk } from './start-desk.ts';

const RESERVATIONS_PATH = /^\/api\/v1\/events\/([^/]{1,300})\/reservations$/;

/** The most bytes of a wish. */
const MOST_BYTES = 16 * 1024;

/**
 * For so long the event behind a slug is believed, in milliseconds. What is sold there is looked at afresh each time.
 */
const SLUG_MS = 1000;

export type ReservationsHouse = {
  desk: Desk;
  secret: string;
  log: Log;
  /** As nobody, with the time of the call. */
  makeCtx: () => Ctx;
  /** Who asks, behind a proxy or not. */
  clientOf: (req: IncomingMessage) => string;
};

/** Serves the address; the function says whether the request was for it. */
export function serveReservations(house: ReservationsHouse): (req: IncomingMessage, res: ServerResponse) => boolean {
  const events = createShortMemory<EventScope>(SLUG_MS);
  return (req, res) => {
    if (req.method !== 'POST') return false;
    const slug = slugOf(req.url ?? '');
    if (slug === undefined) return false;
    void reserve({ ...house, events }, slug, req, res).catch((error: unknown) => refuse(house, res, error));
    return true;
  };
}

/** The slug in the address of an event's reservations, however it is encoded; undefined for every other address. */
function slugOf(url: string): string | undefined {
  const slug = decode(RESERVATIONS_PATH.exec(url.split('?', 1)[0] as string)?.[1] ?? '');
  return /^[a-z0-9-]{1,100}$/.test(slug) ? slug : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

type Known = ReservationsHouse & { events: ShortMemory<EventScope> };

async function reserve(house: Known, slug: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const actor = await actorOf(house, req);
  if (!actor) return refuseKey(res);
  const key = idempotencyKey.safeParse(req.headers['idempotency-key']);
  if (!isJson(req.headers['content-type'] ?? '')) throw new WrongType('Send the body as application/json');
  const body = readJson(await readBody(req, MOST_BYTES));
  if (req.headers['idempotency-key'] === undefined)
    throw new Invalid(NO_KEY, [{ where: KEY, message: KEY_RULE }], 'bad_request');
  if (!key.success || !isStrongKey(key.data))
    throw new Invalid(WEAK_KEY, [{ where: KEY, message: KEY_RULE }], 'weak_key');
  const wish = wishBody.safeParse(body);
  if (!wish.success)
    throw new Invalid(
      'The request is not as described',
      wish.error.issues.map(({ path, message }) => ({ where: path.join('.'), message })),
      'bad_request',
    );
  const event = await house.events
    .get(slug, () => authorisePublicEvent(house.makeCtx(), slug))
    .catch((error: unknown) => leadOn(house, slug, res, error));
  if (!event) return;
  const { unlocked, isDiscount } =
    wish.data.code === '' ? NO_CODE : await unlock(house, event, wish.data.code, { req, actor });
  const request = {
    idempotencyKey: key.data,
    lines: wish.data.lines,
    unlocked,
    holder: holderOf(house.secret, event.eventId, house.clientOf(req)),
    locale: 'en',
  };
  const answer = await house.desk.ask(event.eventId, request, () => !req.socket.destroyed);
  const past = answer.outcome === 'reserved' ? whatBecameOf(answer.order, house.makeCtx().now) : 'reserved';
  if (past === 'lapsed') return problem(res, 409, 'key_lapsed', LAPSED_KEY);
  if (isDiscount && past === 'reserved' && answer.outcome === 'reserved')
    return tellReserved(house, res, answer, await reduce(house, event, answer.order.code, wish.data.code));
  tell(house, res, answer);
}

/** Where the event has another name by now, that is said. @throws what was wrong, where it has not */
async function leadOn({ makeCtx }: Known, slug: string, res: ServerResponse, error: unknown): Promise<undefined> {
  const moved = error instanceof NotFound ? await findMovedEvent(makeCtx(), slug) : undefined;
  if (moved === undefined) throw error;
  res.writeHead(308, { location: `/api/v1/events/${moved}/reservations`, 'cache-control': 'no-store' }).end();
}

const KEY = 'Idempotency-Key';
const NO_KEY = 'Send the header Idempotency-Key: a key of your own for this wish';
const WEAK_KEY = 'This Idempotency-Key could be guessed, and with it the order. Send a random one';
const LAPSED_KEY =
  'This Idempotency-Key was used more than 15 minutes ago and is not answered any more. Send a new one for a new order';

/**
 * How an order stands whose key came again: `lapsed` where that was too long ago, since whoever finds an old key must
 * not find its order. Seats that ran out are told as expired before the clock has come by.
 */
function whatBecameOf({ state, createdAt, heldUntil }: ReservedOrder, now: Instant): OrderState | 'lapsed' {
  if (state === undefined || createdAt === undefined) return 'reserved';
  if (now - createdAt > KEY_ANSWERS_MS) return 'lapsed';
  return state === 'reserved' && heldUntil !== null && heldUntil <= now ? 'expired' : state;
}

const NO_CODE = { unlocked: [], isDiscount: false };

/**
 * What the discount code came to; the order has its seats whether it works or not, and a request that is sent again
 * finds the same.
 */
async function reduce(
  { makeCtx }: Known,
  event: EventScope,
  code: string,
  typed: string,
): Promise<{ totalMinor: number; discount: DiscountAnswer }> {
  const ctx = makeCtx();
  const scope = await authoriseOrderIn(ctx, event, code, 'buyer');
  const applied = await applyDiscount(ctx, scope, typed);
  const { totalMinor, discountMinor } = await getOrderSums(ctx, scope);
  return {
    totalMinor,
    discount: applied.outcome === 'refused' ? { refused: applied.reason } : { minor: discountMinor },
  };
}

/** What it takes off, or why it takes nothing off. */
type DiscountAnswer = { minor: number } | { refused: DiscountRefusal };

/**
 * Tries at codes are counted by network. A shop's server is one network for all its buyers, so who sends a key is
 * counted by their account instead, and not at all where it is of the event's team, who see the codes anyway.
 * @throws TooMany, whether the code is right or not
 */
async function unlock(
  { makeCtx, clientOf }: Known,
  event: EventScope,
  typed: string,
  { req, actor }: { req: IncomingMessage; actor: Actor },
): Promise<{ unlocked: number[]; isDiscount: boolean }> {
  const isTeam = actor.kind === 'user' && (await listRights({ ...makeCtx(), actor }, event)).includes('edit-tickets');
  const visitor = actor.kind === 'user' ? () => `account:${actor.userId}` : () => clientOf(req);
  const found = await readCode(makeCtx(), event, { typed, visitor: isTeam ? null : visitor });
  const { state, unlocked, discount, refusal, waitSeconds } = found;
  if (state === 'works') return { unlocked, isDiscount: discount !== null || refusal !== null };
  if (state === 'too-often') throw new TooMany(TOO_MANY_CODES, waitSeconds);
  throw new Invalid(
    'The code does not work here',
    [{ where: 'code', message: 'This code does nothing here' }],
    'unknown_code',
  );
}

const TOO_MANY_CODES =
  'Too many codes were tried from here, so this one was not looked at. Ask again later, or with a key of your account';
const UNKNOWN_KEY = 'This API key is unknown, expired or revoked. Seats are held without one, too';

function refuseKey(res: ServerResponse): void {
  res.setHeader('www-authenticate', 'Bearer');
  problem(res, 401, 'unknown_key', UNKNOWN_KEY);
}

/** Whose key was sent: nobody's where there is none, undefined where there is no such key. */
async function actorOf({ makeCtx }: Known, { headers }: IncomingMessage): Promise<Actor | undefined> {
  if (headers.authorization === undefined) return { kind: 'nobody' };
  return findActorByApiKey(makeCtx(), /^Bearer (\S+)$/i.exec(headers.authorization)?.[1] ?? '');
}

const WORDS: Record<RefusalReason, string> = {
  closed: 'Nothing is sold for this event',
  'unknown-type': 'There is no such ticket type',
  'not-on-sale': 'It is not on sale now',
  'too-few': 'This is fewer than an order may hold',
  'too-many': 'This is more than an order may hold',
  'too-little': 'This is less than the least amount',
};

function tell(house: ReservationsHouse, res: ServerResponse, answer: Reservation): void {
  if (answer.outcome === 'reserved') {
    tellReserved(house, res, answer);
  } else if (answer.outcome === 'sold-out') {
    problem(res, 409, 'sold_out', 'There are not enough of them left', { left: answer.left });
  } else if (answer.outcome === 'over-share') {
    res.setHeader('retry-after', String(secondsUntil(answer.freeAt, house.makeCtx().now)));
    problem(
      res,
      429,
      'too_many_held',
      `From your network ${answer.share} seats may be held at once that nobody has ordered yet. Complete those orders or give them up, or ask again later with the same key`,
    );
  } else if (answer.outcome === 'refused') {
    problem(res, 422, answer.reason.replaceAll('-', '_'), WORDS[answer.reason], {
      problems: [{ where: `lines.${answer.line}`, message: WORDS[answer.reason] }],
    });
  } else {
    problem(res, 409, 'key_reused', 'This Idempotency-Key stands for another wish');
  }
}

function tellReserved(
  house: ReservationsHouse,
  res: ServerResponse,
  answer: Extract<Reservation, { outcome: 'reserved' }>,
  reduced: { totalMinor?: number; discount?: DiscountAnswer } = {},
): void {
  const { code, heldUntil, currency, totalMinor } = answer.order;
  const state = whatBecameOf(answer.order, house.makeCtx().now);
  const isHeld = state === 'reserved';
  const order = {
    code,
    state,
    // Whoever paid or cancelled it has the address already.
    secret: isHeld ? signOrder(house.secret, code) : null,
    heldUntil: isHeld && heldUntil !== null ? new Date(heldUntil).toISOString() : null,
    currency,
    totalMinor,
    ...reduced,
  };
  send(res, answer.repeated ? 200 : 201, 'application/json', { order });
}

function refuse(house: ReservationsHouse, res: ServerResponse, error: unknown): void {
  if (res.headersSent || res.destroyed) return;
  const said = error instanceof FoyerError ? error : (awayError(error) ?? refusedValue(error));
  if (said !== error) house.log.error({ err: error }, 'a reservation failed');
  if (said) {
    if (said.status === 503) res.setHeader('retry-after', '2');
    if (said instanceof TooMany) res.setHeader('retry-after', String(said.retryAfter));
    problem(res, said.status, said.code, said.message, said instanceof Invalid ? { problems: said.problems } : {});
    return;
  }
  problem(
    res,
    500,
    'defect',
    'Something went wrong on our side. It is in the log. Nothing was held, or ask again with the same key.',
  );
}

/** RFC 9457. */
function problem(res: ServerResponse, status: number, code: string, detail: string, more: object = {}): void {
  send(res, status, 'application/problem+json', {
    type: `urn:foyer:problem:${code}`,
    title: code,
    status,
    detail,
    ...more,
  });
}

function send(res: ServerResponse, status: number, type: string, body: object): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  res.end(text);
}
