/** The feed of an event's changes over REST, for programs that keep up with it. */
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { authoriseEventByKey, type EventScope } from '#features/events/server/policy.ts';
import type { Right } from '#features/organizers/organizer.ts';
import { findPermission } from '#features/organizers/server/policy.ts';
import { FIRST_PLACE, readPlace, writePlace } from '#platform/changes/place.ts';
import {
  type ChangesQuery,
  type ChangesRead,
  findEnd,
  findEra,
  findLag,
  readChanges,
} from '#platform/changes/read-changes.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type ApiEnv, slugParameter, wholeParameter } from '#platform/http/api-env.ts';
import { type Answered, type Asked, mountOperation } from '#platform/http/operation.ts';
import { CHANGE_TYPES, changeJson, rightOf } from '../change.ts';

const changeSchema = z
  .object({
    id: z.string().openapi({ description: 'Its own; webhooks send it as `webhook-id`', example: 'chg_1841' }),
    type: z.enum(CHANGE_TYPES),
    timestamp: z.string().openapi({ format: 'date-time', example: '2027-05-08T08:30:00Z' }),
    data: z.record(z.string(), z.unknown()).openapi({
      description: 'Names and states, as they were when the change was written. Nothing that says who somebody is',
      example: { event: 'lantern-days-2027', order: 'K7QXM', state: 'paid' },
    }),
  })
  .openapi('Change');

const changesJson = z.object({
  changes: z.array(changeSchema),
  after: z.string().openapi({ description: 'Where the next answer begins: send it as `after`' }),
  next: z.string().openapi({
    format: 'uri-reference',
    description: 'The address of the next answer on this host; good for 30 days. Also as a `Link`',
  }),
  more: z.boolean().openapi({ description: 'Whether the next answer has something already' }),
  lag: z
    .object({
      held: z.number().int().openapi({ description: 'Changes that happened and cannot be read yet' }),
      seconds: z.number().openapi({ description: 'How long the oldest of them waits' }),
    })
    .openapi({ description: 'What transactions keep back that still run: mostly nothing' }),
});

const NEXT = '/api/v1/events/lantern-days-2027/changes?limit=100&after=WyI5MDEiLCIwIl0';
const EXAMPLE = {
  changes: [
    {
      id: 'chg_1841',
      type: 'order.completed',
      timestamp: '2027-05-08T08:30:00Z',
      data: { event: 'lantern-days-2027', order: 'K7QXM', state: 'paid' },
    },
  ],
  after: 'WyI5MDEiLCIwIl0',
  next: NEXT,
  more: false,
  lag: { held: 0, seconds: 0 },
};

const query = z.object({
  limit: wholeParameter({ least: 1, most: 1000, usual: 100, description: 'How many an answer has at most' }),
  after: z.string().max(300).optional().openapi({
    description:
      '`after` of the last answer; `now` for what happens from now on; all that is kept where it is not said',
  }),
});

export function mountChangesApi(api: OpenAPIHono<ApiEnv>): void {
  mountOperation<Right, EventScope>(
    api,
    {
      id: 'listChanges',
      method: 'get',
      path: '/api/v1/events/{slug}/changes',
      tag: 'Events',
      summary: 'What happened to an event since',
      description:
        'In an order in which nothing appears behind a reader. Only what your role may see. Kept for 30 days: where `after` is older, `field.place_gone` says that you have to read everything anew.',
      right: 'see',
      params: slugParameter,
      query,
      answer: {
        status: 200,
        description: 'The changes, the oldest first',
        schema: changesJson,
        example: EXAMPLE,
      },
    },
    (ctx, { params }) => authoriseEventByKey(ctx, params.slug, 'see'),
    listPage,
  );
}

async function listPage(ctx: Ctx, { query, path }: Asked, { eventId, organizerId }: EventScope): Promise<Answered> {
  const permission = await findPermission(ctx, { organizerId, eventId });
  const types = CHANGE_TYPES.filter((type) => permission?.allows(rightOf(type)));
  const { limit, after } = query as { limit: number; after?: string };
  // Of the event and not its address, which may change. With other rights a reader has missed what they show.
  const of = String(eventId);
  const era = `${await findEra(ctx.db)} ${[...new Set(types.map(rightOf))].join(' ')}`;
  const lag = await findLag(ctx.db, eventId);
  const read = await readAfter(ctx, { eventId, types, limit }, after, { of, era });
  const end = writePlace(read.end, { of, era, at: ctx.now });
  const next = `${path}?${new URLSearchParams({ limit: String(limit), after: end }).toString()}`;
  const changes = read.changes.map(changeJson);
  return { body: { changes, after: end, next, more: read.more, lag }, next };
}

/** @throws Invalid where `after` is no place of that list, or what came after it cannot be given any more */
async function readAfter(
  { db, now }: Ctx,
  query: Omit<ChangesQuery, 'after'>,
  after: string | undefined,
  list: { of: string; era: string },
): Promise<ChangesRead> {
  if (after === 'now') return { changes: [], more: false, end: await findEnd(db) };
  const place = after === undefined ? FIRST_PLACE : readPlace(after, { ...list, now });
  return readChanges(db, { ...query, after: place });
}
