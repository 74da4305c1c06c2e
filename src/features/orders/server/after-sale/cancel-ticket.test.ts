import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import type { TicketValues } from '#features/tickets/ticket.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { makeUser } from '#testing/builders.ts';
import { openFreeSale } from '#testing/free-sale.ts';
import { DEFAULT_RULES, type OrderRules } from '../../after-sale.ts';
import { cancelOrder } from './cancel-order.ts';
import { cancelTicket, type GiveBack } from './cancel-ticket.ts';
import { readOrdersFilter } from '../inputs.ts';
import { authoriseOrderOf, type OrderScope } from '../policy.ts';
import { checkQuotas, countOrders, getOrder, listOrders } from '../queries.ts';
import { transferTicket } from './transfer-ticket.ts';
import { updateAttendees } from './update-attendees.ts';
import { updateOrderRules } from './update-order-rules.ts';

const sale = await openFreeSale();
const { database, system, organizer, nobody, order } = sale;
const { db } = database;

async function makeSale(rules: Partial<OrderRules> = {}, values: Partial<TicketValues> = {}): Promise<EventScope> {
  const event = await sale.makeSale(values);
  await updateOrderRules(system, event, { ...DEFAULT_RULES, ...rules });
  return event;
}

/** An order of two tickets for 500 each, not paid yet. */
async function owe(event: EventScope): Promise<OrderScope> {
  const scope = await order(event, 2);
  await db
    .updateTable('orders')
    .set({ state: 'pending-payment', heldUntil: null, totalMinor: 1000, taxMinor: 160, completedAt: new Date() })
    .where('id', '=', scope.orderId)
    .execute();
  await db
    .updateTable('orderLines')
    .set({ grossMinor: 1000, taxMinor: 160 })
    .where('orderId', '=', scope.orderId)
    .execute();
  await db.updateTable('tickets').set({ priceMinor: 500 }).where('orderId', '=', scope.orderId).execute();
  return scope;
}

async function seats(event: EventScope): Promise<{ held: number; sold: number }> {
  const [check] = await checkQuotas(system, event);
  assert.deepEqual(check?.counted, { held: check?.held, sold: check?.sold });
  return { held: check?.held ?? 0, sold: check?.sold ?? 0 };
}

const edits = async ({ orderId }: OrderScope): Promise<string[]> =>
  (await db.selectFrom('orderEdits').select(['act', 'by']).where('orderId', '=', orderId).orderBy('id').execute()).map(
    ({ act, by }) => `${act} by ${by}`,
  );
const conflict =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Conflict && error.code === code;
const HOUR = 3_600_000;

describe('cancelling one ticket', () => {
  test('the team counts the tickets of an order without those that were given up', async () => {
    const event = await makeSale();
    const scope = await order(event, 3);
    await cancelTicket(nobody(), scope, { number: 2 });
    const { orders } = await listOrders(system, event, readOrdersFilter(new URLSearchParams()));
    assert.deepEqual(
      [orders.map(({ tickets }) => tickets), await countOrders(system, event)],
      [[2], [{ state: 'free-completed', orders: 1, tickets: 2, totalMinor: 0 }]],
    );
  });

  test('gives its seat back once, however often and at once it is sent; the last takes the order along', async () => {
    const event = await makeSale();
    const scope = await order(event, 3);
    const answers = await Promise.all([1, 2, 3, 4].map(() => cancelTicket(nobody(), scope, { number: 2 })));
    assert.deepEqual(answers.sort(), ['cancelled', 'cancelled-before', 'cancelled-before', 'cancelled-before']);
    assert.deepEqual(await seats(event), { held: 0, sold: 2 });
    assert.deepEqual(
      (await getOrder(nobody(), scope)).tickets.map(({ cancelledAt }) => cancelledAt !== null),
      [false, true, false],
    );
    await Promise.all([cancelTicket(nobody(), scope, { number: 1 }), cancelTicket(nobody(), scope, { number: 3 })]);
    assert.deepEqual(
      [await seats(event), (await getOrder(nobody(), scope)).state],
      [{ held: 0, sold: 0 }, 'cancelled'],
    );
    assert.deepEqual(await edits(scope), ['ticket-cancelled by buyer', 'ticket-cancelled by buyer']);
  });

  test('against cancelling the whole order frees every seat once', async () => {
    const event = await makeSale();
    const scopes = await Promise.all([1, 2, 3, 4].map(() => order(event, 2)));
    await Promise.all(
      scopes.flatMap((scope) => [
        cancelTicket(nobody(), scope, { number: 1 }),
        cancelOrder(nobody(), scope),
        cancelTicket(nobody(), scope, { number: 2 }),
      ]),
    );
    assert.deepEqual(await seats(event), { held: 0, sold: 0 });
  });

  test('follows the organiser’s rules, but not for the team', async () => {
    const never = await order(await makeSale({ cancelFree: false }), 2);
    await assert.rejects(cancelTicket(nobody(), never, { number: 1 }), conflict('not-allowed'));
    await assert.rejects(cancelOrder(nobody(), never), conflict('not-allowed'));
    const event = await makeSale({ cancelHours: 48 });
    const scope = await order(event, 2);
    const { startsAt } = await db
      .selectFrom('events')
      .select('startsAt')
      .where('id', '=', event.eventId)
      .executeTakeFirstOrThrow();
    await assert.rejects(
      cancelTicket({ ...nobody(), now: startsAt - 48 * HOUR }, scope, { number: 1 }),
      conflict('too-late'),
    );
    await assert.rejects(cancelTicket({ ...nobody(), now: startsAt }, scope, { number: 1 }), conflict('begun'));
    const owner = await makeUser(system, { organizer, role: 'owner' });
    const ctx = { ...database.ctx(owner), now: startsAt };
    const theirs = await authoriseOrderOf(
      ctx,
      { organizer: organizer.slug, event: event.slug, code: scope.code },
      'edit-orders',
    );
    assert.equal(await cancelTicket(ctx, theirs, { number: 1 }), 'cancelled');
    assert.deepEqual(await edits(scope), [`ticket-cancelled by ${owner.name}`]);
    const entries = await db
      .selectFrom('auditEntries')
      .select('subject')
      .where('eventId', '=', event.eventId)
      .where('action', '=', 'ticket.cancel')
      .execute();
    assert.deepEqual(entries, [{ subject: `ticket ${scope.code}-1` }]);
  });

  test('of an unpaid order lowers what is to be paid, with its share of the tax', async () => {
    const event = await makeSale();
    const scope = await owe(event);
    await db.updateTable('quotas').set({ held: 2, sold: 0 }).where('eventId', '=', event.eventId).execute();
    await cancelTicket(nobody(), scope, { number: 1 });
    const { totalMinor, taxMinor, state, lines } = await getOrder(nobody(), scope);
    assert.deepEqual(
      { totalMinor, taxMinor, state, line: [lines[0]?.grossMinor, lines[0]?.taxMinor, lines[0]?.cancelled] },
      { totalMinor: 500, taxMinor: 80, state: 'pending-payment', line: [500, 80, 1] },
    );
    assert.deepEqual(await seats(event), { held: 1, sold: 0 });
  });

  test('that leaves nothing to pay completes the order', async () => {
    const event = await makeSale();
    const scope = await owe(event);
    await db.updateTable('quotas').set({ held: 2, sold: 0 }).where('eventId', '=', event.eventId).execute();
    await db.updateTable('orders').set({ paidMinor: 500 }).where('id', '=', scope.orderId).execute();
    await updateOrderRules(system, event, { ...DEFAULT_RULES, cancelPaid: true });
    await cancelTicket(nobody(), scope, { number: 2 });
    assert.deepEqual([(await getOrder(nobody(), scope)).state, await seats(event)], ['paid', { held: 0, sold: 1 }]);
  });

  test('of a paid order gives back what is not kept, and nothing happens where nobody can', async () => {
    const event = await makeSale({ cancelPaid: true, keepBp: 1000, keepMinor: 25 });
    const scope = await owe(event);
    await db.updateTable('orders').set({ state: 'paid', paidMinor: 1000 }).where('id', '=', scope.orderId).execute();
    await assert.rejects(cancelTicket(nobody(), scope, { number: 1 }), conflict('has_money'));
    assert.deepEqual(await seats(event), { held: 0, sold: 2 });
    const given: unknown[] = [];
    const giveBack: GiveBack = async (_ctx, _order, amount): Promise<void> => void given.push(amount);
    await cancelTicket(nobody(), scope, { number: 1, giveBack });
    assert.deepEqual(
      [given, await seats(event)],
      [[{ backMinor: 425, keptMinor: 75, last: false }], { held: 0, sold: 1 }],
    );
  });

  test('names only tickets of the order, and no reservation', async () => {
    const event = await makeSale();
    const scope = await order(event, 1);
    await assert.rejects(cancelTicket(nobody(), scope, { number: 2 }), NotFound);
  });
});

describe('a ticket that went over to somebody else', () => {
  test('is no longer the buyer’s to cancel or to rename; its secret is new', async () => {
    const event = await makeSale();
    const scope = await order(event, 2);
    const before = await db
      .selectFrom('tickets')
      .select(['secret', 'rotation'])
      .where('orderId', '=', scope.orderId)
      .where('number', '=', 2)
      .executeTakeFirstOrThrow();
    await transferTicket(nobody(), scope, { number: 2, name: 'Cleo Marsh', email: 'cleo@example.org' });
    const now = await db
      .selectFrom('tickets')
      .select(['secret', 'rotation', 'attendeeName'])
      .where('orderId', '=', scope.orderId)
      .where('number', '=', 2)
      .executeTakeFirstOrThrow();
    assert.deepEqual([now.attendeeName, now.rotation, now.secret === before.secret], ['Cleo Marsh', 1, false]);
    await assert.rejects(cancelTicket(nobody(), scope, { number: 2 }), conflict('transferred'));
    await assert.rejects(cancelOrder(nobody(), scope), conflict('transferred'));
    await assert.rejects(
      updateAttendees(nobody(), scope, [{ number: 2, name: 'Ada', email: '' }]),
      conflict('transferred'),
    );
    await cancelTicket(nobody(), scope, { number: 1 });
    assert.deepEqual(await seats(event), { held: 0, sold: 1 });
  });

  test('is not taken over once it was cancelled, whoever comes first', async () => {
    const event = await makeSale();
    const scopes = await Promise.all([1, 2, 3, 4].map(() => order(event, 2)));
    const outcomes = await Promise.all(
      scopes.map(async (scope) =>
        Promise.allSettled([
          transferTicket(nobody(), scope, { number: 1, name: 'Cleo', email: 'cleo@example.org' }),
          cancelTicket(nobody(), scope, { number: 1 }),
        ]),
      ),
    );
    assert.deepEqual(
      outcomes.map((both) => both.filter(({ status }) => status === 'fulfilled').length),
      [1, 1, 1, 1],
    );
    const cancelled = outcomes.filter(([, cancel]) => cancel?.status === 'fulfilled').length;
    assert.deepEqual(await seats(event), { held: 0, sold: 8 - cancelled });
  });
});

describe('changing names', () => {
  test('is noted where something changed, until the organiser’s time for it is over', async () => {
    const event = await makeSale({ namesHours: 24 });
    const scope = await order(event, 2);
    await updateAttendees(nobody(), scope, [
      { number: 1, name: 'Bo Lind', email: 'bo@example.org' },
      { number: 2, name: '', email: '' },
    ]);
    assert.deepEqual(
      (await getOrder(nobody(), scope)).tickets.map(({ attendeeName, attendeeEmail }) => [attendeeName, attendeeEmail]),
      [
        ['Bo Lind', 'bo@example.org'],
        ['', ''],
      ],
    );
    const rows = await db
      .selectFrom('orderEdits')
      .select(['by', 'details'])
      .where('orderId', '=', scope.orderId)
      .execute();
    assert.deepEqual(rows, [{ by: 'buyer', details: { number: 1, from: '', to: 'Bo Lind <bo@example.org>' } }]);
    const { startsAt } = await db
      .selectFrom('events')
      .select('startsAt')
      .where('id', '=', event.eventId)
      .executeTakeFirstOrThrow();
    await assert.rejects(
      updateAttendees({ ...nobody(), now: startsAt - 24 * HOUR }, scope, [{ number: 1, name: 'Late', email: '' }]),
      conflict('too-late'),
    );
    await assert.rejects(updateAttendees(nobody(), scope, [{ number: 9, name: 'Nobody', email: '' }]), NotFound);
  });
});
