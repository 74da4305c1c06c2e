/** Accounts of buyers, which nobody needs once the money is with them. */
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';

/** So long after a refund was sent its account is kept, for questions about it. */
const KEPT_MS = 30 * 86_400_000;

/** Forgets to which accounts refunds went that were sent a month ago. The entries stay. */
export async function discardIbans(ctx: Ctx): Promise<void> {
  await ctx.db
    .updateTable('payments')
    .set({ iban: '' })
    .where('kind', '=', 'refund')
    .where('state', '=', 'done')
    .where('iban', '<>', '')
    .where('paidAt', '<', timestamp(ctx.now - KEPT_MS))
    .execute();
}
