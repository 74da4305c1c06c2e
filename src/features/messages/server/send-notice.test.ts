import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { enterDetails } from '#features/orders/server/paying/enter-details.ts';
import { expireOrders } from '#features/orders/server/holding/expire-orders.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { signOrder } from '#features/orders/server/sign-order.ts';
import { orderPlaced, orderRefunded, ticketChanged } from '#features/orders/server/signals.ts';
import { updateAttendees } from '#features/orders/server/after-sale/update-attendees.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { transact } from '#platform/transact.ts';
import { openBareFoyer, reserveSeats } from '#testing/bare-foyer.ts';
import { SECRET } from '#testing/bare-runtime.ts';
import { makeEvent } from '#testing/builders.ts';
import './jobs.ts';
import { addToNotices } from './make-additions.ts';
import { type KeptNotice, POST_NOTICE_QUEUE, postNotice, sendNotice } from './send-notice.ts';
import './receivers.ts';

const { db, system, organizer } = await openBareFoyer();
const ADA = { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: ['', 'Bo Lind'] };

async function reserve(event: EventScope, quantity = 2): Promise<OrderScope> {
  return reserveSeats(system, event, quantity);
}

async function makeSale(): Promise<EventScope> {
  const event = await makeEvent(system, organizer, { published: true });
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 100 });
  return event;
}

async function complete(event: EventScope, buyer = ADA): Promise<OrderScope> {
  const scope = await reserve(event);
  await completeOrder(system, scope, buyer);
  return scope;
}

const post = (ctx: Ctx = system) => drainJobs(ctx, [POST_NOTICE_QUEUE]);
const mails = (event: EventScope) =>
  db
    .selectFrom('mails')
    .select(['id', 'kind', 'recipient', 'subject', 'textBody', 'htmlBody', 'locale', 'sensitive', 'fact'])
    .where('eventId', '=', event.eventId)
    .orderBy('id')
    .execute();
const kinds = async (event: EventScope) => (await mails(event)).map(({ kind, recipient }) => `${kind} to ${recipient}`);
const files = async (mailId: number) =>
  await db
    .selectFrom('mailAttachments')
    .select(['fileName', 'contentType', 'bytes'])
    .where('mailId', '=', mailId)
    .orderBy('position')
    .execute();

beforeEach(async () => {
  await db.deleteFrom('jobs').execute();
});

describe('a completed order', () => {
  test('is confirmed to its buyer, with the link and the event as a file for the calendar', async () => {
    const event = await makeSale();
    const scope = await complete(event);
    await post();
    const [mail] = await mails(event);
    assert.ok(mail);
    assert.deepEqual(
      [mail.kind, mail.recipient, mail.sensitive, mail.fact],
      ['order-confirmation', 'ada@example.org', true, `order-confirmation:${scope.orderId}`],
    );
    assert.match(mail.textBody, /^You are in\n\nHello Ada Lind,\n\n/);
    assert.match(
      mail.textBody,
      new RegExp(`https://foyer\\.example/orders/${scope.code}/${signOrder(SECRET, scope.code)}`),
    );
    const [calendar, ...others] = await files(mail.id);
    assert.deepEqual(
      [calendar?.fileName, calendar?.contentType, others],
      [`${event.slug}.ics`, 'text/calendar; charset=utf-8; method=PUBLISH', []],
    );
    assert.match(String(calendar?.bytes), /^BEGIN:VCALENDAR\r\n[\s\S]*METHOD:PUBLISH\r\n/);
  });

  test('makes one mail, however often and at once its job runs', async () => {
    const event = await makeSale();
    const scope = await complete(event);
    const notice: KeptNotice = {
      kind: 'order-confirmation',
      fact: `order-confirmation:${scope.orderId}`,
      orderId: scope.orderId,
      at: Date.now(),
    };
    await Promise.all(Array.from({ length: 6 }, () => postNotice(system, notice)));
    await post();
    await postNotice(system, notice);
    assert.deepEqual(await kinds(event), ['order-confirmation to ada@example.org']);
  });

  test('that is rolled back owes no mail, one that is kept owes it although nobody posted it yet', async () => {
    const event = await makeSale();
    const scope = await reserve(event);
    await assert.rejects(
      transact(system, async (ctx) => {
        await completeOrder(ctx, scope, ADA);
        throw new Error('the power is gone');
      }),
    );
    await post();
    assert.deepEqual(await kinds(event), []);
    await completeOrder(system, scope, ADA);
    const owed = await db.selectFrom('jobs').select('coalesceKey').where('queue', '=', POST_NOTICE_QUEUE).execute();
    assert.deepEqual(owed, [{ coalesceKey: `order-confirmation:${scope.orderId}` }]);
  });

  test('is confirmed in the language of its buyer, and no name becomes a link or a tag', async () => {
    const event = await makeSale();
    await complete(event, { ...ADA, name: '[Win](evil) <b>now</b> *x*', locale: 'ar' });
    await post();
    const [mail] = await mails(event);
    assert.equal(mail?.locale, 'ar');
    assert.match(mail?.subject ?? '', /^تذاكرك/);
    assert.doesNotMatch(mail?.htmlBody ?? '', /href="[^"]*evil|<b>|<em>/);
    assert.match(mail?.htmlBody ?? '', /\[Win\]\(evil\) &lt;b&gt;now&lt;\/b&gt; \*x\*/);
  });

  test('says the address of its reader where the name looks like a web address', async () => {
    const event = await makeSale();
    await complete(event, { ...ADA, name: 'Visit http://evil.example now' });
    await post();
    const [mail] = await mails(event);
    assert.doesNotMatch(`${mail?.htmlBody} ${mail?.textBody}`, /evil/);
    assert.match(mail?.textBody ?? '', /ada@example\.org/);
  });
});

describe('what others add to a mail', () => {
  test('stands in it, is the same bytes at every attempt, and is waited for at most a quarter of an hour', async () => {
    const event = await makeSale();
    const scope = await complete(event);
    let broken = true;
    addToNotices('test', ['order-confirmation'], async (_ctx, { orderId }) => {
      if (broken) throw new Error('no printer');
      return {
        facts: [{ label: 'Gate', text: 'B' }],
        after: ['Bring a lantern.'],
        attachments: [
          { fileName: 'tickets.pdf', contentType: 'application/pdf', bytes: Buffer.from(`order ${orderId}`) },
        ],
      };
    });
    await assert.rejects(post(), /no printer/);
    assert.deepEqual(await kinds(event), []);
    broken = false;
    await postNotice(system, {
      kind: 'order-confirmation',
      fact: `order-confirmation:${scope.orderId}`,
      orderId: scope.orderId,
      at: Date.now(),
    });
    const [mail] = await mails(event);
    assert.match(mail?.textBody ?? '', /Gate: B[\s\S]*Bring a lantern\./);
    assert.deepEqual(
      (await files(mail?.id ?? 0)).map(({ fileName, bytes }) => [
        fileName,
        fileName.endsWith('.pdf') ? String(bytes) : '',
      ]),
      [
        [`${event.slug}.ics`, ''],
        ['tickets.pdf', `order ${scope.orderId}`],
      ],
    );
    broken = true;
    const other = await complete(event, { ...ADA, email: 'bo@example.org' });
    await postNotice(system, {
      kind: 'order-confirmation',
      fact: `order-confirmation:${other.orderId}`,
      orderId: other.orderId,
      at: Date.now() - 16 * 60_000,
    });
    const last = (await mails(event)).at(-1);
    assert.deepEqual([last?.recipient, (await files(last?.id ?? 0)).length], ['bo@example.org', 1]);
    addToNotices('test', [], async () => ({}));
  });
});

describe('what becomes of an order', () => {
  test('is told when it is cancelled, and not where seats were only held', async () => {
    const event = await makeSale();
    const scope = await complete(event);
    await cancelOrder(system, scope);
    await cancelOrder(system, await reserve(event));
    await post();
    assert.deepEqual(await kinds(event), ['order-cancelled to ada@example.org']);
  });

  test('is told when its time is over, to those who had said who they are, once', async () => {
    const event = await makeSale();
    const [known, unknown] = [await reserve(event), await reserve(event)];
    await enterDetails(system, known, ADA);
    const late = { ...system, now: Date.now() + 3_600_000 };
    await Promise.all([expireOrders(late, event.eventId), expireOrders(late, event.eventId)]);
    await post();
    assert.deepEqual(
      (await mails(event)).map(({ fact }) => fact),
      [`order-expired:${known.orderId}`],
    );
    assert.deepEqual(
      (await db.selectFrom('orders').select('state').where('id', '=', unknown.orderId).executeTakeFirst())?.state,
      'expired',
    );
  });

  test('that stands and waits for its money is told with until when, and one that is paid at the door without', async () => {
    const event = await makeSale();
    const place = async (email: string, paymentMethod: string, paymentDueAt: Date | null): Promise<void> => {
      const { orderId } = await complete(event, { ...ADA, email });
      await transact(system, async (ctx) => {
        await ctx.db
          .updateTable('orders')
          .set({ state: 'pending-payment', totalMinor: 4500, paymentMethod, paymentDueAt })
          .where('id', '=', orderId)
          .execute();
        await orderPlaced.announce(ctx, 'test', { eventId: event.eventId, orderId });
      });
    };
    await place('owes@example.org', 'bank-transfer', new Date(Date.UTC(2027, 3, 30, 9)));
    await place('comes@example.org', 'on-site', null);
    await post();
    const [owes, comes] = (await mails(event))
      .filter(({ kind }) => kind === 'order-placed')
      .map(({ textBody }) => textBody.replaceAll(/\s+/g, ' '));
    assert.match(owes ?? '', /are held until Fri 30 April 2027, 10:00 \(Lisbon\)\. Please pay €45 by then/);
    assert.match(owes ?? '', /Payment due: Fri 30 April 2027[\s\S]*See how to pay:/);
    assert.match(comes ?? '', /You pay €45 at the event\./);
    assert.doesNotMatch(comes ?? '', /Payment due/);
    assert.match(comes ?? '', /See your tickets:/);
  });

  test('is told for each refund, once', async () => {
    const event = await makeSale();
    const scope = await complete(event);
    for (const refundedMinor of [500, 500, 1200]) {
      await transact(system, async (ctx) => {
        await ctx.db
          .updateTable('orders')
          .set({ paidMinor: 2000, refundedMinor })
          .where('id', '=', scope.orderId)
          .execute();
        await orderRefunded.announce(ctx, 'test', {
          eventId: event.eventId,
          orderId: scope.orderId,
          amountMinor: refundedMinor === 500 ? 500 : 700,
        });
      });
      await post();
    }
    const notices = (await mails(event)).filter(({ kind }) => kind === 'order-refunded');
    assert.deepEqual(
      notices.map(({ fact }) => fact),
      [500, 1200].map((minor) => `order-refunded:${scope.orderId}:${minor}:${system.now}`),
    );
    assert.match(notices[1]?.textBody ?? '', /refunding €7 of/);
  });

  test('sends each attendee whose address the buyer gave their own ticket, once, and nothing to the buyer twice', async () => {
    const event = await makeSale();
    const scope = await reserveSeats(system, event, 4);
    await completeOrder(system, scope, {
      ...ADA,
      names: ['Ada Lind', 'Bo Lind', '', 'Dag Lind'],
      emails: ['ADA@example.org', 'bo@example.org', 'cleo@example.org', ''],
    });
    await post();
    const notices = (await mails(event)).sort((a, b) => (a.recipient < b.recipient ? -1 : 1));
    assert.deepEqual(
      notices.map(({ kind, recipient }) => `${kind} to ${recipient}`),
      [
        'order-confirmation to ada@example.org',
        'attendee-ticket to bo@example.org',
        'attendee-ticket to cleo@example.org',
      ],
    );
    const [, bo = assert.fail(), cleo = assert.fail()] = notices;
    assert.match(bo.textBody, /Hello Bo Lind,\n\nAda\sLind\shas ordered a ticket for .+ in your name: Seat\./);
    assert.match(cleo.textBody, /Hello guest,/);
    assert.match(bo.textBody, /You are receiving this email because Ada Lind entered your address/);
    // Neither the way into the order nor the buyer's address.
    assert.doesNotMatch(`${bo.textBody}${bo.htmlBody}`, /\/orders\/|\/tickets\/|ada@example/i);
    assert.deepEqual(
      (await files(bo.id)).map(({ contentType }) => contentType.split(';')[0]),
      ['text/calendar'],
    );
    // What goes to whatever address a buyer wrote may have to wait, also of an order that is paid.
    const waits = await db.selectFrom('mails').select('limited').where('id', '=', bo.id).executeTakeFirst();
    assert.equal(waits?.limited, true);
    // Another name is no other person; another address is.
    const change = (number: number, name: string, email: string) =>
      updateAttendees(system, scope, [{ number, name, email }]);
    await change(2, 'Bodil Lind', 'bo@example.org');
    await change(4, 'Dag Lind', 'dag@example.org');
    await change(3, '', '');
    await post();
    assert.deepEqual((await kinds(event)).slice(3), ['attendee-ticket to dag@example.org']);
  });

  test('that is cancelled, or whose event is, before its mails are made says to nobody that they are in', async () => {
    for (const end of ['order', 'event'] as const) {
      const event = await makeSale();
      const scope = await reserveSeats(system, event, 2);
      await completeOrder(system, scope, { ...ADA, names: [], emails: ['', 'bo@example.org'] });
      if (end === 'order') await cancelOrder(system, scope);
      else await db.updateTable('events').set({ state: 'cancelled' }).where('id', '=', event.eventId).execute();
      await post();
      assert.deepEqual(await kinds(event), end === 'order' ? ['order-cancelled to ada@example.org'] : []);
    }
  });

  test('is told to whom a ticket was handed over, without the link that lets into the order', async () => {
    const event = await makeSale();
    const scope = await complete(event);
    await post();
    const { id } = await db
      .updateTable('tickets')
      .set({ attendeeEmail: 'bo@example.org', rotation: 1, transferredAt: new Date() })
      .where('orderId', '=', scope.orderId)
      .where('number', '=', 2)
      .returning('id')
      .executeTakeFirstOrThrow();
    await db.updateTable('orders').set({ paidMinor: 100 }).where('id', '=', scope.orderId).execute();
    for (let n = 0; n < 2; n += 1)
      await transact(system, (ctx) =>
        ticketChanged.announce(ctx, 'test', { eventId: event.eventId, orderId: scope.orderId, ticketId: id }),
      );
    await post();
    const [, transfer, ...others] = await mails(event);
    assert.deepEqual([transfer?.kind, transfer?.recipient, others], ['ticket-transferred', 'bo@example.org', []]);
    // That the order is paid says nothing of an address that somebody else typed.
    const waits = await db
      .selectFrom('mails')
      .select('limited')
      .where('id', '=', transfer?.id ?? 0)
      .executeTakeFirst();
    assert.equal(waits?.limited, true);
    assert.match(transfer?.textBody ?? '', /Hello Bo Lind,/);
    assert.doesNotMatch(`${transfer?.textBody}${transfer?.htmlBody}`, /\/orders\//);
    assert.match(
      transfer?.textBody ?? '',
      new RegExp(`See your ticket:\\nhttps://foyer\\.example/tickets/${scope.code}-2/`),
    );
  });

  test('is told of seats that are kept for somebody who is no buyer yet, in the event’s own words, as long as they are kept', async () => {
    const event = await makeSale();
    const { orderId, code } = await reserve(event);
    await db
      .insertInto('messageTemplates')
      .values({
        eventId: event.eventId,
        kind: 'waiting-offer',
        locale: 'en',
        subject: 'Your turn, {name}',
        body: '{ticket}, until {until}.',
        updatedAt: new Date(),
      })
      .execute();
    const notice = {
      kind: 'waiting-offer',
      eventId: event.eventId,
      orderId,
      to: 'cy@example.org',
      name: 'Cy',
      locale: 'en',
      ticket: 'Seat',
      untilAt: Date.now() + 3_600_000,
    } as const;
    await sendNotice(system, { ...notice, fact: `waiting-offer:${orderId}` });
    await post();
    const [mail] = await mails(event);
    assert.deepEqual(
      [mail?.kind, mail?.recipient, mail?.subject],
      ['waiting-offer', 'cy@example.org', 'Your turn, Cy'],
    );
    assert.match(mail?.textBody ?? '', new RegExp(`Accept the seats:\\nhttps://foyer\\.example/orders/${code}/`));
    await db.updateTable('orders').set({ state: 'expired', heldUntil: null }).where('id', '=', orderId).execute();
    await sendNotice(system, { ...notice, fact: `waiting-offer:${orderId}:again` });
    await post();
    assert.equal((await mails(event)).length, 1);
  });
});
