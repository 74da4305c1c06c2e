/** Who comes to an event, over REST, for its team. */
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { hidePrivate } from '#features/api-keys/server/present.ts';
import { authoriseEventByKey, type EventScope } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import type { Right } from '#features/organizers/organizer.ts';
import { seesPrivate } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type ApiEnv, moment, slugParameter, wholePositive } from '#platform/http/api-env.ts';
import { nextJson, nextPage, pageParameters, readCursor } from '#platform/http/cursor.ts';
import { type Answered, type Asked, mountOperation } from '#platform/http/operation.ts';
import { isoWithOffset } from '#platform/time.ts';
import { ATTENDEE_STATES, type Attendee, type AttendeeState, emailOf, nameOf } from '../attendee.ts';
import { listAttendeesAfter } from './queries.ts';

const attendeeJson = z
  .object({
    order: z.string().openapi({ description: 'The code of the order' }),
    number: z.number().int().openapi({ description: 'The number of the ticket within its order' }),
    state: z.enum(ATTENDEE_STATES).openapi({
      description: '`valid`: the ticket lets in. `unpaid`: once its order is paid. `off`: no longer',
    }),
    name: hidePrivate(z.string()),
    email: hidePrivate(z.string()),
    ticket: z.string().openapi({ description: 'The name of the ticket type' }),
    priceMinor: z.number().int().openapi({ description: 'In the minor unit of `currency`' }),
    currency: z.string(),
    orderedAt: moment,
  })
  .openapi('Attendee');

/** Lists the tickets of placed orders, with those who come with them. */
export function mountAttendeesApi(api: OpenAPIHono<ApiEnv>): void {
  mountOperation<Right, EventScope>(
    api,
    {
      id: 'listAttendees',
      method: 'get',
      path: '/api/v1/events/{slug}/attendees',
      tag: 'Orders',
      right: 'see-attendees',
      summary: 'Who comes to an event',
      description:
        'One for each ticket, in the order in which they were bought, page by page. Without `state`, those that are not `off`.',
      params: slugParameter,
      query: z.object({
        ...pageParameters,
        state: z.enum(ATTENDEE_STATES).optional().openapi({ description: 'Only those in this state' }),
        ticketType: wholePositive
          .optional()
          .openapi({ type: 'integer', minimum: 1, description: 'Only with the ticket type of this number' }),
      }),
      answer: {
        status: 200,
        description: 'The attendees',
        schema: z.object({ attendees: z.array(attendeeJson), next: nextJson }),
      },
    },
    (ctx, { params }) => authoriseEventByKey(ctx, params.slug, 'see-attendees'),
    (ctx, asked, event) => listPage(ctx, event, asked),
  );
}

type Query = { limit: number; after?: string; state?: AttendeeState; ticketType?: number };

async function listPage(ctx: Ctx, event: EventScope, { query, path }: Asked): Promise<Answered> {
  const { limit, after, state, ticketType } = query as Query;
  const of = { path, state, ticketType };
  const place = after === undefined ? { after: 0, asOf: ctx.now } : readCursor(after, of);
  const filter = { search: '', type: ticketType ?? 0, state: state ?? '', page: 1 } as const;
  const found = await listAttendeesAfter(ctx, event, filter, { after: place.after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const last = { after: page.at(-1)?.ticketId ?? 0, asOf: place.asOf };
  const next = found.length > limit ? nextPage(path, { state, ticketType, limit }, last, of) : null;
  const { timeZone } = await getEvent(ctx, event);
  const seesPeople = seesPrivate(ctx.actor);
  return { body: { attendees: page.map((one) => present(one, { timeZone, seesPeople })), next }, next };
}

function present(one: Attendee, { timeZone, seesPeople }: { timeZone: string; seesPeople: boolean }): object {
  return {
    order: one.code,
    number: one.number,
    state: one.state,
    ...(seesPeople && { name: nameOf(one), email: emailOf(one) }),
    ticket: one.ticket,
    priceMinor: one.priceMinor,
    currency: one.currency,
    orderedAt: isoWithOffset(one.orderedAt, timeZone),
  };
}
