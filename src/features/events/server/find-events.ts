/** Finding events among an organizer's own: by words, by state, a page at a time, a series as one. */
import { sql } from 'kysely';
import { isAccessible } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { containing } from '#platform/db/containing.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import type { Instant } from '#platform/time.ts';
import type { EventState } from '../event.ts';

export type FoundEvent = {
  slug: string;
  name: string;
  state: EventState;
  startsAt: Instant;
  endsAt: Instant;
  timeZone: string;
  hue: number;
  brandColor: string | null;
  sessions: number;
  speakers: number;
  /** How many dates of its series match; 1 for an event of its own. */
  dates: number;
};

export type EventsFilter = {
  /** Words that the name or the city has in it. */
  q?: string;
  state?: EventState | undefined;
  /** The slug of an event whose series is wanted, each date by itself. */
  series?: string;
  /** Where the page before ended. */
  after?: string;
  limit?: number;
};

export type FoundEvents = { events: FoundEvent[]; /** For the next page; '' at the end. */ next: string };

export const EVENTS_A_PAGE = 25;

/**
 * Events that the actor may know of, those that begin last first. Of a series the next date that matches stands for
 * all, or the last one where all are over. One statement, whatever the count. Call it after authorising.
 */
export async function findEvents(
  ctx: Ctx,
  { organizerId }: { organizerId: number },
  filter: EventsFilter = {},
): Promise<FoundEvents> {
  const { q = '', series = '', limit = EVENTS_A_PAGE } = filter;
  const after = readCursor(filter.after ?? '');
  const now = timestamp(ctx.now);
  const group = series ? sql`events.id` : sql`coalesce(events.series_id, -events.id)`;
  const matching = ctx.db
    .selectFrom('events')
    .select(['id', 'slug', 'name', 'state', 'startsAt', 'endsAt', 'timeZone', 'hue', 'brandColor'])
    .select([
      sql<number>`row_number() over (partition by ${group} order by (ends_at >= ${now}) desc, case when ends_at >= ${now} then starts_at end, starts_at desc, id)`.as(
        'rank',
      ),
      sql<number>`count(*) over (partition by ${group})`.as('dates'),
    ])
    .where('organizerId', '=', organizerId)
    .where('deletedAt', 'is', null)
    .where(isAccessible(ctx, 'events.id'))
    .$if(filter.state !== undefined, (query) => query.where('state', '=', filter.state as string))
    .$if(series !== '', (query) =>
      query.where('seriesId', '=', (eb) =>
        eb
          .selectFrom('events as one')
          .select('one.seriesId')
          .where('one.slug', '=', series)
          .where('one.organizerId', '=', organizerId),
      ),
    )
    .$if(q !== '', (query) =>
      query.where((eb) => eb.or([eb('name', 'ilike', containing(q)), eb('city', 'ilike', containing(q))])),
    );
  const rows = await ctx.db
    .selectFrom(matching.as('e'))
    .selectAll('e')
    .select((eb) => [
      eb
        .selectFrom('sessions')
        .whereRef('sessions.eventId', '=', 'e.id')
        .select((s) => s.fn.countAll<number>().as('n'))
        .as('sessions'),
      eb
        .selectFrom('speakers')
        .whereRef('speakers.eventId', '=', 'e.id')
        .select((s) => s.fn.countAll<number>().as('n'))
        .as('speakers'),
    ])
    .where('rank', '=', 1)
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(starts_at, id) < (${timestamp(after?.at ?? 0)}, ${after?.id ?? 0})`),
    )
    .orderBy('startsAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const events = shown.map(({ id: _id, rank: _rank, ...row }) => ({
    ...row,
    state: row.state as EventState,
    dates: Number(row.dates),
    sessions: row.sessions ?? 0,
    speakers: row.speakers ?? 0,
  }));
  return { events, next: rows.length > limit && last ? `${last.startsAt}.${last.id}` : '' };
}

function readCursor(text: string): { at: Instant; id: number } | null {
  const [, at, id] = /^(-?\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  return at === undefined ? null : { at: Number(at), id: Number(id) };
}
