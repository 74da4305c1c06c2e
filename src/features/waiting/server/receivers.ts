/** How the waiting list reacts: seats that come back are its own before they are anybody's. */
import { addRowsToExport } from '#features/accounts/server/export-account.ts';
import { addToNotices } from '#features/messages/server/make-additions.ts';
import { orderCompleted, orderPlaced, seatsReturned } from '#features/orders/server/signals.ts';
import { ticketsModified, ticketTypeDeleting } from '#features/tickets/server/signals.ts';
import type { Ctx } from '#platform/ctx.ts';
import { exportOwnWaiting } from './export-own-waiting.ts';
import { guardWaitedType } from './guard-waited-type.ts';
import { describeOffer } from './mails.ts';
import { noteOffers, offerSeats } from './offer-seats.ts';
import { isAwaited } from './queries.ts';

async function offer(ctx: Ctx, { eventId }: { eventId: number }): Promise<void> {
  if (await isAwaited(ctx, eventId)) await offerSeats(ctx, eventId);
}

seatsReturned.now('offer_seats', offer);
// More seats, other quotas, another time of sale.
ticketsModified.now('offer_new_seats', offer);
for (const signal of [orderPlaced, orderCompleted]) {
  signal.now('note_offer_taken', async (ctx, { eventId }) => {
    if (await isAwaited(ctx, eventId)) await noteOffers(ctx, eventId);
  });
}
ticketTypeDeleting.now('keep_waited_type', (ctx, { ticketTypeId }) => guardWaitedType(ctx, ticketTypeId));
addToNotices('waiting', ['waiting-offer'], (ctx, { orderId, locale }) => describeOffer(ctx, orderId, locale));

addRowsToExport('waiting', exportOwnWaiting);
