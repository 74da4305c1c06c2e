/** One session over REST. The list of those that have a time is the programme's. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import {
  type ApiEnv,
  json,
  KEY_IF_ANY,
  markup,
  moment,
  named,
  numberParameter,
  refusals,
} from '#platform/http/api-env.ts';
import { isoUtc, isoWithOffset } from '#platform/time.ts';
import { SESSION_STATES } from '../session.ts';
import { getPublicSession } from './queries.ts';

const untilTimed = moment
  .nullable()
  .openapi({ description: 'With the offset of the event’s zone; null while it has no time' });

const sessionJson = z
  .object({
    number: z
      .number()
      .int()
      .openapi({ description: 'Its name within the event: /e/{slug}/sessions/{number} is its page' }),
    title: z.string(),
    subtitle: z.string(),
    abstract: markup,
    description: markup,
    startsAt: untilTimed,
    endsAt: untilTimed,
    state: z
      .enum(SESSION_STATES)
      .extract(['accepted', 'confirmed', 'withdrawn'])
      .openapi({ description: 'What is `withdrawn` does not take place' }),
    language: z.string().openapi({ description: 'BCP 47, empty where it is not said', example: 'pt' }),
    level: z.string().openapi({ description: 'For whom it is, in the words of the organiser' }),
    track: named.nullable(),
    room: named.nullable(),
    type: z
      .string()
      .nullable()
      .openapi({ description: 'What kind of session it is, in the words of the organiser', example: 'Workshop' }),
    speakers: z.array(z.number().int()).openapi({ description: 'The numbers of its speakers' }),
    links: z
      .array(
        z.object({
          kind: z.enum(['slides', 'video', 'audio']).nullable(),
          title: z.string(),
          url: z.string().openapi({ format: 'uri-reference' }),
        }),
      )
      .openapi({ description: 'Slides, recordings and whatever else it left' }),
    signupUrl: z.string().openapi({ description: 'Where one signs up for it; empty where one does not' }),
    updatedAt: z.string().openapi({ format: 'date-time', description: 'In UTC' }),
  })
  .openapi('SessionDetail');

const getRoute = createRoute({
  method: 'get',
  path: '/api/v1/events/{slug}/sessions/{number}',
  operationId: 'getSession',
  tags: ['Programme'],
  summary: 'One session',
  security: KEY_IF_ANY,
  request: { params: numberParameter },
  responses: {
    200: { description: 'The session', ...json(sessionJson) },
    ...refusals({
      404: '`not_found`: there is no such event, or no session of that number that is accepted',
      422: '`bad_request`: the number is none',
    }),
  },
});

export function mountSessionsApi(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(getRoute, async (c) => {
    const ctx = c.get('ctx');
    const { slug, number } = c.req.valid('param');
    const scope = await authorisePublicEvent(ctx, slug);
    const { timeZone } = await getEvent(ctx, scope);
    return c.json(present(await getPublicSession(ctx, scope, number), timeZone), 200);
  });
}

function present(session: Awaited<ReturnType<typeof getPublicSession>>, timeZone: string): z.infer<typeof sessionJson> {
  const {
    number,
    title,
    subtitle,
    abstract,
    description,
    startsAt,
    endsAt,
    state,
    language,
    level,
    track,
    room,
    type,
    speakerNumbers,
    links,
    signupUrl,
    updatedAt,
  } = session;
  const at = (instant: number | null): string | null => (instant === null ? null : isoWithOffset(instant, timeZone));
  return {
    number,
    title,
    subtitle,
    abstract,
    description,
    language,
    level,
    room,
    links,
    signupUrl,
    startsAt: at(startsAt),
    endsAt: at(endsAt),
    state: state as z.infer<typeof sessionJson>['state'],
    track: track && { number: track.number, name: track.name },
    type: type?.name ?? null,
    speakers: speakerNumbers,
    updatedAt: isoUtc(updatedAt),
  };
}
