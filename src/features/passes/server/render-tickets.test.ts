import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type EventScope, systemEventScope } from '#features/events/server/policy.ts';
import { makeAdditions } from '#features/messages/server/make-additions.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { rotateTicket } from '#features/orders/server/after-sale/rotate-ticket.ts';
import { transferTicket } from '#features/orders/server/after-sale/transfer-ticket.ts';
import { NotFound } from '#platform/errors.ts';
import { ADA, openFreeSale } from '#testing/free-sale.ts';
import { readTicketCode, verifyTicketCode } from '../ticket-code.ts';
import { findTicketByCode } from './find-ticket.ts';
import './receivers.ts';
import { getPasses, listTicketKeys } from './queries.ts';
import { renderTickets } from './render-tickets.ts';
import { rotateTicketKey } from './rotate-ticket-key.ts';

const sale = await openFreeSale();
const { database, system, nobody } = sale;
const { db } = database;
const makeSale = (name?: string): Promise<EventScope> => sale.makeSale({}, name ? { name } : {});
const order = (event: EventScope, names: string[], complete = true): Promise<OrderScope> =>
  complete ? sale.order(event, names.length, { ...ADA, names }) : sale.reserve(event, names.length);

const codesOf = async (scope: OrderScope): Promise<string[]> =>
  (await getPasses(nobody(), scope)).passes.map(({ code }) => code);
const outcome = async (event: EventScope, code: string | undefined): Promise<string> =>
  (await findTicketByCode(nobody(), event, code ?? '')).outcome;
const eventOf = async ({ eventId }: OrderScope): Promise<EventScope> => systemEventScope(system, eventId);
const pagesIn = (pdf: Uint8Array): number =>
  [
    ...Buffer.from(pdf)
      .toString('latin1')
      .matchAll(/\/Type \/Page\n/g),
  ].length;

describe('a PDF of tickets', () => {
  test('has a page for each ticket, or the one that is asked for, and is named after them', async () => {
    const scope = await order(await makeSale(), ['', 'Bo Lind', 'محمد']);
    const all = await renderTickets(nobody(), scope, { locale: 'en' });
    assert.deepEqual([pagesIn(all.pdf), all.fileName], [3, `${scope.code}.pdf`]);
    const second = await renderTickets(nobody(), scope, { locale: 'ar', number: 2 });
    assert.deepEqual([pagesIn(second.pdf), second.fileName], [1, `${scope.code}-2.pdf`]);
    assert.equal(Buffer.from(second.pdf).toString('latin1').includes('/Lang (ar)'), true);
  });

  test('is set whatever people are called', async () => {
    const names = [
      '#import "a" ]"\\',
      '🎉 Zoë 👨‍👩‍👧',
      'Pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(2),
      '王小明',
      '*x* _y_ `z` <b> @ref $m$',
    ];
    const scope = await order(await makeSale('#panic("] Grand Symposium'), names);
    assert.equal(pagesIn((await renderTickets(nobody(), scope, { locale: 'en' })).pdf), 5);
  });

  test('is not given before the order is completed, after it was cancelled, nor of a ticket that it has not', async () => {
    const event = await makeSale();
    const held = await order(event, ['', ''], false);
    await assert.rejects(renderTickets(nobody(), held, { locale: 'en' }), NotFound);
    const scope = await order(event, ['', '']);
    await assert.rejects(renderTickets(nobody(), scope, { locale: 'en', number: 3 }), NotFound);
    await db
      .updateTable('tickets')
      .set({ cancelledAt: new Date() })
      .where('orderId', '=', scope.orderId)
      .where('number', '=', 1)
      .execute();
    assert.equal(pagesIn((await renderTickets(nobody(), scope, { locale: 'en' })).pdf), 1);
    await assert.rejects(renderTickets(nobody(), scope, { locale: 'en', number: 1 }), NotFound);
    await cancelOrder(nobody(), scope);
    await assert.rejects(renderTickets(nobody(), scope, { locale: 'en' }), NotFound);
  });
});

describe('a code at the door', () => {
  test('is valid at its own event, and tells whose it is', async () => {
    const event = await makeSale();
    const scope = await order(event, ['', 'Bo Lind']);
    const [first, second] = await codesOf(scope);
    const findings = [
      await findTicketByCode(nobody(), event, first ?? ''),
      await findTicketByCode(nobody(), event, second ?? ''),
    ];
    assert.deepEqual(
      findings.map(
        (finding) => 'label' in finding && [finding.outcome, finding.label, finding.attendee, finding.typeName],
      ),
      [
        ['valid', `${scope.code}-1`, 'Ada Lind', 'Seat'],
        ['valid', `${scope.code}-2`, 'Bo Lind', 'Seat'],
      ],
    );
    assert.equal(await outcome(await makeSale(), first), 'other-event');
    assert.equal(await outcome(event, 'K7PW2MHX-2'), 'unreadable');
  });

  test('can be told true with the public keys alone', async () => {
    const event = await makeSale();
    const [code] = await codesOf(await order(event, ['']));
    const finding = await verifyTicketCode(code ?? '', await listTicketKeys(nobody(), event));
    assert.deepEqual(finding.ok && finding.ticket, readTicketCode(code ?? ''));
  });

  test('stops working once its ticket has a new secret, and the new one works', async () => {
    const event = await makeSale();
    const scope = await order(event, ['', '']);
    const before = await codesOf(scope);
    assert.equal((await rotateTicket(nobody(), scope, { number: 1 })).rotation, 1);
    const now = await codesOf(scope);
    assert.deepEqual(await Promise.all([before[0], now[0], before[1], now[1]].map((code) => outcome(event, code))), [
      'rotated',
      'valid',
      'valid',
      'valid',
    ]);
    await assert.rejects(rotateTicket(nobody(), scope, { number: 3 }), NotFound);
  });

  test('says why a ticket lets nobody in', async () => {
    const event = await makeSale();
    const scope = await order(event, ['', '']);
    const [one, two] = await codesOf(scope);
    await db
      .updateTable('tickets')
      .set({ cancelledAt: new Date() })
      .where('orderId', '=', scope.orderId)
      .where('number', '=', 1)
      .execute();
    await assert.rejects(rotateTicket(nobody(), scope, { number: 1 }), NotFound);
    assert.deepEqual([await outcome(event, one), await outcome(event, two)], ['cancelled', 'valid']);
    await db
      .updateTable('orders')
      .set({ state: 'pending-payment', paymentMethod: 'bank-transfer' })
      .where('id', '=', scope.orderId)
      .execute();
    assert.equal(await outcome(event, two), 'unpaid');
    await db.updateTable('orders').set({ paymentMethod: 'on-site' }).where('id', '=', scope.orderId).execute();
    assert.equal(await outcome(event, two), 'valid');
    await db.updateTable('orders').set({ state: 'cancelled' }).where('id', '=', scope.orderId).execute();
    assert.equal(await outcome(event, two), 'cancelled');
  });

  test('outlives a new key unless the old ones are withdrawn', async () => {
    const event = await makeSale();
    const scope = await order(event, ['']);
    const [first] = await codesOf(scope);
    await rotateTicketKey(system, event, { withdraw: false });
    const [second] = await codesOf(scope);
    assert.deepEqual(
      (await listTicketKeys(nobody(), event)).map(({ kid }) => kid),
      ['2', '1'],
    );
    assert.deepEqual([await outcome(event, first), await outcome(event, second)], ['valid', 'valid']);
    await rotateTicketKey(system, event, { withdraw: true });
    assert.deepEqual(
      (await listTicketKeys(nobody(), event)).map(({ kid }) => kid),
      ['3'],
    );
    assert.deepEqual([await outcome(event, first), await outcome(event, second)], ['forged', 'forged']);
    assert.deepEqual(await Promise.all((await codesOf(scope)).map((code) => outcome(event, code))), ['valid']);
  });
});

describe('a mail', () => {
  test('brings the buyer nothing of a ticket that is somebody else’s by now, however late it is sent again', async () => {
    const scope = await order(await makeSale(), ['', 'Bo Lind', '']);
    const [first] = await codesOf(scope);
    await transferTicket(nobody(), scope, { number: 1, name: 'Cleo Marsh', email: 'cleo@example.org' });
    const { id } = await db
      .selectFrom('tickets')
      .select('id')
      .where('orderId', '=', scope.orderId)
      .where('number', '=', 1)
      .executeTakeFirstOrThrow();
    const sent = async (kind: 'order-confirmation' | 'ticket-transferred', ticketId: number | null) =>
      (
        await makeAdditions(
          system,
          { kind, eventId: scope.eventId, orderId: scope.orderId, ticketId, locale: 'en' },
          Date.now(),
        )
      ).attachments.map(({ fileName, bytes }) => [fileName, pagesIn(bytes)]);
    assert.equal(await outcome(await eventOf(scope), first), 'rotated');
    assert.deepEqual(
      [await sent('order-confirmation', null), await sent('ticket-transferred', id)],
      [[[`${scope.code}.pdf`, 2]], [[`${scope.code}-1.pdf`, 1]]],
    );
    // Without an address of its holder the mail would go to the buyer.
    await db.updateTable('tickets').set({ attendeeEmail: '' }).where('id', '=', id).execute();
    assert.deepEqual(await sent('ticket-transferred', id), []);
  });

  test('of an order brings its tickets, of one ticket that one alone, and of what is not paid none', async () => {
    const scope = await order(await makeSale(), ['', 'Bo Lind']);
    await db
      .updateTable('tickets')
      .set({ attendeeEmail: 'bo@example.org' })
      .where('orderId', '=', scope.orderId)
      .where('number', '=', 2)
      .execute();
    const { passes } = await getPasses(nobody(), scope);
    const sent = async (
      kind: 'order-confirmation' | 'order-placed' | 'attendee-ticket' | 'ticket-transferred',
      ticketId: number | null = null,
    ) => {
      const { attachments } = await makeAdditions(
        system,
        { kind, eventId: scope.eventId, orderId: scope.orderId, ticketId, locale: 'en' },
        Date.now(),
      );
      return attachments.map(({ fileName, contentType, bytes }) => [fileName, contentType, pagesIn(bytes)]);
    };
    assert.deepEqual(await sent('order-confirmation'), [[`${scope.code}.pdf`, 'application/pdf', 2]]);
    for (const kind of ['attendee-ticket', 'ticket-transferred'] as const)
      assert.deepEqual(await sent(kind, passes[1]?.id), [[`${scope.code}-2.pdf`, 'application/pdf', 1]]);
    await db
      .updateTable('orders')
      .set({ state: 'pending-payment', paymentMethod: 'bank-transfer' })
      .where('id', '=', scope.orderId)
      .execute();
    assert.deepEqual(await sent('order-placed'), []);
    await db.updateTable('orders').set({ paymentMethod: 'on-site' }).where('id', '=', scope.orderId).execute();
    assert.deepEqual(await sent('order-placed'), [[`${scope.code}.pdf`, 'application/pdf', 2]]);
  });
});
