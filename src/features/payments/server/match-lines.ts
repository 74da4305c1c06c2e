/** What a bank says came, with the orders that it is probably for. */
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type Candidate, type Credit, Matcher, type Proposal } from '../statement.ts';

export type StatementLine = Credit & { id: number; state: 'open' | 'booked' | 'ignored'; /** The order that it was booked to. */ code: string | null; proposal: Proposal | null };
export type LineCounts = Record<'open' | 'booked' | 'ignored', number>;

/** At most so many at once. */
export const LINES_SHOWN = 200;

/** Credits in that state, the latest first, and how many there are in each. Open ones come with a proposal; what is sure stands before the rest. */
export async function listStatementLines(ctx: Ctx, { eventId }: EventScope, { state }: { state: 'open' | 'booked' | 'ignored' }): Promise<{ lines: StatementLine[]; counts: LineCounts }> {
  const rows = await ctx.db
    .selectFrom('statementLines as s')
    .leftJoin('payments as p', 'p.id', 's.paymentId')
    .leftJoin('orders as o', 'o.id', 'p.orderId')
    .select(['s.id', 's.amountMinor', 's.currency', 's.reference', 's.payer', 's.iban', 'o.code', sql<string>`to_char(s.booked_on, 'YYYY-MM-DD')`.as('bookedOn')])
    .where('s.eventId', '=', eventId)
    .where('s.state', '=', state)
    .orderBy('s.bookedOn', 'desc')
    .orderBy('s.id')
    .limit(LINES_SHOWN)
    .execute();
  const matcher = state === 'open' && rows.length > 0 ? new Matcher(await listCandidates(ctx, eventId)) : undefined;
  const lines = rows.map((row): StatementLine => ({ ...row, state, proposal: matcher?.propose(row) ?? null }));
  const place = ({ proposal }: StatementLine): number => (proposal ? (proposal.certainty === 'sure' ? 0 : 1) : 2);
  return { lines: lines.sort((a, b) => place(a) - place(b)), counts: await countLines(ctx, eventId) };
}

async function countLines(ctx: Ctx, eventId: number): Promise<LineCounts> {
  const rows = await ctx.db.selectFrom('statementLines').select(['state', ({ fn }) => fn.countAll<number>().as('n')]).where('eventId', '=', eventId).groupBy('state').execute();
  return { open: 0, booked: 0, ignored: 0, ...Object.fromEntries(rows.map(({ state, n }) => [state, n])) };
}

/** Every order that was placed: money comes too late, and twice. */
async function listCandidates(ctx: Ctx, eventId: number): Promise<Candidate[]> {
  const rows = await ctx.db
    .selectFrom('orders')
    .select(['code', 'state', 'buyerName', 'buyerCompany', 'currency', 'totalMinor', 'paidMinor', 'refundedMinor'])
    .where('eventId', '=', eventId)
    .where('completedAt', 'is not', null)
    .where('totalMinor', '>', 0)
    .execute();
  return rows.map(({ state, totalMinor, paidMinor, refundedMinor, ...order }) => ({
    ...order, open: state === 'pending-payment', dueMinor: state === 'pending-payment' || state === 'expired' ? Math.max(0, totalMinor - paidMinor + refundedMinor) : 0,
  }));
}
