/** What selling needs done in the background. */
import { defineJob } from '#platform/jobs/jobs.ts';
import { expireOrders } from './holding/expire-orders.ts';
import { EXPIRE_ORDERS_QUEUE } from './inputs.ts';

defineJob<{ eventId: number }>(EXPIRE_ORDERS_QUEUE, (ctx, { eventId }) => expireOrders(ctx, eventId));
