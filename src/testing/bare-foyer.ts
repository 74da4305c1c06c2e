/**
 * An installation without its pages: a database of its own, what code asks the runtime for, an organizer, and seats for
 * whoever asks.
 */
import assert from 'node:assert/strict';
import type { EventScope } from '#features/events/server/policy.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import type { Ctx } from '#platform/ctx.ts';
import { makeOrganizer } from './builders.ts';
import { setBareRuntime } from './bare-runtime.ts';
import { createTestDatabase } from './database.ts';

/** Opens it; it goes with the test file. */
export async function openBareFoyer() {
  const database = await createTestDatabase();
  setBareRuntime(database);
  const system = database.ctx();
  /** Somebody without an account, so many minutes from now. */
  const nobody = (minutes = 0): Ctx => ({ ...database.ctx({ kind: 'nobody' }), now: Date.now() + minutes * 60_000 });
  return { database, db: database.db, system, organizer: await makeOrganizer(system), nobody };
}

type Line = { ticketType: number; quantity: number; amountMinor?: number };

let asked = 0;
/** Holds seats, of the first ticket type where only a number is said; gives the order as its buyer's, or the team's. */
export async function reserveSeats(
  ctx: Ctx,
  event: EventScope,
  lines: number | readonly Line[],
  by: OrderScope['by'] = 'buyer',
): Promise<OrderScope> {
  asked += 1;
  const requested = typeof lines === 'number' ? [{ ticketType: 1, quantity: lines }] : [...lines];
  const [answer] = await reserveTickets(ctx, event.eventId, [
    { idempotencyKey: `order-${asked}-of-a-test`, lines: requested, unlocked: [], locale: 'en' },
  ]);
  assert.equal(answer?.outcome, 'reserved');
  return authoriseOrderIn(ctx, event, answer.outcome === 'reserved' ? answer.order.code : '', by);
}
