/** Adding, changing and removing sessions by hand. */
import { randomUUID } from 'node:crypto';
import type { Values } from '#features/edits/server/load-images.ts';
import { type EditInput, type EditOutcome, writeEdit } from '#features/edits/server/write-edit.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { writeMedia } from '#features/media/server/write-media.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';
import type { PlainProblem, ProblemCode } from '#platform/i18n/problem.ts';
import { asDate } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import type { SessionChange } from './inputs.ts';
import { SESSION } from './kinds.ts';

export type SessionsInput = EditInput<SessionChange, SessionChange & { title: string }>;

/**
 * In one step that can be undone. What calendars show (time, place, state) counts a session's sequence up, so that
 * clients replace their copy. A track organizer changes sessions of own tracks only, and leaves them there.
 * @throws NotFound for an unknown session; Forbidden; Invalid where the end is not after the start, or a room, track,
 * type or speaker is unknown
 */
export async function updateSessions(ctx: Ctx, scope: EventScope, input: SessionsInput): Promise<EditOutcome> {
  return transact(ctx, async (ctx) => {
    const changes = [...(input.create ?? []), ...(input.change ?? []).map(({ values }) => values)];
    const ids = await findIds(ctx, scope, changes);
    const create: Values[] = [];
    for (const values of input.create ?? [])
      create.push({ ...(await columnsOf(ctx, scope, values, ids)), ...identity() });
    const change: { number: number; values: Values }[] = [];
    for (const { number, values } of input.change ?? [])
      change.push({ number, values: await columnsOf(ctx, scope, values, ids) });
    return writeEdit(ctx, scope, SESSION, { create, change, remove: input.remove ?? [] });
  });
}

/** What other software knows it by. */
function identity(): { guid: string; uid: string } {
  const guid = randomUUID();
  return { guid, uid: guid };
}

const REFERENCES = {
  room: ['rooms', 'roomId'],
  track: ['tracks', 'trackId'],
  type: ['sessionTypes', 'sessionTypeId'],
} as const;
type Reference = keyof typeof REFERENCES;
type Ids = Record<Reference | 'speakers', Map<number, number>>;

/** Ids by number of everything that the changes name; a statement a kind. */
async function findIds(ctx: Ctx, { eventId }: EventScope, changes: SessionChange[]): Promise<Ids> {
  const idsIn = async (
    table: 'rooms' | 'tracks' | 'sessionTypes' | 'speakers',
    numbers: (number | null | undefined)[],
  ): Promise<Map<number, number>> => {
    const wanted = [...new Set(numbers)].filter((number) => typeof number === 'number');
    if (wanted.length === 0) return new Map();
    const rows = await ctx.db
      .selectFrom(table)
      .select(['id', 'number'])
      .where('eventId', '=', eventId)
      .where('number', 'in', wanted)
      .execute();
    return new Map(rows.map(({ id, number }) => [number, id]));
  };
  return {
    room: await idsIn(
      'rooms',
      changes.map(({ room }) => room),
    ),
    track: await idsIn(
      'tracks',
      changes.map(({ track }) => track),
    ),
    type: await idsIn(
      'sessionTypes',
      changes.map(({ type }) => type),
    ),
    speakers: await idsIn(
      'speakers',
      changes.flatMap(({ speakers }) => speakers ?? []),
    ),
  };
}

async function columnsOf(ctx: Ctx, scope: EventScope, change: SessionChange, ids: Ids): Promise<Values> {
  const {
    room: _room,
    track: _track,
    type: _type,
    speakers,
    startsAt,
    endsAt,
    slidesUrl,
    videoUrl,
    ...columns
  } = change;
  const values: Values = { ...columns };
  for (const name of Object.keys(REFERENCES) as Reference[]) {
    const number = change[name];
    if (number !== undefined) values[REFERENCES[name][1]] = number === null ? null : idOf(ids[name], name, number);
  }
  if (speakers)
    values.speakerIds = [...new Set(speakers)].map((number) => idOf(ids.speakers, 'speaker', number, 'speakers'));
  if (startsAt !== undefined) values.startsAt = asDate(startsAt);
  if (endsAt !== undefined) values.endsAt = asDate(endsAt);
  if (slidesUrl !== undefined) values.slidesId = await linkTo(ctx, scope, slidesUrl);
  if (videoUrl !== undefined) values.videoId = await linkTo(ctx, scope, videoUrl);
  return values;
}

function idOf(ids: Map<number, number>, noun: keyof typeof OWN, number: number, where: string = noun): number {
  const id = ids.get(number);
  if (id === undefined) throw new Invalid(OWN[noun][0], [problem(where, OWN[noun][1])], { number });
  return id;
}

const OWN = {
  room: ['invalid.room', 'field.own_room'],
  track: ['invalid.own_track', 'field.own_track'],
  type: ['invalid.session_type', 'field.own_type'],
  speaker: ['invalid.speaker', 'field.own_speaker'],
} as const satisfies Record<string, [ProblemCode, PlainProblem]>;

/** Slides or a recording that lie elsewhere on the web. The same address is kept once. */
async function linkTo(ctx: Ctx, scope: EventScope, url: string): Promise<number | null> {
  if (url === '') return null;
  const known = await ctx.db
    .selectFrom('media')
    .select('id')
    .where('eventId', '=', scope.eventId)
    .where('url', '=', url)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (known) return known.id;
  const [id] = await writeMedia(ctx, scope, [
    { storageKey: null, url, fileName: '', contentType: 'application/octet-stream', bytes: 0, sha256: '' },
  ]);
  return id ?? null;
}
