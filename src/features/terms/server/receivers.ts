/** How the terms feature reacts: no order stands without them, and the copy of an event has them too. */
import { addRowsToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';
import { eventCopied } from '#features/events/server/signals.ts';
import { ordersOf } from '#features/orders/server/export-own-orders.ts';
import { orderCompleted, orderPlaced } from '#features/orders/server/signals.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { findAcceptance, findTerms } from './queries.ts';

for (const signal of [orderPlaced, orderCompleted])
  signal.now('verify_terms', (ctx, order) => verifyAcceptance(ctx, order));

eventCopied.now('copy_terms', async (ctx, copy) => {
  if (copy.parts.includes('tickets')) await copyTerms(ctx, copy);
});

addRowsToExport('acceptedTerms', exportOwnTerms);

/** The copy begins with the text that counts; what counted before stays behind. */
async function copyTerms(
  ctx: Ctx,
  { fromEventId, toEventId }: { fromEventId: number; toEventId: number },
): Promise<void> {
  const terms = await findTerms(ctx, { eventId: fromEventId });
  if (terms)
    await ctx.db
      .insertInto('eventTerms')
      .values({ eventId: toEventId, text: terms.text, sha256: terms.sha256, createdAt: new Date(ctx.now) })
      .execute();
}

/** The terms that were accepted with that address's orders, as they were read. */
async function exportOwnTerms(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('acceptedTerms as a')
    .innerJoin('eventTerms as t', 't.id', 'a.termsId')
    .innerJoin('orders as o', 'o.id', 'a.orderId')
    .select(['o.code as order', 'a.acceptedAt', 't.text'])
    .where('a.orderId', 'in', ordersOf(email))
    .orderBy('a.orderId')
    .execute();
  return withIsoInstants(rows, 'acceptedAt');
}

/**
 * Call it when an order was just placed or completed, in that transaction. Whoever pays later accepted them when they
 * placed it, and what the team does for somebody needs no tick. @throws Conflict where its buyer placed it without
 * accepting
 */
async function verifyAcceptance(ctx: Ctx, { eventId, orderId }: { eventId: number; orderId: number }): Promise<void> {
  if (!(await findTerms(ctx, { eventId }))) return;
  const last = await ctx.db
    .selectFrom('orderChanges')
    .select(['fromState', 'by'])
    .where('orderId', '=', orderId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last?.fromState !== 'reserved' || last.by !== 'buyer') return;
  if (!(await findAcceptance(ctx, { orderId }))) throw new Conflict('terms.accept');
}
