/** An order that the team writes for somebody: at a stand, on the phone, for a guest. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventTimes } from '#features/events/server/queries.ts';
import { enterDetails } from '#features/orders/server/paying/enter-details.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { type PaymentChoice, placeOrder } from '#features/orders/server/paying/place-order.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import { type HandReservation, reserveByHand } from '#features/orders/server/holding/reserve-by-hand.ts';
import type { RequestLine } from '#features/orders/reservation.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, problem } from '#platform/errors.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import { transact } from '#platform/transact.ts';
import { onSite } from '../methods/on-site.ts';
import { dueAtOf, type HandWay } from '../payment.ts';
import { markPaid } from './mark-paid.ts';
import { getPaymentSettings } from './queries.ts';

/** `key`: the same key is the same order, so that a double click makes one. */
export type HandOrder = {
  key: string;
  lines: readonly RequestLine[];
  name: string;
  email: string;
  locale: string;
  way: HandWay;
};

/**
 * Reserves, prices and places in one transaction, so that there is an order as it was asked for or none. It is like any
 * other then: its buyer gets the mails, may pass tickets on and cancel by the rules. Locks the event's quotas and the
 * order.
 * @throws Invalid saying beside which field: nothing chosen, not so many left, more than one buyer may have, a way to
 * pay that is not open; Conflict where the event is not public
 */
export async function createOrder(
  ctx: Ctx,
  scope: EventScope,
  { key, lines, way, ...buyer }: HandOrder,
): Promise<{ code: string }> {
  if (lines.length === 0) throw new Invalid('invalid.nothing_chosen', [problem('lines', 'field.one_ticket')]);
  return transact(ctx, async (ctx) => {
    const reserved = await reserveByHand(ctx, scope, {
      key: `hand:${key}`,
      lines,
      isFree: way === 'house',
      locale: buyer.locale,
    });
    if (reserved.outcome !== 'reserved') throw refusalOf(reserved);
    const { code } = reserved.order;
    if (reserved.repeated) return { code };
    const order = await lockOrder(ctx, await authoriseOrderIn(ctx, scope, code));
    await enterDetails(ctx, order, { ...buyer, names: [] });
    const { totalMinor, currency, lines: ordered } = order;
    await placeOrder(ctx, order, totalMinor === 0 ? undefined : await choose(ctx, scope, way));
    if (totalMinor > 0 && way === 'cash')
      await markPaid(ctx, order, {
        amountMinor: totalMinor,
        method: 'cash',
        paidAt: ctx.now,
        note: '',
        key: `hand:${key}`,
      });
    const { organizerId, eventId } = scope;
    const after = {
      tickets: ordered.reduce((sum, { quantity }) => sum + quantity, 0),
      total: { minor: totalMinor, currency },
      payment: way === 'house' ? storeText('audit.value.free') : way,
    };
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'order.create',
      subject: `order ${code} for ${buyer.name}`,
      after,
    });
    return { code };
  });
}

async function choose(ctx: Ctx, scope: EventScope, way: HandWay): Promise<PaymentChoice> {
  if (way === 'cash') return { method: onSite.id, dueAt: null, settled: true };
  const method = (await getPaymentSettings(ctx, scope)).methods.find((one) => one.method === way && one.enabled);
  if (!method) throw new Invalid('invalid.way', [problem('way', 'field.one_of_these')]);
  return {
    method: method.method,
    dueAt: dueAtOf(method, { now: ctx.now, timeZone: (await getEventTimes(ctx, scope)).timeZone }),
  };
}

function refusalOf(refused: Exclude<HandReservation, { outcome: 'reserved' }>): Error {
  if (refused.outcome === 'sold-out')
    return new Invalid(
      'invalid.not_enough',
      refused.left.map(({ ticketType, left }) =>
        left === 0
          ? problem(`quantity-${ticketType}`, 'field.none_left')
          : problem(`quantity-${ticketType}`, 'field.only_left', { count: left }),
      ),
    );
  if (refused.outcome === 'key-reused') return new Conflict('key_reused.other_tickets');
  if (refused.reason === 'closed') return new Conflict('closed.publish_first');
  return new Invalid('invalid.fields', [
    problem(
      `quantity-${refused.ticketType}`,
      refused.reason === 'unknown-type' ? 'field.ticket_type_gone' : 'field.order_most',
    ),
  ]);
}
