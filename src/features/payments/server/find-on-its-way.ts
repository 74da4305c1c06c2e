/** What a provider's account has still to do for us. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';

export type OnItsWay = {
  /** Payments that buyers began and that can still come. */
  payments: number;
  /** Refunds that the provider has not done yet. */
  refunds: number;
};

/** Of all orders whose money goes to that account. */
export async function findOnItsWay(
  ctx: Ctx,
  { provider, account }: { provider: string; account: string },
): Promise<OnItsWay> {
  const { rows } = await sql<OnItsWay>`
    select count(*) filter (where a.state in ('begun', 'open', 'processing'))::integer as payments,
      coalesce(sum((select count(*) from payments as p where p.attempt_id = a.id and p.kind = 'refund' and p.state = 'open' and p.refunds_id is not null)), 0)::integer as refunds
    from payment_attempts as a where a.provider = ${provider} and a.account = ${account}`.execute(ctx.db);
  return rows[0] ?? { payments: 0, refunds: 0 };
}
