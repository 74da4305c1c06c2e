/** Adding, changing and removing session types by hand. */
import { type EditOutcome, writeEdit } from '#features/edits/server/write-edit.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { SessionTypeValues } from './inputs.ts';
import { SESSION_TYPE } from './kinds.ts';

export type SessionTypesInput = {
  create?: SessionTypeValues[];
  change?: { number: number; values: Partial<SessionTypeValues> }[];
  remove?: number[];
};

/**
 * In one step that can be undone. Sessions of a removed type have none then.
 * @throws NotFound for an unknown one; Forbidden; Invalid where a name is taken
 */
export function updateSessionTypes(ctx: Ctx, scope: EventScope, input: SessionTypesInput): Promise<EditOutcome> {
  return writeEdit(ctx, scope, SESSION_TYPE, input);
}
