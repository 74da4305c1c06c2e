/** Amounts of fees and discounts in another currency. */
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { changeDigits } from '#features/tickets/ticket.ts';

type Change = { eventId: number; from: string; to: string };

/** Amounts keep their number, as prices do: 2 stays 2. @throws Invalid where one has decimals that the new currency lacks */
export async function keepAmounts(ctx: Ctx, { eventId, from, to }: Change): Promise<void> {
  const inNew = (minor: number, name: string): number => {
    const changed = changeDigits(minor, from, to);
    if (changed === undefined) throw new Invalid(`An amount cannot be said in ${to}`, [{ where: 'currency', message: `Change first: ${name}` }]);
    return changed;
  };
  const fees = await ctx.db.selectFrom('ticketFees').select(['id', 'name', 'fixedMinor']).where('eventId', '=', eventId).where('fixedMinor', '>', 0).execute();
  for (const { id, name, fixedMinor } of fees) await ctx.db.updateTable('ticketFees').set({ fixedMinor: inNew(fixedMinor, name) }).where('id', '=', id).execute();
  const codes = await ctx.db.selectFrom('discountCodes').select(['id', 'code', 'amountMinor', 'minimumMinor']).where('eventId', '=', eventId).where((where) => where.or([where('amountMinor', '>', 0), where('minimumMinor', '>', 0)])).execute();
  for (const { id, code, amountMinor, minimumMinor } of codes) {
    await ctx.db.updateTable('discountCodes').set({ amountMinor: inNew(amountMinor, code), minimumMinor: inNew(minimumMinor, code) }).where('id', '=', id).execute();
  }
}
