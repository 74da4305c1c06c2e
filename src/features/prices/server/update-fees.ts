/** Adding, changing and removing fees by hand. */
import type { Values } from '#features/edits/server/load-images.ts';
import { type EditInput, type EditOutcome, writeEdit } from '#features/edits/server/write-edit.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import type { FeeValues } from '../fee.ts';
import { FEE } from './kinds.ts';

export type FeesInput = EditInput<FeeValues>;

/**
 * In one step that can be undone. Orders that have their price keep it.
 * @throws NotFound for an unknown one; Forbidden; Invalid where one comes to nothing or names a tax rate of another
 * event; Conflict where there are too many
 */
export async function updateFees(ctx: Ctx, scope: EventScope, input: FeesInput): Promise<EditOutcome> {
  return transact(ctx, async (ctx) => {
    await lockEvent(ctx, scope);
    const { create = [], change = [], remove = [] } = input;
    const rates = await findRates(ctx, scope);
    const columnsOf = ({ percent, fixed, tax, ...values }: Partial<FeeValues>): Values => ({
      ...values,
      ...(percent === undefined ? {} : { percentBp: percent }),
      ...(fixed === undefined ? {} : { fixedMinor: fixed }),
      ...(tax === undefined ? {} : { taxRateId: tax === null ? null : rateOf(rates, tax) }),
    });
    return writeEdit(ctx, scope, FEE, {
      create: create.map(columnsOf),
      change: change.map(({ number, values }) => ({ number, values: columnsOf(values) })),
      remove,
    });
  });
}

/** Ids of the event's tax rates by their numbers. */
async function findRates(ctx: Ctx, { eventId }: EventScope): Promise<Map<number, number>> {
  const rows = await ctx.db.selectFrom('taxRates').select(['id', 'number']).where('eventId', '=', eventId).execute();
  return new Map(rows.map(({ id, number }) => [number, id]));
}

function rateOf(rates: ReadonlyMap<number, number>, number: number): number {
  const id = rates.get(number);
  if (id !== undefined) return id;
  throw new Invalid('invalid.tax_rate', [problem('tax', 'field.tax_rate')], { number });
}
