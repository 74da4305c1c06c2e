/** Handing an organiser's changes to the feature that owns the record. */
import type { EditOutcome } from '#features/edits/server/write-edit.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { restoreSpeakers } from '#features/people/server/restore-speakers.ts';
import { type SpeakersInput, updateSpeakers } from '#features/people/server/update-speakers.ts';
import { restoreProgramme } from '#features/sessions/server/restore-programme.ts';
import { type RoomsInput, updateRooms } from '#features/sessions/server/update-rooms.ts';
import { type SessionTypesInput, updateSessionTypes } from '#features/sessions/server/update-session-types.ts';
import { type SessionsInput, updateSessions } from '#features/sessions/server/update-sessions.ts';
import { type TracksInput, updateTracks } from '#features/sessions/server/update-tracks.ts';
import { restoreSponsors } from '#features/sponsors/server/restore-sponsors.ts';
import { type SponsorsInput, updateSponsors } from '#features/sponsors/server/update-sponsors.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Noun } from '../nouns.ts';

/** Values as `recordSchema` gives them. */
export type RecordsInput = {
  create?: Record<string, unknown>[];
  change?: { number: number; values: Record<string, unknown> }[];
  remove?: number[];
};

/**
 * In one step that can be undone. The schema of the noun has checked the values; rights and references are checked
 * where they are written.
 */
export function updateRecords(ctx: Ctx, scope: EventScope, noun: Noun, input: RecordsInput): Promise<EditOutcome> {
  switch (noun) {
    case 'sessions':
      return updateSessions(ctx, scope, input as SessionsInput);
    case 'speakers':
      return updateSpeakers(ctx, scope, input as SpeakersInput);
    case 'rooms':
      return updateRooms(ctx, scope, input as unknown as RoomsInput);
    case 'tracks':
      return updateTracks(ctx, scope, input as unknown as TracksInput);
    case 'types':
      return updateSessionTypes(ctx, scope, input as unknown as SessionTypesInput);
    case 'sponsors':
      return updateSponsors(ctx, scope, input as SponsorsInput);
  }
}

/** Undoes an edit of the noun. @throws NotFound, Conflict, Forbidden */
export function restoreRecords(ctx: Ctx, scope: EventScope, noun: Noun, editId: string): Promise<void> {
  if (noun === 'speakers') return restoreSpeakers(ctx, scope, editId);
  if (noun === 'sponsors') return restoreSponsors(ctx, scope, editId);
  return restoreProgramme(ctx, scope, editId);
}
