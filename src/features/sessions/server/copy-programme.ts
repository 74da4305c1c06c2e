/** Bringing an event's rooms, tracks, session types and sessions into its copy. */
import { randomUUID } from 'node:crypto';
import { shiftInstant, type WallShift } from '#features/events/event-copy.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { findMediaCopies } from '#features/media/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { copyRow } from '#platform/records/copy-row.ts';
import type { Instant } from '#platform/time.ts';
import { writeRooms } from './write-records.ts';
import { writeSessionTypes } from './write-records.ts';
import { writeTracks } from './write-records.ts';
import { writeSessions } from './write-sessions.ts';

type Copy = { fromEventId: number; toEventId: number };

/** Copies what a programme is arranged by, with its numbers. */
export async function copyRoomsAndTracks(ctx: Ctx, { fromEventId, toEventId }: Copy): Promise<void> {
  const scope = await systemEventScope(ctx, toEventId);
  const rooms = await ctx.db
    .selectFrom('rooms')
    .selectAll()
    .where('eventId', '=', fromEventId)
    .orderBy('number')
    .execute();
  const tracks = await ctx.db
    .selectFrom('tracks')
    .selectAll()
    .where('eventId', '=', fromEventId)
    .orderBy('number')
    .execute();
  const types = await ctx.db
    .selectFrom('sessionTypes')
    .selectAll()
    .where('eventId', '=', fromEventId)
    .orderBy('number')
    .execute();
  await writeRooms(ctx, scope, {
    create: rooms.map((row) => ({ ...copyRow(row), sourceKey: '', guid: '' })),
    update: [],
  });
  await writeTracks(ctx, scope, {
    create: tracks.map((row) => ({ ...copyRow(row), sourceKey: '' })),
    update: [],
  });
  await writeSessionTypes(ctx, scope, {
    create: types.map((row) => ({ ...copyRow(row), sourceKey: '' })),
    update: [],
  });
}

/**
 * Copies the sessions that are on or may come to be, with numbers, speakers and times moved. What was recorded or shown
 * at the old one stays there, and calendars know the new ones as others. Rooms, tracks, types and speakers of the copy
 * must be there.
 */
export async function copySessions(ctx: Ctx, { shift, ...copy }: Copy & { shift: WallShift }): Promise<void> {
  const { fromEventId, toEventId } = copy;
  const rows = await ctx.db
    .selectFrom('sessions')
    .selectAll()
    .where('eventId', '=', fromEventId)
    .where('state', 'not in', ['rejected', 'withdrawn'])
    .orderBy('number')
    .execute();
  if (rows.length === 0) return;
  const scope = await systemEventScope(ctx, toEventId);
  const media = await findMediaCopies(ctx, copy);
  const [rooms, tracks, types] = [
    await idsByNumber(ctx, 'rooms', copy),
    await idsByNumber(ctx, 'tracks', copy),
    await idsByNumber(ctx, 'sessionTypes', copy),
  ];
  const moved = (at: Instant | null): Date | null => (at === null ? null : new Date(shiftInstant(at, shift)));
  const create = rows.map((row) => {
    const guid = randomUUID();
    return {
      ...copyRow(row),
      guid,
      uid: guid,
      sourceKey: '',
      code: '',
      sequence: 0,
      links: row.links as never,
      attachments: row.attachments as never,
      startsAt: moved(row.startsAt),
      endsAt: moved(row.endsAt),
      createdAt: new Date(ctx.now),
      updatedAt: new Date(ctx.now),
      roomId: rooms.get(row.roomId ?? 0) ?? null,
      trackId: tracks.get(row.trackId ?? 0) ?? null,
      sessionTypeId: types.get(row.sessionTypeId ?? 0) ?? null,
      pictureId: media.get(row.pictureId ?? 0) ?? null,
      slidesId: null,
      audioId: null,
      videoId: null,
    };
  });
  await writeSessions(ctx, scope, { create, update: [], speakers: await speakersOf(ctx, copy) }, new Map());
}

/** Ids of the copy's records by the ids of those with the same number. */
async function idsByNumber(
  ctx: Ctx,
  table: 'rooms' | 'tracks' | 'sessionTypes' | 'speakers',
  { fromEventId, toEventId }: Copy,
): Promise<Map<number, number>> {
  const rows = await ctx.db
    .selectFrom(`${table as 'rooms'} as old`)
    .innerJoin(`${table as 'rooms'} as new`, (join) =>
      join.on('new.eventId', '=', toEventId).onRef('new.number', '=', 'old.number'),
    )
    .select(['old.id as oldId', 'new.id as newId'])
    .where('old.eventId', '=', fromEventId)
    .execute();
  return new Map(rows.map(({ oldId, newId }) => [oldId, newId]));
}

async function speakersOf(ctx: Ctx, copy: Copy): Promise<{ number: number; speakerIds: number[] }[]> {
  const speakers = await idsByNumber(ctx, 'speakers', copy);
  const rows = await ctx.db
    .selectFrom('sessionSpeakers')
    .innerJoin('sessions', 'sessions.id', 'sessionSpeakers.sessionId')
    .select(['sessions.number', 'sessionSpeakers.speakerId'])
    .where('sessions.eventId', '=', copy.fromEventId)
    .where('sessions.state', 'not in', ['rejected', 'withdrawn'])
    .orderBy('sessions.number')
    .orderBy('sessionSpeakers.position')
    .execute();
  const byNumber = new Map<number, number[]>();
  for (const { number, speakerId } of rows)
    byNumber.set(number, [...(byNumber.get(number) ?? []), speakers.get(speakerId) as number]);
  return [...byNumber].map(([number, speakerIds]) => ({ number, speakerIds }));
}
