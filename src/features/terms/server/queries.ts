/** Reading terms, and who accepted which. */
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import type { Terms } from '../terms.ts';

/** The terms that count in an event now; undefined where there are none. */
export async function findTerms(ctx: Ctx, { eventId }: { eventId: number }): Promise<Terms | undefined> {
  return rememberOfEvent(ctx, eventId, 'terms', async () => {
    const row = await ctx.db
      .selectFrom('eventTerms')
      .select(['id as version', 'text', 'sha256'])
      .where('eventId', '=', eventId)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && row.text !== '' ? row : undefined;
  });
}

/** What an order's buyer still has to accept: the terms, where there are any and they have not accepted just these. */
export async function findTermsDue(
  ctx: Ctx,
  { eventId, orderId }: { eventId: number; orderId: number },
): Promise<Terms | undefined> {
  const terms = await findTerms(ctx, { eventId });
  if (!terms) return undefined;
  const accepted = await ctx.db
    .selectFrom('acceptedTerms')
    .select('orderId')
    .where('orderId', '=', orderId)
    .where('termsId', '=', terms.version)
    .executeTakeFirst();
  return accepted ? undefined : terms;
}

/** What the buyer of an order accepted, and when. `sha256` is of that text, in hex. */
export async function findAcceptance(
  ctx: Ctx,
  { orderId }: { orderId: number },
): Promise<{ acceptedAt: Instant; text: string; sha256: string } | undefined> {
  return ctx.db
    .selectFrom('acceptedTerms as a')
    .innerJoin('eventTerms as t', 't.id', 'a.termsId')
    .select(['a.acceptedAt', 't.text', 't.sha256'])
    .where('a.orderId', '=', orderId)
    .executeTakeFirst();
}
