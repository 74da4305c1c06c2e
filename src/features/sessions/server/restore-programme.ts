/** Undoing an edit of sessions, rooms, tracks or session types. */
import { restoreEdit } from '#features/edits/server/restore-edit.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { ROOM, SESSION, SESSION_TYPE, TRACK } from './tables.ts';

/** @throws NotFound for what is not the actor's own edit; Conflict where it is too late; Forbidden */
export function restoreProgramme(ctx: Ctx, scope: EventScope, editId: string): Promise<void> {
  return restoreEdit(ctx, scope, [SESSION, ROOM, TRACK, SESSION_TYPE], editId);
}
