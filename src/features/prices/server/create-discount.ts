/** A code that takes something off. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { getTicketTypeIds, listTypeNames } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
import { type Instant, isoUtc } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { DISCOUNT_LIMITS, type DiscountValues, findDiscountProblems } from '../discount.ts';
import { percentText } from '../tax.ts';
import { lockPrices } from './lock-prices.ts';
import { findDiscount } from './queries.ts';
import { pricesModified } from './signals.ts';

/** Adds a discount code, already tidied. @throws Invalid where its values do not go together, or there is such a code; Conflict where there are too many */
export async function createDiscount(ctx: Ctx, scope: EventScope, values: DiscountValues): Promise<{ number: number }> {
  checkDiscount(values, 0);
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const { next: number, count } = await lockPrices(ctx, scope, 'discountCodes');
    if (count >= DISCOUNT_LIMITS.codesPerEvent) throw new Conflict(`An event has at most ${DISCOUNT_LIMITS.codesPerEvent} discount codes`);
    await requireFree(ctx, scope, values.code);
    const { id } = await ctx.db.insertInto('discountCodes').values({ eventId, number, ...toColumns(values) }).returning('id').executeTakeFirstOrThrow();
    await writeTypes(ctx, scope, { id, types: values.types });
    await writeAuditEntry(ctx, { organizerId, eventId, action: 'discount.create', subject: `discount code ${number}`, after: await sayDiscount(ctx, scope, values) });
    await pricesModified.announce(ctx, 'prices', { eventId });
    return { number };
  });
}

/** @throws Invalid where the values do not go together; `used`: by how many orders it is used */
export function checkDiscount(values: DiscountValues, used: number): void {
  const problems = findDiscountProblems(values, used);
  if (problems.length > 0) throw new Invalid('This code needs another look', problems);
}

/** @throws Invalid where the event has such a code already */
export async function requireFree(ctx: Ctx, { eventId }: EventScope, code: string): Promise<void> {
  if (await findDiscount(ctx, eventId, { code })) throw new Invalid('There is such a code already', [{ where: 'code', message: 'Choose another' }]);
}

const moment = (at: Instant | null): Date | null => (at === null ? null : new Date(at));

/** A code as its table has it. */
export function toColumns({ code, discount, types, mostUses, startsAt, endsAt, minimumTickets, minimumMinor }: DiscountValues) {
  const reduces = discount.kind === 'percent' ? { percentBp: discount.percentBp, amountMinor: 0 } : { percentBp: 0, amountMinor: discount.amountMinor };
  return { code, kind: discount.kind, ...reduces, forAll: types === null, mostUses, startsAt: moment(startsAt), endsAt: moment(endsAt), minimumTickets, minimumMinor };
}

/** Notes the ticket types it is for. @throws Invalid for one of another event */
export async function writeTypes(ctx: Ctx, scope: EventScope, { id, types }: { id: number; types: number[] | null }): Promise<void> {
  const typeIds = await getTicketTypeIds(ctx, scope, types ?? []);
  await ctx.db.deleteFrom('discountCodeTicketTypes').where('discountCodeId', '=', id).execute();
  if (typeIds.length > 0) await ctx.db.insertInto('discountCodeTicketTypes').values(typeIds.map((ticketTypeId) => ({ discountCodeId: id, ticketTypeId }))).execute();
}

/** As the record of changes shows it: not the code, which whoever reads it could use. */
export async function sayDiscount(ctx: Ctx, scope: EventScope, values: DiscountValues): Promise<Record<string, unknown>> {
  const { currency } = await getEventMoney(ctx, scope);
  const { discount, types, mostUses, startsAt, endsAt, minimumTickets, minimumMinor } = values;
  const takesOff = discount.kind === 'percent' ? { percent: percentText(discount.percentBp) } : { amount: { minor: discount.amountMinor, currency }, for: discount.kind === 'per-order' ? 'order' : 'ticket' };
  const said = (at: Instant | null): string | null => (at === null ? null : isoUtc(at));
  return { ...takesOff, types: types === null ? 'all' : await listTypeNames(ctx, scope, types), mostUses, startsAt: said(startsAt), endsAt: said(endsAt), minimumTickets, minimum: { minor: minimumMinor, currency } };
}
