/** Doing what Stripe's news call for. */
import { hasNoAccess } from '#features/payments/server/providers.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';

/** The job that handles one piece of news. */
export const HANDLE_NEWS_QUEUE = 'handle_stripe_news';

/** `account`: whose it is, '' for the installation's own. `object`: what Stripe calls the thing it is about. */
export type StripeNews = { kind: string; account: string; object: string };
type Handler = (ctx: Ctx, news: StripeNews) => Promise<void>;

const handlers = new Map<string, Handler>();

/**
 * Has news whose kind begins so handled (`charge.dispute.`); the same beginning again replaces. Handlers run in a job,
 * outside any transaction, perhaps twice and in any order, and believe nothing: they ask Stripe what is so.
 */
export function onStripeNews(beginning: string, handle: Handler): void {
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
export async function handleNews(ctx: Ctx, newsId: number): Promise<void> {
  const news = await ctx.db
    .selectFrom('providerNews')
    .select(['kind', 'account', 'object'])
    .where('id', '=', newsId)
    .where('handledAt', 'is', null)
    .executeTakeFirst();
  if (!news) return;
  try {
    await findHandler(news.kind)?.(ctx, news);
  } catch (error) {
    if (!hasNoAccess(error)) throw error;
    ctx.log.info({ news: newsId, kind: news.kind }, 'news of an account that has let us go');
  }
  await ctx.db
    .updateTable('providerNews')
    .set({ handledAt: new Date(ctx.now) })
    .where('id', '=', newsId)
    .execute();
}

/** Longer than anybody delivers the same again. */
const KEPT_MS = 40 * 86_400_000;

/** Forgets old news. */
export async function sweepNews(ctx: Ctx): Promise<void> {
  await ctx.db
    .deleteFrom('providerNews')
    .where('provider', '=', 'stripe')
    .where('createdAt', '<', timestamp(ctx.now - KEPT_MS))
    .execute();
}
