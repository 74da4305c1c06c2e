/** What the waiting list does in the background. */
import type { Ctx } from '#platform/ctx.ts';
import { defineJob } from '#platform/jobs/jobs.ts';
import { transact } from '#platform/transact.ts';
import { OFFER_SEATS_QUEUE, SEND_OFFERS_QUEUE } from './inputs.ts';
import { postLapsed, postOffer } from './mails.ts';
import { offerSeats } from './offer-seats.ts';

/** So many in one transaction. */
const BATCH = 50;

defineJob<{ eventId: number }>(SEND_OFFERS_QUEUE, (ctx, { eventId }) => sendOffers(ctx, eventId));
defineJob<{ eventId: number }>(OFFER_SEATS_QUEUE, (ctx, { eventId }) => offerSeats(ctx, eventId));

/**
 * Posts one mail to each who got an offer or lost one and was not told. Safe to run twice and late: who was told is
 * noted with the mail.
 */
export async function sendOffers(ctx: Ctx, eventId: number): Promise<void> {
  while ((await sendSome(ctx, eventId)) === BATCH);
}

async function sendSome(ctx: Ctx, eventId: number): Promise<number> {
  return transact(ctx, async (ctx) => {
    const unnotified = await ctx.db
      .selectFrom('waitingEntries')
      .select(['id', 'state'])
      .where('eventId', '=', eventId)
      .where('state', 'in', ['offered', 'lapsed'])
      .whereRef('told', '<>', 'state')
      .orderBy('id')
      .limit(BATCH)
      .forNoKeyUpdate()
      .execute();
    for (const { id, state } of unnotified) await (state === 'offered' ? postOffer(ctx, id) : postLapsed(ctx, id));
    if (unnotified.length > 0)
      await ctx.db
        .updateTable('waitingEntries')
        .set(({ ref }) => ({ told: ref('state') }))
        .where(
          'id',
          'in',
          unnotified.map(({ id }) => id),
        )
        .execute();
    return unnotified.length;
  });
}
