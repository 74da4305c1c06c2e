/** The events of this installation over REST. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type ApiEnv, slugParameter } from '#platform/http/api-env.ts';
import { isoUtc, isoWithOffset } from '#platform/time.ts';
import type { EventFace } from '../event-face.ts';
import { authorisePublicEvent } from './policy.ts';
import { getEvent, listPublicEvents } from './queries.ts';

const eventJson = z
  .object({
    slug: z.string(),
    name: z.string(),
    startsAt: z.string().openapi({ format: 'date-time', description: "In the event's own offset" }),
    endsAt: z.string().openapi({ format: 'date-time' }),
    timeZone: z.string().openapi({ example: 'Europe/Lisbon' }),
    locationName: z.string(),
    city: z.string(),
    state: z.enum(['draft', 'published', 'cancelled']),
  })
  .openapi('Event');

const eventDetailJson = eventJson
  .extend({ subtitle: z.string(), description: z.string(), website: z.string(), updatedAt: z.string().openapi({ format: 'date-time' }), organizer: z.object({ slug: z.string(), name: z.string() }) })
  .openapi('EventDetail');

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/events',
  summary: 'Public events that have not ended, the next first',
  request: { query: z.object({ when: z.enum(['upcoming', 'past']).default('upcoming') }) },
  responses: { 200: { description: 'Events', content: { 'application/json': { schema: z.object({ events: z.array(eventJson) }) } } } },
});

const getRoute = createRoute({
  method: 'get',
  path: '/api/v1/events/{slug}',
  summary: 'One public event',
  request: { params: slugParameter },
  responses: { 200: { description: 'The event', content: { 'application/json': { schema: eventDetailJson } } }, 404: { description: 'No such public event' } },
});

export function mountEventsApi(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(listRoute, async (c) => {
    const { when } = c.req.valid('query');
    const events = await listPublicEvents(c.get('ctx'), { when });
    return c.json({ events: events.map(present) });
  });
  api.openapi(getRoute, async (c) => {
    const ctx = c.get('ctx');
    const event = await getEvent(ctx, await authorisePublicEvent(ctx, c.req.valid('param').slug));
    const { subtitle, description, website, organizer } = event;
    return c.json({ ...present(event), subtitle, description, website, organizer, updatedAt: isoUtc(event.updatedAt) }, 200);
  });
}

function present(event: EventFace) {
  const { slug, name, timeZone, locationName, city, state } = event;
  return { slug, name, timeZone, locationName, city, state, startsAt: isoWithOffset(event.startsAt, timeZone), endsAt: isoWithOffset(event.endsAt, timeZone) };
}
