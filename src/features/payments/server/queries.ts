/** Reading how an event takes money, and what it took. */
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import { getEventTimes } from '#features/events/server/queries.ts';
import { statesWith } from '#features/orders/order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { wordStored } from '#platform/i18n/stored-text.ts';
import { translator } from '#platform/i18n/translate.ts';
import type { Instant } from '#platform/time.ts';
import {
  BLANK_SETTINGS,
  blankMethod,
  dueAtOf,
  type EntryKind,
  type EntryState,
  isOffered,
  type LedgerEntry,
  type MethodSettings,
  type PaymentSettings,
} from '../payment.ts';
import { isByHand, ticketsWorkBeforePayment } from '../hand-methods.ts';
import { nameMethod, type WayToPay } from '../payment-form.ts';
import { findProvider, listProviders, type Sale, stepOf } from './providers.ts';

/**
 * How the event takes money, in every way that this installation has; what was never said is as BLANK_SETTINGS says.
 */
export function getPaymentSettings(ctx: Ctx, { eventId }: { eventId: number }): Promise<PaymentSettings> {
  return rememberOfEvent(ctx, eventId, 'payment settings', () => loadPaymentSettings(ctx, eventId));
}

async function loadPaymentSettings(ctx: Ctx, eventId: number): Promise<PaymentSettings> {
  const row = await ctx.db
    .selectFrom('paymentSettings')
    .select(['accountHolder', 'iban', 'bic', 'expireDays'])
    .where('eventId', '=', eventId)
    .executeTakeFirst();
  const rows = await ctx.db
    .selectFrom('paymentMethods')
    .select(['method', 'enabled', 'instructions', 'dueDays', 'fromMinor', 'untilDays'])
    .where('eventId', '=', eventId)
    .execute();
  const methods = listProviders().map(
    ({ id }): MethodSettings =>
      rows.find(({ method }) => method === id) ??
      BLANK_SETTINGS.methods.find(({ method }) => method === id) ??
      blankMethod(id),
  );
  return { ...BLANK_SETTINGS, ...row, methods };
}

/** A way to pay that is open to an order, and when it would be due: null where it is paid at once or at the event. */
export type OfferedMethod = MethodSettings & { dueAt: Instant | null };

/** The ways in which an order of that total can be paid now. */
export async function listOfferedMethods(
  ctx: Ctx,
  { eventId, organizerId }: { eventId: number; organizerId: number },
  { totalMinor, currency }: { totalMinor: number; currency: string },
): Promise<OfferedMethod[]> {
  const { methods } = await getPaymentSettings(ctx, { eventId });
  const { startsAt, timeZone } = await getEventTimes(ctx, { eventId });
  const offered: OfferedMethod[] = [];
  for (const method of methods) {
    if (!isOffered(method, { totalMinor, startsAt, now: ctx.now })) continue;
    if ((await findHindrance(ctx, method.method, { eventId, organizerId, currency, amountMinor: totalMinor })) === null)
      offered.push({ ...method, dueAt: dueAtOf(method, { now: ctx.now, timeZone }) });
  }
  return offered;
}

/** The ways in which what was ordered to be paid in one way can be paid now instead. */
export async function listOtherMethods(
  ctx: Ctx,
  event: { eventId: number; organizerId: number },
  order: { totalMinor: number; currency: string; paymentMethod: string },
): Promise<OfferedMethod[]> {
  // Of tickets that are valid before they are paid, only money that comes at once takes nothing back.
  const keepsTickets = (method: string): boolean => !ticketsWorkBeforePayment(order.paymentMethod) || !isByHand(method);
  return (await listOfferedMethods(ctx, event, order)).filter(
    ({ method }) => method !== order.paymentMethod && keepsTickets(method),
  );
}

/** Why a way to pay takes no money now, in words for the team; null where it does. */
async function findHindrance(ctx: Ctx, method: string, sale: Sale): Promise<string | null> {
  return isByHand(method) ? null : ((await findProvider(method)?.online?.findHindrance(ctx, sale)) ?? null);
}

/** All ways to pay that this installation has, as the team reads of them. */
export async function listWays(ctx: Ctx, { eventId, organizerId }: EventScope, currency: string): Promise<WayToPay[]> {
  const t = translator(ctx.locale);
  const ways: WayToPay[] = [];
  for (const { id, name, hint, when } of listProviders())
    ways.push({
      method: id,
      name: isByHand(id) ? nameMethod(id, t) : (name?.(t) ?? id),
      hint: isByHand(id) ? t(`sales.method.${id}.hint`) : (hint?.(t) ?? ''),
      when,
      hindrance: await findHindrance(ctx, id, { eventId, organizerId, currency, amountMinor: null }),
    });
  return ways;
}

/** The names of the ways to pay that are on and take money now; none where a price cannot be paid yet. */
export async function listWaysInUse(ctx: Ctx, scope: EventScope, currency: string): Promise<string[]> {
  const { methods } = await getPaymentSettings(ctx, scope);
  const open = new Set(methods.filter(({ enabled }) => enabled).map(({ method }) => method));
  return (await listWays(ctx, scope, currency))
    .filter(({ method, hindrance }) => open.has(method) && hindrance === null)
    .map(({ name }) => name);
}

/**
 * Ways to pay by which orders of the event can be told apart: those that this installation has, then those in which
 * somebody paid otherwise.
 */
export async function listMethodsOfOrders(
  ctx: Ctx,
  { eventId }: EventScope,
): Promise<{ method: string; name: string }[]> {
  const used = await ctx.db
    .selectFrom('orders')
    .select('paymentMethod')
    .distinct()
    .where('eventId', '=', eventId)
    .where('paymentMethod', '<>', '')
    .orderBy('paymentMethod')
    .execute();
  const methods = new Set([...listProviders().map(({ id }) => id), ...used.map(({ paymentMethod }) => paymentMethod)]);
  const t = translator(ctx.locale);
  return [...methods].map((method) => ({ method, name: nameMethod(method, t) }));
}

/**
 * In steps of how many minor units at most the event's online ways move its currency; 1 where they move every amount.
 */
export async function findLargestStep(
  ctx: Ctx,
  scope: EventScope,
  { currency }: { currency: string },
): Promise<number> {
  const { methods } = await getPaymentSettings(ctx, scope);
  return Math.max(1, ...methods.filter(({ enabled }) => enabled).map(({ method }) => stepOf(method, currency)));
}

/** Whether a provider in use takes payments that are no money. */
export async function takesTestMoney(ctx: Ctx, { eventId }: { eventId: number }): Promise<boolean> {
  const test = listProviders().filter(({ online }) => online?.isTestMoney?.());
  if (test.length === 0) return false;
  const row = await ctx.db
    .selectFrom('paymentMethods')
    .select('method')
    .where('eventId', '=', eventId)
    .where(
      'method',
      'in',
      test.map(({ id }) => id),
    )
    .where('enabled', '=', true)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Everything that moved for one order, the first first. */
export async function listLedger(ctx: Ctx, { orderId }: OrderScope): Promise<LedgerEntry[]> {
  const rows = await ctx.db
    .selectFrom('payments as p')
    .leftJoin('payments as r', 'r.reversesId', 'p.id')
    .leftJoin('payments as f', (join) =>
      join
        .onRef('f.orderId', '=', 'p.orderId')
        .on('p.state', '=', 'failed')
        .on('f.idempotencyKey', '=', sql<string>`'after-' || p.id`),
    )
    .select([
      'p.id',
      'p.kind',
      'p.method',
      'p.amountMinor',
      'p.state',
      'p.paidAt',
      'p.note',
      'p.by',
      'p.iban',
      'p.reference',
      'p.refundsId',
      'p.failure',
      'p.triedAt',
      'p.trouble',
      'r.id as reversal',
      'f.id as follower',
    ])
    .where('p.orderId', '=', orderId)
    .orderBy('p.id')
    .execute();
  return rows.map(({ kind, state, reversal, follower, refundsId, ...row }) => ({
    ...row,
    note: wordStored(row.note, ctx.locale),
    failure: wordStored(row.failure, ctx.locale),
    trouble: wordStored(row.trouble, ctx.locale),
    kind: kind as EntryKind,
    state: state as EntryState,
    reversed: reversal !== null,
    online: refundsId !== null,
    followed: follower !== null,
  }));
}

/** What goes back to a buyer because their order was cancelled: not what went back before or after. */
export async function getMoneyBack({ db }: Ctx, { orderId }: { orderId: number }): Promise<number> {
  const { rows } = await sql<{ minor: number }>`
    select coalesce(sum(r.amount_minor), 0) as minor from payments as r
    where r.order_id = ${orderId} and r.kind = 'refund' and r.state <> 'withdrawn' and r.created_at = (select min(c.at) from order_changes as c where c.order_id = r.order_id and c.to_state in ('cancelled', 'refunded'))`.execute(
    db,
  );
  return Number(rows[0]?.minor);
}

const STANDING = statesWith('held', 'sold');

/** Ids of orders of the event that have seats, the first first, from behind `after` on. */
export async function listValidOrders(
  ctx: Ctx,
  { eventId }: { eventId: number },
  { after, limit }: { after: number; limit: number },
): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('orders')
    .select('id')
    .where('eventId', '=', eventId)
    .where('state', 'in', STANDING)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export async function countValidOrders(ctx: Ctx, { eventId }: { eventId: number }): Promise<number> {
  return (
    await ctx.db
      .selectFrom('orders')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('eventId', '=', eventId)
      .where('state', 'in', STANDING)
      .executeTakeFirstOrThrow()
  ).n;
}

export type MassCancellation = {
  refund: boolean;
  reason: string;
  by: string;
  startedAt: Instant;
  finishedAt: Instant | null;
  total: number;
  left: number;
};

/** How far the cancelling of all orders is; undefined where nobody began it. */
export async function findMassCancellation(ctx: Ctx, { eventId }: EventScope): Promise<MassCancellation | undefined> {
  const row = await ctx.db
    .selectFrom('massCancellations')
    .select(['refund', 'reason', 'by', 'startedAt', 'finishedAt', 'total'])
    .where('eventId', '=', eventId)
    .executeTakeFirst();
  return row && { ...row, left: await countValidOrders(ctx, { eventId }) };
}
