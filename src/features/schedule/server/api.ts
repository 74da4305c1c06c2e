/** The programme of an event over REST. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import { getProgramme } from './queries.ts';
import { type ApiEnv, slugParameter } from '#platform/http/api-env.ts';
import { isoWithOffset } from '#platform/time.ts';

const named = z.object({ number: z.number().int(), name: z.string() });

const sessionJson = z
  .object({
    number: z.number().int(),
    title: z.string(),
    subtitle: z.string(),
    startsAt: z.string().openapi({ format: 'date-time' }),
    endsAt: z.string().openapi({ format: 'date-time' }),
    state: z.string(),
    language: z.string(),
    track: named.nullable(),
    room: named.nullable(),
    type: z.string().nullable(),
    speakers: z.array(named),
  })
  .openapi('Session');

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/events/{slug}/sessions',
  summary: 'The sessions of a public event that have a time, in order',
  request: { params: slugParameter },
  responses: {
    200: { description: 'Sessions', content: { 'application/json': { schema: z.object({ sessions: z.array(sessionJson) }) } } },
    404: { description: 'No such public event' },
  },
});

export function mountScheduleApi(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(listRoute, async (c) => {
    const ctx = c.get('ctx');
    const scope = await authorisePublicEvent(ctx, c.req.valid('param').slug);
    const { timeZone } = await getEvent(ctx, scope);
    const { sessions } = await getProgramme(ctx, scope);
    const pair = (thing: { number: number; name: string } | null) => (thing ? { number: thing.number, name: thing.name } : null);
    return c.json(
      {
        sessions: sessions.map(({ track, room, type, startsAt, endsAt, ...rest }) => ({
          ...rest,
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
}
