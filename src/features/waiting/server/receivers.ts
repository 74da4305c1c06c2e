/** How the waiting list reacts: seats that come back are its own before they are anybody's. */
import { sql } from 'kysely';
import { addRowsToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';
import { addToNotices } from '#features/messages/server/make-additions.ts';
import { orderCompleted, orderPlaced, seatsReturned } from '#features/orders/server/signals.ts';
import { ticketsModified, ticketTypeDeleting } from '#features/tickets/server/signals.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
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

/** The places in line that were taken with that address. */
async function exportOwnWaiting(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('waitingEntries as w')
    .innerJoin('events as e', 'e.id', 'w.eventId')
    .innerJoin('ticketTypes as t', 't.id', 'w.ticketTypeId')
    .select([
      'e.name as event',
      't.name as ticketType',
      'w.quantity',
      'w.name',
      'w.email',
      'w.locale',
      'w.state',
      'w.joinedAt',
      'w.changedAt',
    ])
    .where(sql<boolean>`lower(w.email) = lower(${email})`)
    .orderBy('w.id')
    .execute();
  return withIsoInstants(rows, 'joinedAt', 'changedAt');
}

/** @throws Invalid where somebody waits for the ticket type, or has it on offer */
async function guardWaitedType(ctx: Ctx, ticketTypeId: number): Promise<void> {
  const entry = await ctx.db
    .selectFrom('waitingEntries')
    .select('id')
    .where('ticketTypeId', '=', ticketTypeId)
    .where('state', 'in', ['waiting', 'offered'])
    .limit(1)
    .executeTakeFirst();
  if (entry) throw new Invalid('invalid.type_awaited');
}
