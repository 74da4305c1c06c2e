/**
 * How mails come about: what becomes of an order is told to its buyer, once. Receivers only write a job within the
 * transaction; names of facts that can come about more than once carry what tells one from another.
 */
import { sql } from 'kysely';
import { addRowsToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';
import { getEventTimes } from '#features/events/server/queries.ts';
import { eventCancelled, eventJsonModified, eventMoved, eventReinstated } from '#features/events/server/signals.ts';
import { type OrderState, ticketsAreValid } from '#features/orders/order.ts';
import {
  orderCancelled,
  orderCompleted,
  orderExpired,
  orderPlaced,
  orderRefunded,
  refundWithdrawn,
  ticketChanged,
} from '#features/orders/server/signals.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { noteMove, sendEventNotice } from './send-event-notice.ts';
import { nameAttendeeFact, sendNotice } from './send-notice.ts';
import { scheduleReminders } from './send-reminders.ts';

orderPlaced.now('tell_order_placed', (ctx, { orderId }) => notifyPlaced(ctx, orderId));
orderCompleted.now('tell_order_completed', (ctx, { orderId }) =>
  sendNotice(ctx, { kind: 'order-confirmation', fact: `order-confirmation:${orderId}`, orderId }),
);
orderPlaced.now('send_attendee_tickets', (ctx, { orderId }) => sendAttendeeTickets(ctx, orderId));
orderCompleted.now('send_attendee_tickets', (ctx, { orderId }) => sendAttendeeTickets(ctx, orderId));
ticketChanged.now('send_attendee_tickets', (ctx, { orderId, ticketId }) => sendAttendeeTickets(ctx, orderId, ticketId));
orderCancelled.now('tell_order_cancelled', (ctx, { orderId }) =>
  sendNotice(ctx, { kind: 'order-cancelled', fact: `order-cancelled:${orderId}`, orderId }),
);
orderExpired.now('tell_order_expired', async (ctx, { eventId, orderId, why }) => {
  if (why === 'payment-failed')
    return sendNotice(ctx, { kind: 'payment-failed', fact: `payment-failed:${orderId}`, orderId });
  // Of money that came too late the refund tells.
  if (why === 'paid-late') return undefined;
  // After the event there is nothing left to order.
  const { endsAt } = await getEventTimes(ctx, { eventId });
  if (endsAt > ctx.now) await sendNotice(ctx, { kind: 'order-expired', fact: `order-expired:${orderId}`, orderId });
});
orderRefunded.now('tell_order_refunded', async (ctx, refund) => {
  // Who is told that the order is cancelled reads there what comes back.
  if (!refund.withCancellation) await notifyRefund(ctx, refund);
});
refundWithdrawn.now('tell_refund_withdrawn', (ctx, { orderId, amountMinor, reason }) =>
  sendNotice(ctx, {
    kind: 'refund-withdrawn',
    fact: `refund-withdrawn:${orderId}:${ctx.now}`,
    orderId,
    amountMinor,
    note: reason,
  }),
);
ticketChanged.now('tell_ticket_transferred', (ctx, { orderId, ticketId }) => notifyTransfer(ctx, orderId, ticketId));

eventCancelled.now('tell_event_cancelled', (ctx, { eventId }) =>
  sendEventNotice(ctx, eventId, 'event-cancelled', { key: `event-cancelled:${ctx.now}` }),
);
eventReinstated.now('tell_event_reinstated', (ctx, { eventId }) =>
  sendEventNotice(ctx, eventId, 'event-reinstated', { key: `event-reinstated:${ctx.now}` }),
);
eventJsonModified.now('schedule_reminders', async (ctx, { eventId, change }) => {
  if (change === 'published') await scheduleReminders(ctx, eventId);
});
eventMoved.now('tell_event_moved', noteMove);

/**
 * One refund is told from another by what came to be refunded in all, and when: one that was withdrawn may be promised
 * again.
 */
async function notifyRefund(
  ctx: Ctx,
  { orderId, amountMinor, unasked }: { orderId: number; amountMinor: number; unasked?: boolean },
): Promise<void> {
  const { refundedMinor } = await ctx.db
    .selectFrom('orders')
    .select('refundedMinor')
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  await sendNotice(ctx, {
    kind: unasked ? 'late-payment' : 'order-refunded',
    fact: `order-refunded:${orderId}:${refundedMinor}:${ctx.now}`,
    orderId,
    amountMinor,
  });
}

/**
 * Has those who come told of their tickets, where the buyer gave addresses of theirs and the tickets let them in: each
 * once, of all or of one ticket.
 */
async function sendAttendeeTickets(ctx: Ctx, orderId: number, ticketId?: number): Promise<void> {
  let query = ctx.db
    .selectFrom('tickets as k')
    .innerJoin('orders as o', 'o.id', 'k.orderId')
    .innerJoin('events as e', 'e.id', 'o.eventId')
    .select(['k.id', 'k.attendeeEmail', 'o.buyerEmail', 'o.state', 'o.paymentMethod'])
    .where('k.orderId', '=', orderId)
    .where('k.attendeeEmail', '<>', '')
    .where('k.cancelledAt', 'is', null)
    .where('k.transferredAt', 'is', null)
    .where('k.rotation', '=', 0)
    .where('e.state', '=', 'published')
    .where('e.endsAt', '>', timestamp(ctx.now));
  if (ticketId !== undefined) query = query.where('k.id', '=', ticketId);
  for (const { state, paymentMethod, ...ticket } of await query.orderBy('k.id').execute()) {
    const fact = nameAttendeeFact(ticket);
    if (fact !== '' && ticketsAreValid(state as OrderState, paymentMethod))
      await sendNotice(ctx, { kind: 'attendee-ticket', fact, orderId, ticketId: ticket.id });
  }
}

/** How an order is paid, once for each way that its buyer chose after another. */
async function notifyPlaced(ctx: Ctx, orderId: number): Promise<void> {
  const again = await ctx.db
    .selectFrom('orderEdits')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('orderId', '=', orderId)
    .where('act', '=', 'payment-method')
    .executeTakeFirstOrThrow();
  await sendNotice(ctx, {
    kind: 'order-placed',
    fact: again.n === 0 ? `order-placed:${orderId}` : `order-placed:${orderId}:again:${again.n}`,
    orderId,
  });
}

/**
 * A ticket with another secret is a ticket for somebody else, where that is not the buyer; every other change its maker
 * tells where it is worth it.
 */
async function notifyTransfer(ctx: Ctx, orderId: number, ticketId: number): Promise<void> {
  const ticket = await ctx.db
    .selectFrom('tickets as k')
    .innerJoin('orders as o', 'o.id', 'k.orderId')
    .select(['k.rotation', 'k.attendeeEmail', 'o.buyerEmail'])
    .where('k.id', '=', ticketId)
    .where('k.cancelledAt', 'is', null)
    .executeTakeFirst();
  if (
    !ticket ||
    ticket.rotation === 0 ||
    ticket.attendeeEmail === '' ||
    ticket.attendeeEmail.toLowerCase() === ticket.buyerEmail.toLowerCase()
  )
    return;
  await sendNotice(ctx, {
    kind: 'ticket-transferred',
    fact: `ticket-transferred:${ticketId}:${ticket.rotation}`,
    orderId,
    ticketId,
  });
}

addRowsToExport('messages', exportOwnMessages);

/** Which messages to many that address was among, and when its mail was written: null where it was not yet. */
async function exportOwnMessages(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('messageRecipients as r')
    .innerJoin('messages as m', 'm.id', 'r.messageId')
    .innerJoin('events as e', 'e.id', 'm.eventId')
    .select(['e.name as event', 'm.kind', 'r.postedAt'])
    .where(sql<boolean>`lower(r.email) = lower(${email})`)
    .orderBy('r.id')
    .execute();
  return withIsoInstants(rows, 'postedAt');
}
