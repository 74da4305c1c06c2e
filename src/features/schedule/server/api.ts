/** The programme of an event over REST. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import { type ApiEnv, json, KEY_IF_ANY, moment, named, refusals, slugParameter } from '#platform/http/api-env.ts';
import { isoWithOffset } from '#platform/time.ts';
import { ROOM_FIELDS } from '#features/sessions/room.ts';
import { SESSION_FIELDS } from '#features/sessions/session-fields.ts';
import { TRACK_FIELDS } from '#features/sessions/track.ts';
import { fieldsJson, pickFields } from '#platform/http/field-json.ts';
import { getProgramme, SHOWN } from './queries.ts';

const sessionJson = z
  .object({
    number: z
      .number()
      .int()
      .openapi({ description: 'Its name within the event: /e/{slug}/sessions/{number} is its page' }),
    ...fieldsJson(SESSION_FIELDS, ['title', 'subtitle']),
    startsAt: moment,
    endsAt: moment,
    state: z.enum(SHOWN).openapi({ description: 'What is `withdrawn` does not take place' }),
    ...fieldsJson(SESSION_FIELDS, ['language']),
    track: named.nullable(),
    room: named.nullable(),
    type: z
      .string()
      .nullable()
      .openapi({ description: 'What kind of session it is, in the words of the organiser', example: 'Workshop' }),
    speakers: z.array(named),
  })
  .openapi('Session');

const number = z.number().int();
const ROOM = ['name', 'floor', 'capacity'] as const;
const TRACK = ['name', 'color'] as const;
const roomJson = z.object({ number, ...fieldsJson(ROOM_FIELDS, ROOM) }).openapi('Room');
const trackJson = z.object({ number, ...fieldsJson(TRACK_FIELDS, TRACK) }).openapi('Track');

/** Everything of one kind in a programme. */
function routeOf<Many extends z.ZodType>(
  many: 'sessions' | 'rooms' | 'tracks',
  { summary, description, answer }: { summary: string; description: string; answer: Many },
) {
  return createRoute({
    method: 'get',
    path: `/api/v1/events/{slug}/${many}`,
    operationId: `list${many.charAt(0).toUpperCase()}${many.slice(1)}`,
    tags: ['Programme'],
    summary,
    description,
    security: KEY_IF_ANY,
    request: { params: slugParameter },
    responses: {
      200: { description: summary, ...json(answer) },
      ...refusals({ 404: '`not_found`: there is no such event, or it is not yours to know of' }),
    },
  });
}

const sessionsRoute = routeOf('sessions', {
  summary: 'The sessions of an event that have a time',
  description: 'All of them, in the order in which they begin.',
  answer: z.object({ sessions: z.array(sessionJson) }),
});
const roomsRoute = routeOf('rooms', {
  summary: 'The rooms of an event',
  description: 'Those in which a session of the programme takes place, in the order of the organiser.',
  answer: z.object({ rooms: z.array(roomJson) }),
});
const tracksRoute = routeOf('tracks', {
  summary: 'The tracks of an event',
  description: 'All of them.',
  answer: z.object({ tracks: z.array(trackJson) }),
});

export function mountScheduleApi(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(sessionsRoute, async (c) => {
    const ctx = c.get('ctx');
    const scope = await authorisePublicEvent(ctx, c.req.valid('param').slug);
    const { timeZone } = await getEvent(ctx, scope);
    const { sessions } = await getProgramme(ctx, scope);
    const pair = (record: { number: number; name: string } | null) =>
      record ? { number: record.number, name: record.name } : null;
    return c.json(
      {
        sessions: sessions.map(({ track, room, type, startsAt, endsAt, state, ...rest }) => ({
          ...rest,
          state: state as (typeof SHOWN)[number],
          startsAt: isoWithOffset(startsAt, timeZone),
          endsAt: isoWithOffset(endsAt, timeZone),
          track: pair(track),
          room: pair(room),
          type: type?.name ?? null,
        })),
      },
      200,
    );
  });
  api.openapi(roomsRoute, async (c) => {
    const ctx = c.get('ctx');
    const { rooms } = await getProgramme(ctx, await authorisePublicEvent(ctx, c.req.valid('param').slug));
    return c.json({ rooms: rooms.map((one) => ({ number: one.number, ...pickFields(one, ROOM) })) }, 200);
  });
  api.openapi(tracksRoute, async (c) => {
    const ctx = c.get('ctx');
    const { tracks } = await getProgramme(ctx, await authorisePublicEvent(ctx, c.req.valid('param').slug));
    return c.json({ tracks: tracks.map((one) => ({ number: one.number, ...pickFields(one, TRACK) })) }, 200);
  });
}
