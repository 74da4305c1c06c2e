/** What a bank says came, with the orders that it is probably for. */
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type Candidate, type Credit, Matcher, type Proposal } from '../statement.ts';

export type StatementLine = Credit & {
  id: number;
  state: 'open' | 'booked' | 'ignored';
  /** The order that it was booked to. */
  code: string | null;
  proposal: Proposal | null;
};
export type LineCounts = Record<StatementLine['state'], number>;

type Row = Omit<StatementLine, 'state' | 'proposal'>;

/** At most so many at once. */
export const LINES_SHOWN = 200;
/** So many are looked through for codes of orders: as many as one file brings. */
const LINES_SEARCHED = 20_000;

/**
 * At most LINES_SHOWN credits in that state, the latest first, and how many there are in each. Open ones come with a
 * proposal; what is sure stands before the rest, and what names an order before the rent, however many of that there
 * are.
 */
export async function listStatementLines(
  ctx: Ctx,
  { eventId }: EventScope,
  { state }: { state: StatementLine['state'] },
): Promise<{ lines: StatementLine[]; counts: LineCounts }> {
  const counts = await countLines(ctx, eventId);
  if (state !== 'open')
    return {
      lines: (await selectLines(ctx, eventId, state, LINES_SHOWN)).map((row) => ({ ...row, state, proposal: null })),
      counts,
    };
  const { rows, matcher } = await matchOpen(ctx, eventId);
  const [named, others] = [rows.filter((row) => matcher.names(row)), rows.filter((row) => !matcher.names(row))];
  const lines = [...named, ...others]
    .slice(0, LINES_SHOWN)
    .map((row): StatementLine => ({ ...row, state, proposal: matcher.propose(row) ?? null }));
  const place = ({ proposal }: StatementLine): number => (proposal ? (proposal.certainty === 'sure' ? 0 : 1) : 2);
  return { lines: lines.sort((a, b) => place(a) - place(b)), counts };
}

/**
 * The open credits of which nothing is in doubt, one for each order: of what comes for it after that, somebody has to
 * think.
 */
export async function listSureLines(ctx: Ctx, { eventId }: EventScope): Promise<{ lineId: number; code: string }[]> {
  const { rows, matcher } = await matchOpen(ctx, eventId);
  const sure = new Map<string, number>();
  for (const row of rows.filter((row) => matcher.names(row)).reverse()) {
    const proposal = matcher.propose(row);
    if (proposal?.certainty === 'sure' && !sure.has(proposal.code)) sure.set(proposal.code, row.id);
  }
  return [...sure].map(([code, lineId]) => ({ lineId, code }));
}

async function matchOpen(ctx: Ctx, eventId: number): Promise<{ rows: Row[]; matcher: Matcher }> {
  const rows = await selectLines(ctx, eventId, 'open', LINES_SEARCHED);
  return { rows, matcher: new Matcher(rows.length > 0 ? await listCandidates(ctx, eventId) : []) };
}

async function selectLines(ctx: Ctx, eventId: number, state: StatementLine['state'], limit: number): Promise<Row[]> {
  return ctx.db
    .selectFrom('statementLines as s')
    .leftJoin('payments as p', 'p.id', 's.paymentId')
    .leftJoin('orders as o', 'o.id', 'p.orderId')
    .select([
      's.id',
      's.amountMinor',
      's.currency',
      's.reference',
      's.payer',
      's.iban',
      'o.code',
      sql<string>`to_char(s.booked_on, 'YYYY-MM-DD')`.as('bookedOn'),
    ])
    .where('s.eventId', '=', eventId)
    .where('s.state', '=', state)
    .orderBy('s.bookedOn', 'desc')
    .orderBy('s.id')
    .limit(limit)
    .execute();
}

async function countLines(ctx: Ctx, eventId: number): Promise<LineCounts> {
  const rows = await ctx.db
    .selectFrom('statementLines')
    .select(['state', ({ fn }) => fn.countAll<number>().as('n')])
    .where('eventId', '=', eventId)
    .groupBy('state')
    .execute();
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
    ...order,
    open: state === 'pending-payment',
    dueMinor:
      state === 'pending-payment' || state === 'expired' ? Math.max(0, totalMinor - paidMinor + refundedMinor) : 0,
  }));
}
