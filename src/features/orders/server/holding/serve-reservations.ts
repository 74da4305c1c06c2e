/**
 * `POST /api/v1/events/{slug}/reservations`, answered before anything else looks at the request: in a rush this is the
 * address that everybody asks at once.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { findActorByApiKey } from '#features/api-keys/server/queries.ts';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { findMovedEvent } from '#features/events/server/queries.ts';
import { listRights } from '#features/organizers/server/policy.ts';
import { readCode } from '#features/prices/server/read-code.ts';
import type { Actor, Ctx } from '#platform/ctx.ts';
import { awayError } from '#platform/database-away.ts';
import { FoyerError, Invalid, NotFound, WrongType, problem as fieldProblem } from '#platform/errors.ts';
import { bearerOf, errorBody, invalidRequest, PROBLEM_TYPE, problemBody } from '#platform/http/problem.ts';
import { readBody } from '#platform/http/read-body.ts';
import { isJson, readJson } from '#platform/http/read-json.ts';
import type { PlainProblem, Reason } from '#platform/i18n/problem.ts';
import type { Log } from '#platform/log.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { createShortMemory, type ShortMemory } from '#platform/short-memory.ts';
import { refusedValue } from '#platform/refused-value.ts';
import { isStrongKey } from '../../idempotency-key.ts';
import { hashNetwork, secondsUntil } from './load-held.ts';
import { idempotencyKey, reservationBody } from '../inputs.ts';
import { type Reserved, reserve } from './reserve.ts';
import { signOrder } from '../sign-order.ts';
import type { ReservationQueue } from './start-queue.ts';

const RESERVATIONS_PATH = /^\/api\/v1\/events\/([^/]{1,300})\/reservations$/;

/** The most bytes of a request. */
const MOST_BYTES = 16 * 1024;

/**
 * For so long the event behind a slug is believed, in milliseconds. What is sold there is looked at afresh each time.
 */
const SLUG_MS = 1000;

export type ReservationsContext = {
  queue: ReservationQueue;
  secret: string;
  log: Log;
  /** As nobody, with the time of the call. */
  makeCtx: () => Ctx;
  /** Who asks, behind a proxy or not. */
  clientOf: (req: IncomingMessage) => string;
};

/** Serves the address; the function says whether the request was for it. */
export function serveReservations(foyer: ReservationsContext): (req: IncomingMessage, res: ServerResponse) => boolean {
  const events = createShortMemory<EventScope>(SLUG_MS);
  return (req, res) => {
    if (req.method !== 'POST') return false;
    const slug = slugOf(req.url ?? '');
    if (slug === undefined) return false;
    void serve({ ...foyer, events }, slug, req, res).catch((error: unknown) => refuse(foyer, res, error));
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

type Known = ReservationsContext & { events: ShortMemory<EventScope> };

async function serve(foyer: Known, slug: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const actor = await actorOf(foyer, req);
  if (!actor) return refuseKey(res);
  const key = idempotencyKey.safeParse(req.headers['idempotency-key']);
  if (!isJson(req.headers['content-type'] ?? '')) throw new WrongType('unsupported_media_type.json');
  const body = readJson(await readBody(req, MOST_BYTES));
  if (req.headers['idempotency-key'] === undefined)
    throw new Invalid('bad_request.no_key', [fieldProblem(KEY, 'field.idempotency_key')]);
  if (!key.success || !isStrongKey(key.data))
    throw new Invalid('weak_key.guessable', [fieldProblem(KEY, 'field.idempotency_key')]);
  const wanted = reservationBody.safeParse(body);
  if (!wanted.success) throw invalidRequest(wanted.error);
  const { lines, code } = wanted.data;
  const event = await foyer.events
    .get(slug, () => authorisePublicEvent(foyer.makeCtx(), slug))
    .catch((error: unknown) => leadOn(foyer, slug, res, error));
  if (!event) return;
  const { unlocked, isDiscount } = code === '' ? NO_CODE : await unlock(foyer, event, code, { req, actor });
  const network = hashNetwork(foyer.secret, event.eventId, foyer.clientOf(req));
  const request = { key: key.data, lines, unlocked, network, locale: 'en', discount: isDiscount ? code : '' };
  const isAwaited = (): boolean => !req.socket.destroyed;
  answer(
    foyer,
    res,
    await reserve(foyer.makeCtx(), event, request, { keys: 'of-a-program', queue: foyer.queue, isAwaited }),
  );
}

/** Where the event has another name by now, that is said. @throws what was wrong, where it has not */
async function leadOn({ makeCtx }: Known, slug: string, res: ServerResponse, error: unknown): Promise<undefined> {
  const moved = error instanceof NotFound ? await findMovedEvent(makeCtx(), slug) : undefined;
  if (moved === undefined) throw error;
  res.writeHead(308, { location: `/api/v1/events/${moved}/reservations`, 'cache-control': 'no-store' }).end();
}

const KEY = 'Idempotency-Key';

const NO_CODE = { unlocked: [], isDiscount: false };

/**
 * Tries at codes are counted by network. A shop's server is one network for all its buyers, so who sends a key is
 * counted by their account or key instead, and not at all where that sees the codes anyway.
 * @throws TooMany, whether the code is right or not
 */
async function unlock(
  { makeCtx, clientOf }: Known,
  event: EventScope,
  typed: string,
  { req, actor }: { req: IncomingMessage; actor: Actor },
): Promise<{ unlocked: number[]; isDiscount: boolean }> {
  const isTeam = (await listRights({ ...makeCtx(), actor }, event)).includes('edit-tickets');
  const visitor = (): string => {
    if (actor.kind === 'user') return `account:${actor.userId}`;
    return actor.kind === 'program' ? `key:${actor.grant.keyId}` : clientOf(req);
  };
  const found = await readCode(makeCtx(), event, { typed, visitor: isTeam ? null : visitor });
  const { state, unlocked, discount, refusal, waitSeconds } = found;
  if (state === 'works') return { unlocked, isDiscount: discount !== null || refusal !== null };
  if (state === 'too-often') throw new TooMany({ code: 'too_many.codes', values: {} }, waitSeconds);
  throw new Invalid('unknown_code.useless', [fieldProblem('code', 'field.useless_code')]);
}

function refuseKey(res: ServerResponse): void {
  res.setHeader('www-authenticate', 'Bearer');
  problem(res, 401, { code: 'unknown_key.seats', values: {} });
}

/** Whose key was sent: nobody's where there is none, undefined where there is no such key. */
async function actorOf({ makeCtx }: Known, { headers }: IncomingMessage): Promise<Actor | undefined> {
  if (headers.authorization === undefined) return { kind: 'nobody' };
  return findActorByApiKey(makeCtx(), bearerOf(headers.authorization));
}

const REFUSALS: Record<Extract<Reserved, { outcome: 'refused' }>['reason'], PlainProblem> = {
  paid: 'paid.no_method',
  closed: 'closed.nothing_sold',
  'unknown-type': 'unknown_type.ticket_type',
  'not-on-sale': 'not_on_sale.ticket_type',
  'too-few': 'too_few.order',
  'too-many': 'too_many.order',
  'too-little': 'too_little.donation',
};

function answer(foyer: ReservationsContext, res: ServerResponse, reserved: Reserved): void {
  if (reserved.outcome === 'reserved') {
    send(res, reserved.repeated ? 200 : 201, 'application/json', bodyOf(foyer, reserved));
    return;
  }
  if (reserved.outcome === 'over-share')
    res.setHeader('retry-after', String(secondsUntil(reserved.freeAt, foyer.makeCtx().now)));
  problem(res, ...refusalOf(reserved));
}

type Refused = Exclude<Reserved, { outcome: 'reserved' }>;

/** Status, what is said, and more for programs. */
function refusalOf(refused: Refused): [status: number, reason: Reason, more?: object] {
  switch (refused.outcome) {
    case 'sold-out':
      return [409, { code: 'sold_out.left', values: {} }, { left: refused.left }];
    case 'over-share':
      return [429, { code: 'too_many_held.network', values: { seats: refused.share } }];
    case 'refused': {
      const code = REFUSALS[refused.reason];
      return [422, { code, values: {} }, { problems: [fieldProblem(`lines.${refused.line}`, code)] }];
    }
    case 'key-lapsed':
      return [409, { code: 'key_lapsed.order', values: {} }];
    case 'key-reused':
      return [422, { code: 'key_reused.request', values: {} }];
  }
}

/** Whoever paid or cancelled it has the address already, so only who holds seats is told the secret. */
function bodyOf(
  { secret }: ReservationsContext,
  { order, state, discount }: Extract<Reserved, { outcome: 'reserved' }>,
): string {
  const { code, heldUntil, currency, totalMinor } = order;
  const isHeld = state === 'reserved';
  const shown = {
    code,
    state,
    secret: isHeld ? signOrder(secret, code) : null,
    heldUntil: isHeld && heldUntil !== null ? new Date(heldUntil).toISOString() : null,
    currency,
    totalMinor,
    ...discount,
  };
  return JSON.stringify({ order: shown });
}

function refuse(foyer: ReservationsContext, res: ServerResponse, error: unknown): void {
  if (res.headersSent || res.destroyed) return;
  const said = error instanceof FoyerError ? error : (awayError(error) ?? refusedValue(error));
  if (said !== error) foyer.log.error({ err: error }, 'a reservation failed');
  if (said) {
    if (said.status === 503) res.setHeader('retry-after', '2');
    if (said instanceof TooMany) res.setHeader('retry-after', String(said.retryAfter));
    send(res, said.status, PROBLEM_TYPE, errorBody(said));
    return;
  }
  problem(res, 500, { code: 'defect.reservation', values: {} });
}

function problem(res: ServerResponse, status: number, reason: Reason, more: object = {}): void {
  send(res, status, PROBLEM_TYPE, problemBody(status, reason, more));
}

function send(res: ServerResponse, status: number, type: string, text: string): void {
  res.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  res.end(text);
}
