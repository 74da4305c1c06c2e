/** Who may see and change an order. */
import { noteEventStamp } from '#features/events/server/remember-event.ts';
import { authoriseEventOf, type EventScope } from '#features/events/server/policy.ts';
import type { Right } from '#features/organizers/organizer.ts';
import type { Ctx, Stamps } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { limitRate, networkOf } from '#platform/rate-limit.ts';
import { getRuntime } from '#platform/runtime.ts';
import { isOrderSecret } from './sign-order.ts';

declare const minted: unique symbol;
/** Proof that the actor may act on this order, as its buyer or for the organizer. Only this file makes them. */
export type OrderScope = {
  readonly orderId: number;
  readonly eventId: number;
  readonly organizerId: number;
  readonly code: string;
  readonly by: 'buyer' | 'team';
  /** The codes of other orders whose links the same browser has. */
  readonly knows?: readonly string[];
  readonly [minted]: 'order';
};

/** Wrong secrets from one address, far more than anybody mistypes. */
const WRONG_SECRETS = { attempts: 30, seconds: 600 };

/** What the address of an order's page says, who asks, and the links that their browser has of other orders. */
export type OrderKey = { code: string; secret: string; visitor: () => string; others?: readonly OrderLink[] };

/** What the address of an order's page consists of. */
export type OrderLink = { code: string; secret: string };

/**
 * Lets in whoever has the link of the order.
 * @throws NotFound for a wrong secret and an unknown order alike, TooMany where that was tried too often
 */
export async function authoriseOrder(ctx: Ctx, key: OrderKey): Promise<OrderScope> {
  return (await authoriseFound(ctx, key, () => findOrder(ctx, key))).scope;
}

/** The same where the caller reads more of the order at once: gives what it found too. @throws as `authoriseOrder` */
export async function authoriseFound<F extends Found>(
  ctx: Ctx,
  { code, secret, visitor, others = [] }: OrderKey,
  find: () => Promise<F | undefined>,
): Promise<{ scope: OrderScope; found: F }> {
  const isTrue = (link: OrderLink): boolean => isOrderSecret(getRuntime().config.secret, link.code, link.secret);
  const found = isTrue({ code, secret }) ? await find() : undefined;
  if (found)
    return { scope: { ...scopeOf(found, 'buyer'), knows: others.filter(isTrue).map((link) => link.code) }, found };
  await limitRate(ctx, `order-secret:${networkOf(visitor())}`, WRONG_SECRETS);
  throw new NotFound(UNKNOWN);
}

/**
 * Lets a member of the team in for `right`, by the order's code.
 * @throws NotFound also for an order of another event; Forbidden without the right
 */
export async function authoriseOrderOf(
  ctx: Ctx,
  place: { organizer: string; event: string; code: string },
  right: Right,
): Promise<OrderScope> {
  return authoriseOrderIn(ctx, await authoriseEventOf(ctx, place, right), place.code);
}

/**
 * The order with that code among those of an event in which the actor may act, or of whoever holds its key.
 * @throws NotFound
 */
export async function authoriseOrderIn(
  ctx: Ctx,
  event: EventScope,
  code: string,
  by: OrderScope['by'] = 'team',
): Promise<OrderScope> {
  const order = await findOrder(ctx, { code });
  if (order?.eventId !== event.eventId) throw new NotFound(UNKNOWN);
  return scopeOf(order, by);
}

/** What a request, job or transaction has found, by its stamps: which order is of which event never changes. */
const foundFor = new WeakMap<Stamps, Map<number, OrderScope>>();

/** The scope of an order that the system itself works on: jobs. @throws NotFound */
export async function systemOrderScope(ctx: Ctx, orderId: number): Promise<OrderScope> {
  const { stamps } = ctx.unit ?? ctx;
  const found = foundFor.get(stamps) ?? new Map<number, OrderScope>();
  foundFor.set(stamps, found);
  const known = found.get(orderId);
  if (known) return known;
  const order = await findOrder(ctx, { orderId });
  if (!order) throw new NotFound(UNKNOWN);
  const scope = scopeOf(order, 'team');
  found.set(orderId, scope);
  return scope;
}

/** The same for what its buyer did somewhere else: what becomes of the order is theirs. @throws NotFound */
export async function buyerOrderScope(ctx: Ctx, orderId: number): Promise<OrderScope> {
  return { ...(await systemOrderScope(ctx, orderId)), by: 'buyer' };
}

const UNKNOWN = 'not_found.order';

/** `stamp`: its event's. */
type Found = { orderId: number; eventId: number; organizerId: number; code: string; stamp: string };

async function findOrder(ctx: Ctx, by: { code: string } | { orderId: number }): Promise<Found | undefined> {
  const found = await (
    'code' in by ? selectOrder(ctx).where('o.code', '=', by.code) : selectOrder(ctx).where('o.id', '=', by.orderId)
  ).executeTakeFirst();
  if (found) noteEventStamp(ctx, found);
  return found;
}

function selectOrder(ctx: Ctx) {
  return ctx.db
    .selectFrom('orders as o')
    .innerJoin('events as e', 'e.id', 'o.eventId')
    .select(['o.id as orderId', 'o.eventId', 'e.organizerId', 'o.code', 'e.stamp']);
}

function scopeOf({ orderId, eventId, organizerId, code }: Found, by: OrderScope['by']): OrderScope {
  return { orderId, eventId, organizerId, code, by } as OrderScope;
}

/** `buyer`, or the name of the member of the team. */
export function byWhom({ actor }: Ctx, { by }: OrderScope): string {
  return by === 'buyer' || actor.kind === 'nobody' ? 'buyer' : actor.name;
}
