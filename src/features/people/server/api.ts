/** The speakers of an event over REST. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { type ApiEnv, json, KEY_IF_ANY, numberParameter, refusals, slugParameter } from '#platform/http/api-env.ts';
import { fieldsJson } from '#platform/http/field-json.ts';
import { SPEAKER_DETAILS, SPEAKER_FIELDS } from '../speaker.ts';
import type { SpeakerCard } from '../speaker-page.ts';
import { getPublicSpeaker, listPublicSpeakers } from './queries.ts';

const speakerJson = z
  .object({
    number: z
      .number()
      .int()
      .openapi({ description: 'Its name within the event: /e/{slug}/speakers/{number} is the speaker’s page' }),
    ...fieldsJson(SPEAKER_FIELDS, ['name', 'position', 'organisation']),
    photo: z.string().nullable().openapi({
      format: 'uri-reference',
      description: 'The address of a picture on this host; null where there is none',
    }),
  })
  .openapi('Speaker');

const speakerDetailJson = speakerJson
  .extend({
    ...fieldsJson(SPEAKER_FIELDS, SPEAKER_DETAILS),
    links: z.array(z.object({ title: z.string(), url: z.string().openapi({ format: 'uri' }) })),
  })
  .openapi('SpeakerDetail');

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/events/{slug}/speakers',
  operationId: 'listSpeakers',
  tags: ['Programme'],
  summary: 'The speakers of an event',
  description: 'Those of accepted sessions and those whom the organiser features; these first, then by name.',
  security: KEY_IF_ANY,
  request: { params: slugParameter },
  responses: {
    200: {
      description: 'Speakers',
      ...json(
        z.object({
          speakers: z.array(
            speakerJson.extend({
              featured: z.boolean().openapi({ description: 'Whether the organiser shows the speaker before others' }),
            }),
          ),
        }),
      ),
    },
    ...refusals({ 404: '`not_found`: there is no such event, or it is not yours to know of' }),
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/api/v1/events/{slug}/speakers/{number}',
  operationId: 'getSpeaker',
  tags: ['Programme'],
  summary: 'One speaker',
  description: 'Neither their e-mail address nor their telephone number.',
  security: KEY_IF_ANY,
  request: { params: numberParameter },
  responses: {
    200: { description: 'The speaker', ...json(speakerDetailJson) },
    ...refusals({
      404: '`not_found`: there is no such event, or no speaker of that number whom the public sees',
      422: '`bad_request`: the number is none',
    }),
  },
});

export function mountPeopleApi(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(listRoute, async (c) => {
    const ctx = c.get('ctx');
    const speakers = await listPublicSpeakers(ctx, await authorisePublicEvent(ctx, c.req.valid('param').slug));
    return c.json({ speakers: speakers.map((speaker) => ({ ...present(speaker), featured: speaker.featured })) }, 200);
  });
  api.openapi(getRoute, async (c) => {
    const ctx = c.get('ctx');
    const { slug, number } = c.req.valid('param');
    const speaker = await getPublicSpeaker(ctx, await authorisePublicEvent(ctx, slug), number);
    const { picture: _picture, ...said } = speaker;
    return c.json({ ...said, ...present(speaker) }, 200);
  });
}

function present({ number, name, position, organisation, picture }: SpeakerCard) {
  return { number, name, position, organisation, photo: picture?.src ?? null };
}
