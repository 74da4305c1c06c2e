/** Doing what Stripe's webhook events call for. */
import { hasNoAccess } from '#features/payments/server/providers.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { DAY_MS } from '#platform/time.ts';

/** The job that handles one webhook event. */
export const HANDLE_WEBHOOK_EVENT_QUEUE = 'handle_stripe_news';

/** `account`: whose it is, '' for the installation's own. `object`: what Stripe calls the thing it is about. */
export type StripeEvent = { kind: string; account: string; object: string };
type Handler = (ctx: Ctx, event: StripeEvent) => Promise<void>;

const handlers = new Map<string, Handler>();

/**
 * Has webhook events whose kind begins so handled (`charge.dispute.`); the same beginning again replaces. Handlers run
 * in a job, outside any transaction, perhaps twice and in any order, and believe nothing: they ask Stripe what is so.
 */
export function onStripeEvent(beginning: string, handle: Handler): void {
  handlers.set(beginning, handle);
}

/** The one of the longest beginning. */
export function findHandler(kind: string): Handler | undefined {
  const [found] = [...handlers.keys()]
    .filter((beginning) => kind.startsWith(beginning))
    .sort((a, b) => b.length - a.length);
  return found === undefined ? undefined : handlers.get(found);
}

/**
 * Handles one piece; one that was handled is left alone. What is in an account that has let us go meanwhile nobody can
 * look at: what is still to come of its payments and refunds the jobs of those find out. @throws whatever its handler
 * does else: the job tries again
 */
export async function handleWebhookEvent(ctx: Ctx, newsId: number): Promise<void> {
  const event = await ctx.db
    .selectFrom('providerNews')
    .select(['kind', 'account', 'object'])
    .where('id', '=', newsId)
    .where('handledAt', 'is', null)
    .executeTakeFirst();
  if (!event) return;
  try {
    await findHandler(event.kind)?.(ctx, event);
  } catch (error) {
    if (!hasNoAccess(error)) throw error;
    ctx.log.info({ event: newsId, kind: event.kind }, 'a webhook event of an account that has let us go');
  }
  await ctx.db
    .updateTable('providerNews')
    .set({ handledAt: new Date(ctx.now) })
    .where('id', '=', newsId)
    .execute();
}

/** Longer than anybody delivers the same again. */
const KEPT_MS = 40 * DAY_MS;

/** Forgets old webhook events. */
export async function sweepWebhookEvents(ctx: Ctx): Promise<void> {
  await ctx.db
    .deleteFrom('providerNews')
    .where('provider', '=', 'stripe')
    .where('createdAt', '<', timestamp(ctx.now - KEPT_MS))
    .execute();
}
