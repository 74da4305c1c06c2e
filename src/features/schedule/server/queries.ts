/** Reading a programme as the public sees it, in a fixed number of statements. */
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { ProgrammeRoom, ProgrammeSession, ProgrammeTrack } from '#features/schedule/programme.ts';
import type { SessionState } from '#features/sessions/session.ts';
import type { Ctx } from '#platform/ctx.ts';

/** States of what the public sees of a programme. */
export const SHOWN = ['accepted', 'confirmed', 'withdrawn'] as const satisfies SessionState[];

export type Programme = {
  sessions: ProgrammeSession[];
  rooms: (ProgrammeRoom & { floor: string; capacity: number | null })[];
  tracks: ProgrammeTrack[];
  types: string[];
};

/** Whether the public has a programme to look at. */
export async function hasProgramme(ctx: Ctx, { eventId }: EventScope): Promise<boolean> {
  return rememberOfEvent(
    ctx,
    eventId,
    'has a programme',
    async () =>
      (await ctx.db
        .selectFrom('sessions')
        .select('id')
        .where('eventId', '=', eventId)
        .where('state', 'in', SHOWN)
        .where('startsAt', 'is not', null)
        .where('endsAt', 'is not', null)
        .limit(1)
        .executeTakeFirst()) !== undefined,
  );
}

/** Every session with a place in time that is accepted, and those withdrawn after they had one. */
export async function getProgramme(ctx: Ctx, scope: EventScope): Promise<Programme> {
  return rememberOfEvent(ctx, scope.eventId, 'programme', () => loadProgramme(ctx, scope));
}

async function loadProgramme(ctx: Ctx, scope: EventScope): Promise<Programme> {
  const { eventId } = scope;
  const tracks = await ctx.db
    .selectFrom('tracks')
    .select(['id', 'number', 'name', 'color'])
    .where('eventId', '=', eventId)
    .orderBy('id')
    .execute();
  const rooms = await ctx.db
    .selectFrom('rooms')
    .select(['id', 'number', 'name', 'floor', 'capacity'])
    .where('eventId', '=', eventId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const types = await ctx.db
    .selectFrom('sessionTypes')
    .select(['id', 'number', 'name'])
    .where('eventId', '=', eventId)
    .orderBy('id')
    .execute();
  const rows = await ctx.db
    .selectFrom('sessions')
    .select([
      'id',
      'number',
      'title',
      'subtitle',
      'startsAt',
      'endsAt',
      'state',
      'trackId',
      'roomId',
      'sessionTypeId',
      'language',
    ])
    .where('eventId', '=', eventId)
    .where('state', 'in', SHOWN)
    .where('startsAt', 'is not', null)
    .where('endsAt', 'is not', null)
    .orderBy('startsAt')
    .orderBy('id')
    .execute();
  const speakers = await speakersBySession(ctx, scope);
  const track = new Map(tracks.map(({ id, ...rest }) => [id, rest]));
  const room = new Map(rooms.map(({ id, number, name }) => [id, { number, name }]));
  const type = new Map(types.map(({ id, number, name }) => [id, { number, name }]));
  const sessions = rows.map(({ id, trackId, roomId, sessionTypeId, ...row }) => ({
    ...row,
    startsAt: row.startsAt as number,
    endsAt: row.endsAt as number,
    state: row.state as SessionState,
    track: track.get(trackId ?? 0) ?? null,
    room: room.get(roomId ?? 0) ?? null,
    type: type.get(sessionTypeId ?? 0) ?? null,
    speakers: speakers.get(id) ?? [],
  }));
  const used = new Set(rows.map((row) => row.roomId));
  return {
    sessions,
    rooms: rooms.filter(({ id }) => used.has(id)).map(({ id: _id, ...rest }) => rest),
    tracks: tracks.map(({ id: _id, ...rest }) => rest),
    types: types.map(({ name }) => name),
  };
}

async function speakersBySession(
  ctx: Ctx,
  { eventId }: EventScope,
): Promise<Map<number, { number: number; name: string }[]>> {
  const rows = await ctx.db
    .selectFrom('sessionSpeakers')
    .innerJoin('speakers', 'speakers.id', 'sessionSpeakers.speakerId')
    .select(['sessionSpeakers.sessionId', 'speakers.number', 'speakers.name'])
    .where('speakers.eventId', '=', eventId)
    .orderBy('sessionSpeakers.sessionId')
    .orderBy('sessionSpeakers.position')
    .execute();
  const found = new Map<number, { number: number; name: string }[]>();
  for (const { sessionId, number, name } of rows) {
    const list = found.get(sessionId);
    if (list) list.push({ number, name });
    else found.set(sessionId, [{ number, name }]);
  }
  return found;
}
