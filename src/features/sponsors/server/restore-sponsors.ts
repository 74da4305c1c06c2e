/** Undoing an edit of sponsors. */
import { restoreEdit } from '#features/edits/server/restore-edit.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { SPONSOR } from './tables.ts';

/** @throws NotFound for what is not the actor's own edit; Conflict where it is too late; Forbidden */
export function restoreSponsors(ctx: Ctx, scope: EventScope, editId: string): Promise<void> {
  return restoreEdit(ctx, scope, [SPONSOR], editId);
}
