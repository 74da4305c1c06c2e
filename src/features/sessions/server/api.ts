/** One session over REST. The list of those that have a time is the programme's. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import { type ApiEnv, json, KEY_IF_ANY, moment, named, numberParameter, refusals } from '#platform/http/api-env.ts';
import { fieldsJson, pickFields } from '#platform/http/field-json.ts';
import { isoUtc, isoWithOffset } from '#platform/time.ts';
import { SESSION_STATES } from '../session.ts';
import { SESSION_FIELDS } from '../session-fields.ts';
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
    ...fieldsJson(SESSION_FIELDS, ['title', 'subtitle', 'abstract', 'description']),
    startsAt: untilTimed,
    endsAt: untilTimed,
    state: z
      .enum(SESSION_STATES)
      .extract(['accepted', 'confirmed', 'withdrawn'])
      .openapi({ description: 'What is `withdrawn` does not take place' }),
    ...fieldsJson(SESSION_FIELDS, ['language', 'level']),
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
          title: z.string().openapi({ example: 'Slides' }),
          url: z.string().openapi({ format: 'uri-reference' }),
        }),
      )
      .openapi({ description: 'Slides, recordings and whatever else it left' }),
    ...fieldsJson(SESSION_FIELDS, ['signupUrl']),
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

/** As they are in the declaration. */
const AS_DECLARED = ['title', 'subtitle', 'abstract', 'description', 'language', 'level'] as const;

function present(session: Awaited<ReturnType<typeof getPublicSession>>, timeZone: string): z.infer<typeof sessionJson> {
  const at = (instant: number | null): string | null => (instant === null ? null : isoWithOffset(instant, timeZone));
  const { number, room, links, track } = session;
  return {
    number,
    ...pickFields(session, AS_DECLARED),
    room,
    links,
    signupUrl: session.signupUrl,
    startsAt: at(session.startsAt),
    endsAt: at(session.endsAt),
    state: session.state as z.infer<typeof sessionJson>['state'],
    track: track && { number: track.number, name: track.name },
    type: session.type?.name ?? null,
    speakers: session.speakerNumbers,
    updatedAt: isoUtc(session.updatedAt),
  };
}
