/** A buyer accepts the terms of an event. */
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { findTermsDue } from './queries.ts';

/**
 * Notes that the buyer accepts what counts now, and when. `said`: the version that they were shown and ticked; '' where
 * they did not. Does nothing where there is nothing to accept. Call it before the order is placed, in the same
 * transaction.
 * @throws Invalid at `terms` where they did not accept, or the text is another one meanwhile; the message is a key of
 * texts
 */
export async function acceptTerms(ctx: Ctx, scope: OrderScope, said: string): Promise<void> {
  const due = await findTermsDue(ctx, scope);
  if (!due) return;
  const message = termsProblem(due, said);
  if (message) throw new Invalid('invalid.terms', [{ where: 'terms', message }]);
  const row = { orderId: scope.orderId, termsId: due.version, acceptedAt: new Date(ctx.now) };
  await ctx.db
    .insertInto('acceptedTerms')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('orderId').doUpdateSet({ termsId: row.termsId, acceptedAt: row.acceptedAt }),
    )
    .execute();
}

/** What is wrong with what was ticked, as a key of texts; '' where all is well. */
export function termsProblem(due: { version: number } | undefined, said: string): string {
  if (!due || said === String(due.version)) return '';
  return said === '' ? 'terms.need' : 'terms.changed';
}
