/** Adding, changing and removing tracks by hand. */
import { type EditOutcome, writeEdit } from '#features/edits/server/write-edit.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { TrackValues } from './inputs.ts';
import { TRACK } from './kinds.ts';

export type TracksInput = {
  create?: TrackValues[];
  change?: { number: number; values: Partial<TrackValues> }[];
  remove?: number[];
};

/**
 * In one step that can be undone. Sessions of a removed track have none then; a track organizer changes own tracks
 * only.
 * @throws NotFound for an unknown one; Forbidden; Invalid where a name is taken
 */
export function updateTracks(ctx: Ctx, scope: EventScope, input: TracksInput): Promise<EditOutcome> {
  return writeEdit(ctx, scope, TRACK, input);
}
