/** Adding, changing and removing rooms, tracks and session types by hand. */
import { type EditInput, type EditOutcome, writeEdit } from '#features/edits/server/write-edit.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { RoomValues, TrackValues, SessionTypeValues } from './inputs.ts';
import { ROOM, TRACK, SESSION_TYPE } from './kinds.ts';

export type RoomsInput = EditInput<RoomValues>;
export type TracksInput = EditInput<TrackValues>;
export type SessionTypesInput = EditInput<SessionTypeValues>;

/**
 * In one step that can be undone; new rooms come last. Sessions in a removed room have none then.
 * @throws NotFound for an unknown one; Forbidden; Invalid where a name is taken
 */
export async function updateRooms(ctx: Ctx, scope: EventScope, input: RoomsInput): Promise<EditOutcome> {
  return transact(ctx, async (ctx) => {
    const last = input.create?.length ? await lastPosition(ctx, scope) : 0;
    return writeEdit(ctx, scope, ROOM, {
      ...input,
      create: (input.create ?? []).map((room, i) => ({ ...room, position: last + 1 + i })),
    });
  });
}

async function lastPosition(ctx: Ctx, { eventId }: EventScope): Promise<number> {
  const row = await ctx.db
    .selectFrom('rooms')
    .select(({ fn }) => fn.max('position').as('last'))
    .where('eventId', '=', eventId)
    .executeTakeFirst();
  return row?.last ?? 0;
}

/**
 * In one step that can be undone. Sessions of a removed track have none then; a track organizer changes own tracks
 * only.
 * @throws NotFound for an unknown one; Forbidden; Invalid where a name is taken
 */
export function updateTracks(ctx: Ctx, scope: EventScope, input: TracksInput): Promise<EditOutcome> {
  return writeEdit(ctx, scope, TRACK, input);
}

/**
 * In one step that can be undone. Sessions of a removed type have none then.
 * @throws NotFound for an unknown one; Forbidden; Invalid where a name is taken
 */
export function updateSessionTypes(ctx: Ctx, scope: EventScope, input: SessionTypesInput): Promise<EditOutcome> {
  return writeEdit(ctx, scope, SESSION_TYPE, input);
}
