/** What the waiting list does in the background. */
import { defineJob } from '#platform/jobs/jobs.ts';
import { OFFER_SEATS_QUEUE, TELL_WAITING_QUEUE } from './inputs.ts';
import { offerSeats } from './offer-seats.ts';
import { sendOffers } from './send-offers.ts';

defineJob<{ eventId: number }>(TELL_WAITING_QUEUE, (ctx, { eventId }) => sendOffers(ctx, eventId));
defineJob<{ eventId: number }>(OFFER_SEATS_QUEUE, (ctx, { eventId }) => offerSeats(ctx, eventId));
