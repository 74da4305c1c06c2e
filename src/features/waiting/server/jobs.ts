/** What the waiting list does in the background. */
import type { Ctx } from '#platform/ctx.ts';
import { defineJob } from '#platform/jobs/jobs.ts';
import { transact } from '#platform/transact.ts';
import { OFFER_SEATS_QUEUE, TELL_WAITING_QUEUE } from './inputs.ts';
import { postLapsed, tellOffer } from './mails.ts';
import { offerSeats } from './offer-seats.ts';

/** So many in one transaction. */
const BATCH = 50;

defineJob<{ eventId: number }>(TELL_WAITING_QUEUE, (ctx, { eventId }) => sendOffers(ctx, eventId));
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
    const untold = await ctx.db
      .selectFrom('waitingEntries')
      .select(['id', 'state'])
      .where('eventId', '=', eventId)
      .where('state', 'in', ['offered', 'lapsed'])
      .whereRef('told', '<>', 'state')
      .orderBy('id')
      .limit(BATCH)
      .forNoKeyUpdate()
      .execute();
    for (const { id, state } of untold) await (state === 'offered' ? tellOffer(ctx, id) : postLapsed(ctx, id));
    if (untold.length > 0)
      await ctx.db
        .updateTable('waitingEntries')
        .set(({ ref }) => ({ told: ref('state') }))
        .where(
          'id',
          'in',
          untold.map(({ id }) => id),
        )
        .execute();
    return untold.length;
  });
}
