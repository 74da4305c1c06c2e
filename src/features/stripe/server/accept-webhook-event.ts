/**
 * What Stripe tells of by itself. Nothing of it is believed but that something may have happened: whoever handles it
 * asks Stripe.
 */
import type { Ctx } from '#platform/ctx.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { transact } from '#platform/transact.ts';
import { findHandler, HANDLE_WEBHOOK_EVENT_QUEUE } from './handle-webhook-event.ts';
import { getStripeSettings, readEvent, type SignedEvent } from './stripe-client.ts';

/**
 * Notes the webhook events that Stripe has signed, each once however often it is delivered, and has a job handle it in
 * the same transaction. Events of no interest are noted as well, and handled by that; so is what happened with test
 * money where ours is real, which Stripe tells too: our key finds none of it. `forged`: nobody who knows one of our
 * secrets signed exactly these bytes within the last five minutes; nothing is kept.
 * @param body the bytes as they came
 */
export async function acceptWebhookEvent(
  ctx: Ctx,
  { body, signature }: { body: Buffer; signature: string },
): Promise<'taken' | 'known' | 'forged'> {
  const settings = getStripeSettings();
  const event = readEvent(settings, body, signature);
  if (!event) return 'forged';
  const isOurs = event.live === undefined || event.live === settings.live;
  const handler = isOurs ? findHandler(event.kind) : undefined;
  if (!handler) return (await insertEvent(ctx, event, new Date(ctx.now))) === undefined ? 'known' : 'taken';
  return transact(ctx, async (ctx) => {
    const newsId = await insertEvent(ctx, event, null);
    if (newsId === undefined) return 'known';
    await enqueue(ctx, HANDLE_WEBHOOK_EVENT_QUEUE, { newsId }, { key: String(newsId) });
    return 'taken';
  });
}

/** Returns its id; undefined where it was noted before. */
async function insertEvent(
  ctx: Ctx,
  { id, account, kind, object }: SignedEvent,
  handledAt: Date | null,
): Promise<number | undefined> {
  const row = await ctx.db
    .insertInto('providerNews')
    .values({ provider: 'stripe', eventId: id, account, kind, object, createdAt: new Date(ctx.now), handledAt })
    .onConflict((conflict) => conflict.columns(['provider', 'eventId']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}
