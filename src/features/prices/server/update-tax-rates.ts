/** Adding, changing and removing tax rates by hand. */
import type { Values } from '#features/edits/server/load-images.ts';
import { type EditInput, type EditOutcome, writeEdit } from '#features/edits/server/write-edit.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { findIdsOfTypes } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import type { TaxRateValues } from '../tax-rate.ts';
import { TAX_RATE } from './kinds.ts';

export type TaxRatesInput = EditInput<TaxRateValues>;

/**
 * In one step that can be undone. What was the standard rate, or had one of the ticket types, gives way; ticket types
 * of a removed rate have the standard one again, its fees none. Orders that have their price keep it.
 * @throws NotFound for an unknown one; Forbidden; Invalid for a ticket type of another event, and where two of them
 * claim the same; Conflict where there are too many
 */
export async function updateTaxRates(ctx: Ctx, scope: EventScope, input: TaxRatesInput): Promise<EditOutcome> {
  return transact(ctx, async (ctx) => {
    await lockEvent(ctx, scope);
    const { create = [], change = [], remove = [] } = input;
    const given = [...create, ...change.map(({ values }) => values)];
    const idsOf = await findIdsOfTypes(ctx, scope, given);
    const columnsOf = ({ percent, types, ...values }: Partial<TaxRateValues>): Values => ({
      ...values,
      ...(percent === undefined ? {} : { rateBp: percent }),
      ...(types === undefined ? {} : { typeIds: idsOf(types) }),
    });
    const own = new Set([...change.map(({ number }) => number), ...remove]);
    return writeEdit(ctx, scope, TAX_RATE, {
      create: create.map(columnsOf),
      change: [
        ...(await giveWay(ctx, scope, own, claimOf(given, idsOf))),
        ...change.map(({ number, values }) => ({ number, values: columnsOf(values) })),
      ],
      remove,
    });
  });
}

type Claim = { standard: boolean; typeIds: Set<number> };

/** @throws Invalid where two of them are the standard rate, or have the same ticket type */
function claimOf(given: Partial<TaxRateValues>[], idsOf: (types: readonly number[]) => number[]): Claim {
  const types = given.flatMap((values) => [...new Set(values.types ?? [])]);
  const standards = given.filter(({ standard }) => standard).length;
  if (standards > 1) throw new Invalid('invalid.one_standard', [problem('standard', 'field.one_standard')]);
  if (new Set(types).size < types.length) throw new Invalid('invalid.one_rate', [problem('types', 'field.one_rate')]);
  return { standard: standards === 1, typeIds: new Set(idsOf(types)) };
}

/** What the other rates lose to those that are being written. */
async function giveWay(
  ctx: Ctx,
  { eventId }: EventScope,
  own: ReadonlySet<number>,
  { standard, typeIds }: Claim,
): Promise<{ number: number; values: Values }[]> {
  if (!standard && typeIds.size === 0) return [];
  const rates = await ctx.db
    .selectFrom('taxRates as r')
    .leftJoin('ticketTypeTaxRates as m', 'm.taxRateId', 'r.id')
    .select(['r.number', 'r.standard', 'm.ticketTypeId'])
    .where('r.eventId', '=', eventId)
    .orderBy('m.ticketTypeId')
    .execute();
  return [...Map.groupBy(rates, ({ number }) => number)].flatMap(([number, rows]) => {
    if (own.has(number)) return [];
    const types = rows.flatMap(({ ticketTypeId }) => ticketTypeId ?? []);
    const left = types.filter((id) => !typeIds.has(id));
    const values = {
      ...(standard && rows[0]?.standard ? { standard: false } : {}),
      ...(left.length < types.length ? { typeIds: left } : {}),
    };
    return Object.keys(values).length > 0 ? [{ number, values }] : [];
  });
}
