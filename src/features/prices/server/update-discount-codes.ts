/** Adding, changing and removing discount codes by hand. */
import type { Values } from '#features/edits/server/load-images.ts';
import { type EditInput, type EditOutcome, writeEdit } from '#features/edits/server/write-edit.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { requireFreeCodes } from '#features/tickets/server/check-codes.ts';
import { findIdsOfTypes } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { DiscountCodeValues } from '../discount-code.ts';
import type { DiscountKind } from '../discount.ts';
import { DISCOUNT_CODE } from './kinds.ts';

export type DiscountCodesInput = EditInput<DiscountCodeValues>;

/**
 * In one step that can be undone. Codes are tidied already. A removed code reduces nothing from then on; orders that
 * have their price keep it. Locks the event, then its quotas, so that the uses stand still.
 * @throws NotFound for an unknown one; Forbidden; Invalid where values do not go together, a code is taken or a ticket
 * type is of another event; Conflict where there are too many
 */
export async function updateDiscountCodes(
  ctx: Ctx,
  scope: EventScope,
  input: DiscountCodesInput,
): Promise<EditOutcome> {
  return transact(ctx, async (ctx) => {
    await lockEvent(ctx, scope);
    const { create = [], change = [], remove = [] } = input;
    await requireFreeCodes(ctx, scope, 'discountCodes', { create, change });
    const given = [...create, ...change.map(({ values }) => values)];
    const idsOf = await findIdsOfTypes(ctx, scope, given);
    const kinds = await findKinds(
      ctx,
      scope,
      change.map(({ number }) => number),
    );
    return writeEdit(ctx, scope, DISCOUNT_CODE, {
      create: create.map((values) => columnsOf(values, values.kind, idsOf)),
      change: change.map(({ number, values }) => ({
        number,
        values: columnsOf(values, values.kind ?? kinds.get(number), idsOf),
      })),
      remove,
    });
  });
}

/** As its table has it: a percentage has no amount, an amount no percentage, and no ticket types are all of them. */
function columnsOf(
  { percent, amount, types, minimum, minimumTickets, ...values }: Partial<DiscountCodeValues>,
  kind: DiscountKind | undefined,
  idsOf: (types: readonly number[]) => number[],
): Values {
  const reduces = kind === 'percent' ? { percentBp: percent, amountMinor: 0 } : { percentBp: 0, amountMinor: amount };
  return Object.fromEntries(
    Object.entries({
      ...values,
      ...('kind' in values || percent !== undefined || amount !== undefined ? reduces : {}),
      minimumMinor: minimum,
      minimumTickets: minimumTickets === null ? 0 : minimumTickets,
      ...(types && {
        forAll: types.length === 0,
        typeIds: idsOf(types),
      }),
    })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, /At$/.test(name) && typeof value === 'number' ? new Date(value) : value]),
  );
}

async function findKinds(ctx: Ctx, { eventId }: EventScope, numbers: number[]): Promise<Map<number, DiscountKind>> {
  if (numbers.length === 0) return new Map();
  const rows = await ctx.db
    .selectFrom('discountCodes')
    .select(['number', 'kind'])
    .where('eventId', '=', eventId)
    .where('number', 'in', numbers)
    .execute();
  return new Map(rows.map(({ number, kind }) => [number, kind as DiscountKind]));
}
