import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import { authoriseEvent, type EventScope } from '#features/events/server/policy.ts';
import type { TicketValues } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden, NotFound } from '#platform/errors.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { addDiscount, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { SECRET } from '#testing/bare-runtime.ts';
import { ADA as ADA_ALONE, openFreeSale } from '#testing/free-sale.ts';
import { HOLD_SECONDS } from '../../order.ts';
import { loadShop } from '../holding/load-sale.ts';
import { reserve as reserveSeats, type Reserved } from '../holding/reserve.ts';
import { cancelOrder } from '../after-sale/cancel-order.ts';
import { completeOrder } from './complete-order.ts';
import { expireOrders } from '../holding/expire-orders.ts';
import { buyerForm } from '../inputs.ts';
import { authoriseOrder, authoriseOrderIn, authoriseOrderOf } from '../policy.ts';
import { placeOrder } from './place-order.ts';
import { getOrder, listOrderChanges } from '../queries.ts';
import { reserveAgain } from '../holding/reserve-again.ts';
import { signOrder } from '../sign-order.ts';
import { orderCancelled, orderCompleted, orderExpired } from '../signals.ts';
import { startQueue } from '../holding/start-queue.ts';

const sale = await openFreeSale();
const { database, system, organizer, nobody, open, reserve } = sale;
const { db } = database;
const queue = startQueue(nobody);
const later = (): Ctx => ({ ...nobody(), now: Date.now() + HOLD_SECONDS * 1000 });
const makeSale = (quantity: number | null = 10, values: Partial<TicketValues> = {}): Promise<EventScope> =>
  sale.makeSale({ quantity, ...values });
const ADA = { ...ADA_ALONE, names: ['', 'Bo Lind'] };

async function seats(event: EventScope): Promise<{ held: number; sold: number } | undefined> {
  return db.selectFrom('quotas').select(['held', 'sold']).where('eventId', '=', event.eventId).executeTakeFirst();
}

const heard: { eventId: number; fact: string }[] = [];
for (const [fact, signal] of Object.entries({
  completed: orderCompleted,
  cancelled: orderCancelled,
  expired: orderExpired,
})) {
  signal.now(`hear_${fact}`, (_ctx, { eventId }) => void heard.push({ eventId, fact }));
}
const announced = (event: EventScope): string[] =>
  heard.filter(({ eventId }) => eventId === event.eventId).map(({ fact }) => fact);

describe('completing a free order', () => {
  test('sells the seats, makes a ticket for each and announces it', async () => {
    const event = await makeSale();
    const scope = await reserve(event, 3);
    assert.equal(await completeOrder(nobody(), scope, ADA), 'completed');
    assert.deepEqual(await seats(event), { held: 0, sold: 3 });
    const order = await getOrder(nobody(), scope);
    assert.deepEqual(
      [order.state, order.heldUntil, order.buyerName, order.buyerEmail],
      ['free-completed', null, 'Ada Lind', 'ada@example.org'],
    );
    assert.deepEqual(
      order.tickets.map(({ number, attendeeName }) => [number, attendeeName]),
      [
        [1, ''],
        [2, 'Bo Lind'],
        [3, ''],
      ],
    );
    assert.deepEqual(announced(event), ['completed']);
    const secrets = await db.selectFrom('tickets').select('secret').where('orderId', '=', scope.orderId).execute();
    assert.equal(new Set(secrets.map(({ secret }) => secret)).size, 3);
  });

  test('happens once, however often and at once it is sent', async () => {
    const event = await makeSale();
    const scope = await reserve(event, 2);
    const answers = await Promise.all(Array.from({ length: 8 }, () => completeOrder(nobody(), scope, ADA)));
    assert.deepEqual(
      answers,
      Array.from({ length: 8 }, () => 'completed'),
    );
    assert.deepEqual(await seats(event), { held: 0, sold: 2 });
    assert.deepEqual(announced(event), ['completed']);
    assert.equal((await getOrder(nobody(), scope)).tickets.length, 2);
  });

  test('comes too late where the time ran out, and gives the seats back once', async () => {
    const event = await makeSale();
    const scope = await reserve(event, 2);
    assert.deepEqual(
      await Promise.all([
        completeOrder(later(), scope, ADA),
        expireOrders(later(), event.eventId),
        completeOrder(later(), scope, ADA),
      ]),
      ['expired', undefined, 'expired'],
    );
    assert.deepEqual(await seats(event), { held: 0, sold: 0 });
    assert.deepEqual(announced(event), []);
    assert.deepEqual(
      (await listOrderChanges(nobody(), scope)).map(({ from, to, by }) => [from, to, by]),
      [['reserved', 'expired', 'clock']],
    );
  });

  test('of many against the clock ends each order one way, and counts every seat', async () => {
    const event = await makeSale(40);
    const scopes = await Promise.all(Array.from({ length: 20 }, () => reserve(event, 2)));
    const answers = await Promise.all(
      scopes.map((scope, at) => (at % 2 === 0 ? completeOrder(nobody(), scope, ADA) : cancelOrder(nobody(), scope))),
    );
    assert.equal(answers.filter((answer) => answer === 'completed').length, 10);
    assert.deepEqual(await seats(event), { held: 0, sold: 20 });
  });

  test('is refused where the event is off; what is to be paid is not given away', async () => {
    const event = await makeSale();
    const scope = await reserve(event, 1);
    await cancelEvent(system, event, { note: '' });
    await assert.rejects(completeOrder(nobody(), scope, ADA), Conflict);
    assert.deepEqual(await seats(event), { held: 1, sold: 0 });
    const paid = await makeSale(10, { kind: 'paid', priceMinor: 500 });
    const costly = await reserve(paid, 1);
    assert.equal(await completeOrder(nobody(), costly, ADA), 'to-pay');
    assert.deepEqual(
      (await getOrder(nobody(), costly)).tickets.map(({ number }) => number),
      [1],
    );
    await assert.rejects(placeOrder(nobody(), costly), Conflict);
    assert.deepEqual(await seats(paid), { held: 1, sold: 0 });
  });

  test('wants a name and an address, and reads names of attendees by their number', () => {
    const read = (fields: Record<string, string>) => {
      const result = buyerForm.safeParse({ locale: 'en', ...fields });
      return result.success
        ? result.data
        : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    };
    assert.deepEqual(read({ name: '  Ada   Lind ', email: ' ada@example.org ', 'attendee-2': 'Bo' }), {
      name: 'Ada Lind',
      email: 'ada@example.org',
      locale: 'en',
      names: ['', 'Bo'],
      emails: [],
    });
    assert.deepEqual(read({ name: '', email: 'nobody' }), ['name: checkout.needName', 'email: checkout.needEmail']);
    assert.deepEqual(read({ name: 'Ada', email: 'ada@example.org', 'attendee-1': 'x'.repeat(121) }), [
      'attendee-1: checkout.tooLong',
    ]);
  });
});

describe('giving an order up', () => {
  test('frees what was held without a word, and what was ordered with a mail, once', async () => {
    const event = await makeSale();
    const [held, ordered] = [await reserve(event, 1), await reserve(event, 2)];
    await completeOrder(nobody(), ordered, ADA);
    await Promise.all([
      cancelOrder(nobody(), held),
      cancelOrder(nobody(), held),
      cancelOrder(nobody(), ordered),
      cancelOrder(nobody(), ordered),
    ]);
    assert.deepEqual(await seats(event), { held: 0, sold: 0 });
    assert.deepEqual(announced(event), ['completed', 'cancelled']);
    await assert.rejects(completeOrder(nobody(), held, ADA), Conflict);
  });

  test('that was only to give back what is held leaves an order alone that was completed meanwhile', async () => {
    const event = await makeSale();
    const scope = await reserve(event, 1);
    await completeOrder(nobody(), scope, ADA);
    await cancelOrder(nobody(), scope, { onlyHeld: true });
    assert.equal((await getOrder(nobody(), scope)).state, 'free-completed');
  });

  test('is no longer the buyer’s once the event has begun, but the team’s, with an entry in the record', async () => {
    const event = await makeSale();
    const scope = await reserve(event, 1);
    await completeOrder(nobody(), scope, ADA);
    const { startsAt } = await db
      .selectFrom('events')
      .select('startsAt')
      .where('id', '=', event.eventId)
      .executeTakeFirstOrThrow();
    await assert.rejects(cancelOrder({ ...nobody(), now: startsAt }, scope), Conflict);
    const owner = await makeUser(system, { organizer, role: 'owner' });
    const ctx = { ...database.ctx(owner), now: startsAt };
    await cancelOrder(
      ctx,
      await authoriseOrderOf(ctx, { organizer: organizer.slug, event: event.slug, code: scope.code }, 'edit-orders'),
    );
    assert.deepEqual(
      (await listOrderChanges(system, scope)).map(({ to, by }) => [to, by]),
      [
        ['free-completed', 'buyer'],
        ['cancelled', owner.name],
      ],
    );
    const entries = await db
      .selectFrom('auditEntries')
      .select(['action', 'subject', 'actorId'])
      .where('eventId', '=', event.eventId)
      .where('action', '=', 'order.cancel')
      .execute();
    assert.deepEqual(entries, [{ action: 'order.cancel', subject: `order ${scope.code}`, actorId: owner.userId }]);
  });
});

describe('who may open an order', () => {
  test('is who has its secret; others find nothing, and guess only so often', async () => {
    const event = await makeSale();
    const { code } = await reserve(event, 1);
    const other = await reserve(event, 1);
    const guess = (secret: string, visitor = '192.0.2.7') =>
      authoriseOrder(nobody(), { code, secret, visitor: () => visitor });
    await assert.rejects(guess(signOrder(SECRET, other.code)), NotFound);
    await assert.rejects(guess(''), NotFound);
    for (let n = 0; n < 28; n += 1) await assert.rejects(guess('x'.repeat(22)), NotFound);
    await assert.rejects(guess('x'.repeat(22)), TooMany);
    await assert.rejects(guess('x'.repeat(22), '192.0.2.8'), NotFound);
    assert.equal((await guess(signOrder(SECRET, code))).code, code);
  });

  test('is the event’s own team by role, and no other organizer’s, whatever orders they have', async () => {
    const event = await makeSale();
    const { code } = await reserve(event, 1);
    const rival = await makeOrganizer(system);
    const theirs = await makeEvent(system, rival);
    const rivals = database.ctx(await makeUser(system, { organizer: rival, role: 'owner' }));
    await assert.rejects(
      authoriseOrderOf(rivals, { organizer: organizer.slug, event: event.slug, code }, 'see-orders'),
      NotFound,
    );
    await assert.rejects(
      authoriseOrderOf(rivals, { organizer: rival.slug, event: theirs.slug, code }, 'see-orders'),
      NotFound,
    );
    const registrar = database.ctx(await makeUser(system, { organizer, role: 'registrar' }));
    const place = { organizer: organizer.slug, event: event.slug, code };
    assert.equal((await authoriseOrderOf(registrar, place, 'see-orders')).by, 'team');
    await assert.rejects(authoriseOrderOf(registrar, place, 'edit-orders'), Forbidden);
    const moderator = database.ctx(await makeUser(system, { organizer, role: 'moderator' }));
    await assert.rejects(authoriseOrderOf(moderator, place, 'see-orders'), Forbidden);
  });
});

describe('choosing', () => {
  type Chosen = {
    outcome: string;
    code?: string;
    key?: string;
    done?: boolean;
    earlier?: string | null;
    reason?: string;
  };

  const inShort = (reserved: Reserved): Chosen => {
    const { outcome } = reserved;
    if (outcome === 'reserved')
      return { outcome, code: reserved.order.code, key: reserved.key, done: reserved.state !== 'reserved' };
    if (outcome === 'refused') return { outcome, reason: reserved.reason };
    return 'earlier' in reserved ? { outcome, earlier: reserved.earlier } : { outcome };
  };

  const choose = async (event: EventScope, key: string, quantity: number, ctx = nobody(), discount = '') => {
    const lines = [{ ticketType: 1, quantity }];
    const request = { key, lines, unlocked: [], network: '1', locale: 'en', discount };
    const shop = await loadShop(ctx, event);
    return inShort(await reserveSeats(ctx, event, request, { keys: 'of-a-browser', shop, queue }));
  };
  const orders = (event: EventScope) =>
    db.selectFrom('orders').select('state').where('eventId', '=', event.eventId).orderBy('id').execute();

  test('twice the same is one order; another choice takes its place, and a double click of it is one too', async () => {
    const event = await makeSale(10);
    const [one, two] = await Promise.all([
      choose(event, 'key-of-one-browser-1', 2),
      choose(event, 'key-of-one-browser-1', 2),
    ]);
    assert.deepEqual(one, two);
    assert.deepEqual(await seats(event), { held: 2, sold: 0 });
    const [three, four] = await Promise.all([
      choose(event, 'key-of-one-browser-1', 3),
      choose(event, 'key-of-one-browser-1', 3),
    ]);
    assert.deepEqual(three, four);
    assert.deepEqual(
      [await seats(event), await orders(event)],
      [{ held: 3, sold: 0 }, [{ state: 'cancelled' }, { state: 'reserved' }]],
    );
  });

  test('more than is left keeps what was held before', async () => {
    const event = await makeSale(3);
    const first = await choose(event, 'key-of-one-browser-2', 2);
    const more = await choose(event, 'key-of-one-browser-2', 3);
    assert.deepEqual(more, { outcome: 'sold-out', earlier: first.code ?? '' });
    assert.deepEqual(await seats(event), { held: 2, sold: 0 });
  });

  test('again after the order was completed leads to it, and never orders twice', async () => {
    const event = await makeSale(10);
    const first = await choose(event, 'key-of-one-browser-3', 2);
    const code = first.code ?? '';
    await completeOrder(nobody(), await open(code), ADA);
    assert.deepEqual(await choose(event, 'key-of-one-browser-3', 2), {
      outcome: 'reserved',
      code,
      key: 'key-of-one-browser-3',
      done: true,
    });
    assert.deepEqual(await seats(event), { held: 0, sold: 2 });
  });

  test('after the time ran out makes a new order, and one try again is one order', async () => {
    const event = await makeSale(4);
    const first = await choose(event, 'key-of-one-browser-4', 3);
    const scope = await open(first.code ?? '');
    await expireOrders(later(), event.eventId);
    const [again, twice] = await Promise.all([
      reserveAgain(nobody(), scope, { queue, address: '192.0.2.1' }),
      reserveAgain(nobody(), scope, { queue, address: '192.0.2.1' }),
    ]);
    assert.deepEqual(inShort(again), inShort(twice));
    assert.equal(again.outcome, 'reserved');
    assert.deepEqual(
      [await seats(event), await orders(event)],
      [{ held: 3, sold: 0 }, [{ state: 'expired' }, { state: 'reserved' }]],
    );
  });

  test('what costs money also with its code is refused before anything is held', async () => {
    const event = await makeSale(10, { kind: 'paid', priceMinor: 500 });
    await addDiscount(system, event, {
      code: 'HALF',
      discount: { kind: 'percent', percentBp: 5000 },
    });
    await addDiscount(system, event, {
      code: 'GUEST',
      discount: { kind: 'percent', percentBp: 10_000 },
      mostUses: 1,
    });
    assert.deepEqual(await choose(event, 'key-of-one-browser-5', 1, nobody(), 'half'), {
      outcome: 'refused',
      reason: 'paid',
    });
    // What a code makes free needs no way to be paid, and a double click is one order.
    const [guest, again] = [
      await choose(event, 'key-of-one-browser-6', 1, nobody(), 'guest'),
      await choose(event, 'key-of-one-browser-6', 1, nobody(), 'guest'),
    ];
    assert.deepEqual([guest.outcome, again], ['reserved', guest]);
    assert.deepEqual(await choose(event, 'key-of-one-browser-7', 1, nobody(), 'guest'), {
      outcome: 'refused',
      reason: 'paid',
    });
    assert.deepEqual(await choose(event, 'key-of-one-browser-5', 1), { outcome: 'refused', reason: 'paid' });
    assert.deepEqual(await seats(event), { held: 1, sold: 0 });
  });

  test('a key stands for nothing in another event', async () => {
    const [event, other] = [await makeSale(10), await makeSale(10)];
    const [here, there] = [
      await choose(event, 'key-of-one-browser-6', 1),
      await choose(other, 'key-of-one-browser-6', 1),
    ];
    assert.notEqual(here.code, there.code);
    const code = there.code ?? '';
    await assert.rejects(authoriseOrderIn(system, await authoriseEvent(system, event.slug, 'see'), code), NotFound);
  });
});
