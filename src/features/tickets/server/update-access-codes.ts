/** Adding, changing and removing access codes by hand. */
import type { Values } from '#features/edits/server/load-images.ts';
import { type EditInput, type EditOutcome, writeEdit } from '#features/edits/server/write-edit.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { AccessCodeValues } from '../access-code.ts';
import { requireFreeCodes } from './check-codes.ts';
import { ACCESS_CODE } from './kinds.ts';
import { findIdsOfTypes } from './queries.ts';

export type AccessCodesInput = EditInput<AccessCodeValues>;

/**
 * In one step that can be undone. Codes are tidied already; a removed one shows nothing from then on.
 * @throws NotFound for an unknown one; Forbidden; Invalid where a code is taken or a ticket type is of another event;
 * Conflict where there are too many
 */
export async function updateAccessCodes(ctx: Ctx, scope: EventScope, input: AccessCodesInput): Promise<EditOutcome> {
  return transact(ctx, async (ctx) => {
    await lockEvent(ctx, scope);
    const { create = [], change = [], remove = [] } = input;
    await requireFreeCodes(ctx, scope, 'accessCodes', { create, change });
    const given = [...create, ...change.map(({ values }) => values)];
    const idsOf = await findIdsOfTypes(ctx, scope, given);
    const columnsOf = ({ types, ...values }: Partial<AccessCodeValues>): Values => ({
      ...values,
      ...(types && { typeIds: idsOf(types) }),
    });
    return writeEdit(ctx, scope, ACCESS_CODE, {
      create: create.map(columnsOf),
      change: change.map(({ number, values }) => ({ number, values: columnsOf(values) })),
      remove,
    });
  });
}
