/** The events of this installation over REST. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  type ApiEnv,
  json,
  KEY_IF_ANY,
  markup,
  moment,
  refusals,
  slugParameter,
  wholeParameter,
} from '#platform/http/api-env.ts';
import { isoUtc, isoWithOffset } from '#platform/time.ts';
import { EVENT_STATES } from '../event.ts';
import type { EventFace } from '../event-face.ts';
import { authorisePublicEvent } from './policy.ts';
import { getEvent, listPublicEvents } from './queries.ts';

const USUAL_PER_PAGE = 60;
const MOST_PER_PAGE = 100;
const LAST_PAGE = 100_000;

const eventJson = z
  .object({
    slug: z
      .string()
      .openapi({ description: 'Its name in addresses: /e/{slug} is its page', example: 'lantern-days-2027' }),
    name: z.string().openapi({ example: 'Lantern Days' }),
    startsAt: moment,
    endsAt: moment,
    timeZone: z.string().openapi({ description: 'IANA name', example: 'Europe/Lisbon' }),
    locationName: z.string().openapi({ description: 'Empty where it is not said', example: 'Harbour Hall' }),
    city: z.string().openapi({ description: 'Empty where it is not said', example: 'Sines' }),
    state: z.enum(EVENT_STATES).openapi({ description: 'A `draft` is there for its team alone' }),
    picture: z.string().nullable().openapi({
      format: 'uri-reference',
      description: 'The address of its picture on this host; null where it has none',
    }),
  })
  .openapi('Event');

const eventDetailJson = eventJson
  .extend({
    subtitle: z.string(),
    description: markup,
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
    online: z.boolean().openapi({ description: 'Whether one can also take part online' }),
    language: z.string().openapi({ description: 'BCP 47, empty where it is not said', example: 'pt' }),
    type: z.string().openapi({
      description: 'What kind of event it is, in words; empty where it is not said',
      example: 'Conference',
    }),
    topic: z.string().openapi({
      description: 'What it is about, in words; empty where it is not said',
      example: 'Science & Technology',
    }),
    currency: z.string().openapi({ description: 'ISO 4217: of all that it sells', example: 'EUR' }),
    website: z.string().openapi({ description: 'Empty where there is none' }),
    updatedAt: z.string().openapi({
      format: 'date-time',
      description: 'When the event or anything of its programme was changed last, in UTC',
    }),
    organizer: z.object({
      slug: z.string().openapi({ description: '/o/{slug} is its page', example: 'lantern' }),
      name: z.string().openapi({ example: 'The Lantern Society' }),
    }),
  })
  .openapi('EventDetail');

const listQuery = z.object({
  when: z.enum(['upcoming', 'past']).default('upcoming').openapi({
    description:
      '`upcoming`: those that have not ended, the next to begin first. `past`: those that have, the last to end first',
  }),
  page: wholeParameter({ least: 1, most: LAST_PAGE, usual: 1, description: 'Which page, from 1 on' }),
  perPage: wholeParameter({
    least: 1,
    most: MOST_PER_PAGE,
    usual: USUAL_PER_PAGE,
    description: 'How many events a page has at most',
  }),
});

const listJson = z.object({
  events: z.array(eventJson),
  next: z.string().nullable().openapi({
    format: 'uri-reference',
    description: 'The address of the next page on this host; null on the last',
    example: '/api/v1/events?when=past&page=2',
  }),
});

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/events',
  operationId: 'listEvents',
  security: KEY_IF_ANY,
  tags: ['Events'],
  summary: 'Public events, page by page',
  request: { query: listQuery },
  responses: {
    200: { description: 'Events', ...json(listJson) },
    ...refusals({ 422: '`bad_request`: a parameter is not as described' }),
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/api/v1/events/{slug}',
  operationId: 'getEvent',
  tags: ['Events'],
  summary: 'One event',
  description: 'A published or cancelled one for everybody, a draft for its team.',
  security: KEY_IF_ANY,
  request: { params: slugParameter },
  responses: {
    200: { description: 'The event', ...json(eventDetailJson) },
    ...refusals({ 404: '`not_found`: there is no such event, or it is not yours to know of' }),
  },
});

export function mountEventsApi(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(listRoute, async (c) => {
    const { when, page, perPage } = c.req.valid('query');
    const events = await listPublicEvents(c.get('ctx'), { when, limit: perPage + 1, offset: (page - 1) * perPage });
    const next =
      events.length > perPage
        ? `${c.req.path}?${new URLSearchParams({ when, page: String(page + 1), perPage: String(perPage) }).toString()}`
        : null;
    return c.json({ events: events.slice(0, perPage).map(present), next }, 200);
  });
  api.openapi(getRoute, async (c) => {
    const ctx = c.get('ctx');
    const event = await getEvent(ctx, await authorisePublicEvent(ctx, c.req.valid('param').slug));
    const { subtitle, description, latitude, longitude, online, language, type, topic, currency, website, organizer } =
      event;
    const place = { latitude, longitude, online };
    const updatedAt = isoUtc(event.updatedAt);
    const details = { subtitle, description, ...place, language, type, topic, currency, website, organizer, updatedAt };
    return c.json({ ...present(event), ...details }, 200);
  });
}

function present(event: EventFace) {
  const { slug, name, timeZone, locationName, city, state, picture } = event;
  return {
    slug,
    name,
    timeZone,
    locationName,
    city,
    state,
    picture: picture?.src ?? null,
    startsAt: isoWithOffset(event.startsAt, timeZone),
    endsAt: isoWithOffset(event.endsAt, timeZone),
  };
}
