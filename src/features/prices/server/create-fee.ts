/** What the organiser asks for besides the tickets. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { type Fee, percentText, TAX_LIMITS } from '../tax.ts';
import { lockPrices } from './lock-prices.ts';
import { getTaxRate } from './queries.ts';
import { pricesModified } from './signals.ts';

export type FeeValues = Omit<Fee, 'tax'> & { /** The number of its tax rate; null for none. */ taxNumber: number | null };

/** Adds a fee. @throws Invalid where it comes to nothing or names a tax rate of another event; Conflict where there are too many */
export async function createFee(ctx: Ctx, scope: EventScope, values: FeeValues): Promise<{ number: number }> {
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const { next: number, count } = await lockPrices(ctx, scope, 'ticketFees');
    if (count >= TAX_LIMITS.feesPerEvent) throw new Conflict(`An event has at most ${TAX_LIMITS.feesPerEvent} fees`);
    await ctx.db.insertInto('ticketFees').values({ eventId, number, ...(await toColumns(ctx, scope, values)) }).execute();
    await writeAuditEntry(ctx, { organizerId, eventId, action: 'fee.create', subject: `fee ${number}: ${values.name}`, after: await sayFee(ctx, scope, values) });
    await pricesModified.announce(ctx, 'prices', { eventId });
    return { number };
  });
}

/** A fee as its table has it. @throws Invalid where it comes to nothing, NotFound for an unknown tax rate */
export async function toColumns(ctx: Ctx, scope: EventScope, { taxNumber, ...values }: FeeValues) {
  if (values.percentBp === 0 && values.fixedMinor === 0) throw new Invalid('The fee comes to nothing', [{ where: 'fixed', message: 'Say a percentage, an amount, or both' }]);
  return { ...values, taxRateId: taxNumber === null ? null : (await getTaxRate(ctx, scope, taxNumber)).id };
}

/** As the record of changes shows it. */
export async function sayFee(ctx: Ctx, scope: EventScope, { name, percentBp, fixedMinor, per, taxNumber }: FeeValues): Promise<Record<string, unknown>> {
  const { currency } = await getEventMoney(ctx, scope);
  const tax = taxNumber === null ? null : (await getTaxRate(ctx, scope, taxNumber)).name;
  return { name, percent: percentText(percentBp), amount: { minor: fixedMinor, currency }, for: per, tax };
}
