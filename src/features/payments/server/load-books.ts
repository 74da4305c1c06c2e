/** What providers booked for an event's payments, in sums. */
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { translator } from '#platform/i18n/translate.ts';
import { findUnfinishedJob } from '#platform/jobs/unfinished-job.ts';
import type { Instant } from '#platform/time.ts';
import { nameMethod } from '../payment-form.ts';
import { type Books, keyOfBooks, READ_MOVEMENTS_QUEUE, startReading } from './start-reading.ts';

/** Of one provider in one currency, in the provider's units. `paidOut`: net, at the bank or on its way there. */
export type BookLine = {
  name: string;
  currency: string;
  digits: number;
  gross: number;
  fee: number;
  applicationFee: number;
  net: number;
  paidOut: number;
};

/** `lookedAt`: when all of it was read last; null where something of it never was. */
export async function loadBooks(
  ctx: Ctx,
  scope: EventScope,
): Promise<{ lines: BookLine[]; lookedAt: Instant | null; accounts: number; reading: 'running' | 'hindered' | null }> {
  const { rows } = await sql<Omit<BookLine, 'name'> & { provider: string }>`
    select m.provider, m.currency, m.digits, sum(m.amount)::bigint as gross, sum(m.fee)::bigint as fee, sum(m.application_fee)::bigint as application_fee, sum(m.amount - m.fee - m.application_fee)::bigint as net,
      coalesce(sum(m.amount - m.fee - m.application_fee) filter (where x.state in ('pending', 'paid')), 0)::bigint as paid_out
    from provider_movements as m join payments as p on p.id = m.payment_id join orders as o on o.id = p.order_id left join provider_payouts as x on x.id = m.payout_id
    where o.event_id = ${scope.eventId} group by m.provider, m.currency, m.digits order by m.provider, m.currency`.execute(
    ctx.db,
  );
  const accounts = await listAccounts(ctx, scope);
  const never = accounts.some(({ lookedAt }) => lookedAt === null);
  const lines = rows.map(({ provider, ...row }) => ({
    ...row,
    name: nameMethod(provider, translator(ctx.locale)),
    gross: Number(row.gross),
    fee: Number(row.fee),
    applicationFee: Number(row.applicationFee),
    net: Number(row.net),
    paidOut: Number(row.paidOut),
  }));
  return {
    lines,
    lookedAt: never || accounts.length === 0 ? null : Math.min(...accounts.map(({ lookedAt }) => Number(lookedAt))),
    accounts: accounts.length,
    reading: await findReading(ctx, accounts),
  };
}

/** The accounts to which the event's money went. */
async function listAccounts(ctx: Ctx, { eventId }: EventScope): Promise<(Books & { lookedAt: Instant | null })[]> {
  return ctx.db
    .selectFrom('paymentAttempts as a')
    .innerJoin('orders as o', 'o.id', 'a.orderId')
    .leftJoin('providerBooks as b', (join) =>
      join.onRef('b.provider', '=', 'a.provider').onRef('b.account', '=', 'a.account'),
    )
    .select(['a.provider', 'a.account', 'b.lookedAt'])
    .distinct()
    .where('o.eventId', '=', eventId)
    .where('a.state', '=', 'paid')
    .execute();
}

/** Has the books of all accounts to which the event's money went read at once, by jobs: a provider takes its time. */
export async function startReadingNow(ctx: Ctx, scope: EventScope): Promise<void> {
  for (const books of await listAccounts(ctx, scope)) await startReading(ctx, books, 0);
}

/** Whether they are being read; `hindered` where a provider did not answer as it should, so that it is tried again. */
async function findReading(ctx: Ctx, accounts: readonly Books[]): Promise<'running' | 'hindered' | null> {
  const states: string[] = [];
  for (const { provider, account } of accounts)
    states.push((await findUnfinishedJob(ctx, READ_MOVEMENTS_QUEUE, keyOfBooks({ provider, account })))?.state ?? '');
  if (states.includes('running')) return 'running';
  return states.includes('hindered') ? 'hindered' : null;
}
