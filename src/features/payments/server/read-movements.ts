/**
 * Reading the books of a provider: what moved for payments of ours, and with which payout it went to the organiser's
 * bank.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { currencyDigits } from '#platform/money.ts';
import type { Instant } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import type { Movement, Payout } from '../provider.ts';
import { startReading, type Books } from './start-reading.ts';
import { findProvider, getOnlineProvider, type ProviderBooks, refuseTransaction } from './providers.ts';
import { pollRefund } from './send-refund.ts';
import { settleDispute } from './settle-dispute.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Read again each time, as what a provider books is not always there at once. */
const OVERLAP_MS = DAY;
/** A payout may come back from the bank so long after it was said to be paid. */
const PAYOUT_MS = 30 * DAY;

/** Has the books of all accounts read in which something may still move. */
export async function startAllReading(ctx: Ctx): Promise<void> {
  const accounts = await ctx.db
    .selectFrom('paymentAttempts')
    .select(['provider', 'account'])
    .distinct()
    .where('state', '=', 'paid')
    .where('createdAt', '>', timestamp(ctx.now - 400 * DAY))
    .execute();
  for (const books of accounts)
    if (findProvider(books.provider)?.online?.isConfigured()) await startReading(ctx, books, 0);
}

/**
 * Keeps every movement of the account that is about a payment of ours, each once, and what was paid out. Safe to run
 * twice, and at once.
 * @throws Unavailable; Conflict where the provider does not let the installation at the account any more
 */
export async function readMovements(ctx: Ctx, books: Books): Promise<void> {
  refuseTransaction(ctx);
  const online = getOnlineProvider(books.provider).books;
  if (!online) return;
  const since = await findBeginning(ctx, books);
  if (since === undefined) return;
  const movements = await online.listMovements(ctx, { account: books.account, since });
  await storeMovements(ctx, books, movements);
  await followUp(ctx, online, books);
  await readPayouts(ctx, online, books);
  const readUntil = new Date(movements.reduce((latest, { at }) => Math.max(latest, at), since));
  const looked = { lookedAt: new Date(ctx.now), readUntil };
  await ctx.db
    .insertInto('providerBooks')
    .values({ ...books, ...looked })
    .onConflict((known) =>
      known
        .columns(['provider', 'account'])
        .doUpdateSet({ ...looked, readUntil: sql<Date>`greatest(provider_books.read_until, ${readUntil})` }),
    )
    .execute();
}

/** From when on there may be something new; undefined where nothing ever came into that account. */
async function findBeginning(ctx: Ctx, { provider, account }: Books): Promise<Instant | undefined> {
  const known = await ctx.db
    .selectFrom('providerBooks')
    .select('readUntil')
    .where('provider', '=', provider)
    .where('account', '=', account)
    .executeTakeFirst();
  if (known) return known.readUntil - OVERLAP_MS;
  const first = await ctx.db
    .selectFrom('paymentAttempts')
    .select(({ fn }) => fn.min('createdAt').as('at'))
    .where('provider', '=', provider)
    .where('account', '=', account)
    .executeTakeFirst();
  return first?.at ? Number(first.at) - OVERLAP_MS : undefined;
}

async function storeMovements(ctx: Ctx, { provider, account }: Books, movements: readonly Movement[]): Promise<void> {
  const payments = await findPayments(ctx, { provider, account }, [
    ...new Set(movements.map(({ paymentReference }) => paymentReference)),
  ]);
  const ours = movements.flatMap(({ paymentReference, at, ...movement }) => {
    const paymentId = payments.get(paymentReference);
    return paymentId === undefined
      ? []
      : [{ ...movement, amountMinor: minorOf(movement), paymentId, provider, account, at: new Date(at) }];
  });
  for (let from = 0; from < ours.length; from += 500)
    await ctx.db
      .insertInto('providerMovements')
      .values(ours.slice(from, from + 500))
      .onConflict((known) => known.columns(['provider', 'reference']).doNothing())
      .execute();
}

/** What was charged is whole in the minor unit; only fees may be finer. */
function minorOf({ amount, digits, currency }: Pick<Movement, 'amount' | 'digits' | 'currency'>): number {
  return Math.round(amount * 10 ** (currencyDigits(currency) - digits));
}

/** Ids of payments of ours by what the provider calls them. */
async function findPayments(
  ctx: Ctx,
  { provider, account }: Books,
  references: readonly string[],
): Promise<Map<string, number>> {
  const rows = await ctx.db
    .selectFrom('payments as p')
    .innerJoin('paymentAttempts as a', 'a.id', 'p.attemptId')
    .select(['p.id', 'p.reference'])
    .where('p.kind', '=', 'payment')
    .where('p.method', '=', provider)
    .where('a.account', '=', account)
    .where('p.reference', '=', sql<string>`any(${[...references]})`)
    .execute();
  return new Map(rows.map(({ id, reference }) => [reference, id]));
}

/**
 * What moved tells what no message did: disputes, and refunds that came back. Open disputes end without a movement
 * where they are lost.
 */
async function followUp(ctx: Ctx, online: ProviderBooks, { provider, account }: Books): Promise<void> {
  const { rows: disputes } = await sql<{ reference: string }>`
    select m.source as reference from provider_movements as m
    where m.provider = ${provider} and m.account = ${account} and m.kind in ('dispute', 'dispute-won') and not exists (select 1 from payment_disputes as d where d.provider = m.provider and d.reference = m.source)
    union
    select d.reference from payment_disputes as d join payments as p on p.id = d.payment_id join payment_attempts as a on a.id = p.attempt_id where d.provider = ${provider} and d.state = 'open' and a.account = ${account}`.execute(
    ctx.db,
  );
  for (const { reference } of disputes) {
    const status = await online.pollDispute(ctx, { account, reference });
    if (status) await settleDispute(ctx, status);
  }
  const { rows: refunds } = await sql<{ reference: string }>`
    select distinct r.reference from provider_movements as m join payments as r on r.kind = 'refund' and r.method = m.provider and r.reference = m.source and r.state not in ('failed', 'withdrawn')
    where m.provider = ${provider} and m.account = ${account} and m.kind = 'refund-failed'`.execute(ctx.db);
  for (const { reference } of refunds) await pollRefund(ctx, { method: provider, reference });
}

async function readPayouts(ctx: Ctx, online: ProviderBooks, books: Books): Promise<void> {
  const { provider, account } = books;
  const waiting = await ctx.db
    .selectFrom('providerMovements')
    .select(({ fn }) => fn.min('at').as('at'))
    .where('provider', '=', provider)
    .where('account', '=', account)
    .where('payoutId', 'is', null)
    .executeTakeFirst();
  const since = Math.min(ctx.now - PAYOUT_MS, waiting?.at ? Number(waiting.at) : ctx.now);
  const known = await ctx.db
    .selectFrom('providerPayouts')
    .select('reference')
    .where('provider', '=', provider)
    .where('account', '=', account)
    .execute();
  const seen = new Set(known.map(({ reference }) => reference));
  for (const payout of await online.listPayouts(ctx, { account, since })) {
    const paidOut =
      seen.has(payout.reference) || !payout.isItemised
        ? []
        : await online.listPaidOut(ctx, { account, reference: payout.reference });
    await storePayout(ctx, books, payout, paidOut);
  }
}

/** In one transaction, so that one that is known has its movements. */
async function storePayout(
  ctx: Ctx,
  { provider, account }: Books,
  { createdAt, arrivesAt, reference, state, isItemised: _, ...payout }: Payout,
  paidOut: readonly string[],
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { id } = await ctx.db
      .insertInto('providerPayouts')
      .values({
        provider,
        account,
        reference,
        state,
        createdAt: new Date(createdAt),
        arrivesAt: new Date(arrivesAt),
        ...payout,
      })
      .onConflict((known) =>
        known.columns(['provider', 'reference']).doUpdateSet({ state, arrivesAt: new Date(arrivesAt) }),
      )
      .returning('id')
      .executeTakeFirstOrThrow();
    if (paidOut.length > 0)
      await ctx.db
        .updateTable('providerMovements')
        .set({ payoutId: id })
        .where('provider', '=', provider)
        .where('reference', '=', sql<string>`any(${[...paidOut]})`)
        .execute();
  });
}
