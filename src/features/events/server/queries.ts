/** Reading events. */
import { sql } from 'kysely';
import type { EventFace } from '#features/events/event-face.ts';
import { type Call, type EventState, shownCall } from '#features/events/event.ts';
import { type Picture, presentPicture } from '#features/media/picture.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { NotFound } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { webAddress, webLinks } from '#platform/web-address.ts';
import { rememberOfEvent } from './remember-event.ts';
import type { EventScope } from './policy.ts';

export type EventView = EventFace & {
  subtitle: string;
  description: string;
  latitude: number | null;
  longitude: number | null;
  /** The organiser's own plan of the place. */
  plan: Picture | null;
  /** What it shows, in words. */
  planAlt: string;
  /** Whether one may take part from afar. */
  online: boolean;
  /** Where; '' also where only those who hold a ticket get to know. */
  onlineUrl: string;
  website: string;
  ticketUrl: string;
  /** For questions; an address, or ''. */
  email: string;
  language: string;
  codeOfConduct: string;
  copyright: { holder: string; licence: string; licenceUrl: string; year: string } | null;
  socialLinks: { title: string; url: string }[];
  callForSpeakers: { announcement: string; startsAt: Instant | null; endsAt: Instant | null } | null;
  dayChangeMinutes: number;
  /** What is said of its cancellation; '' where nothing is. */
  cancellationNote: string;
  /** In which the event asks for money. */
  currency: string;
  /** What kind of event, and about what: names of the lists in `event-types.ts`, or a text of its own; '' for none. */
  type: string;
  topic: string;
  version: number;
  updatedAt: Instant;
  organizer: { slug: string; name: string };
};

/** Everything that an event's pages show of the event itself. @throws NotFound when it went away in between */
export async function getEvent(ctx: Ctx, { eventId }: EventScope): Promise<EventView> {
  return rememberOfEvent(ctx, eventId, 'view', () => loadEvent(ctx, eventId));
}

async function loadEvent(ctx: Ctx, eventId: number): Promise<EventView> {
  const row = await facesQuery(ctx)
    .leftJoin('pictures as plan', 'plan.id', 'events.planId')
    .select([
      'events.subtitle',
      'events.description',
      'events.latitude',
      'events.longitude',
      'events.website',
      'events.ticketUrl',
      'events.language',
      'events.codeOfConduct',
      'events.copyright',
      'events.socialLinks',
      'events.callForSpeakers',
      'events.dayChangeMinutes',
      'events.cancellationNote',
      'events.currency',
      'events.version',
      'events.updatedAt',
      'events.onlineUrl',
      'events.email',
      'events.type',
      'events.topic',
      'events.planAlt',
      'plan.picture as planPicture',
    ])
    .select(({ exists, selectFrom }) =>
      exists(selectFrom('ticketTypes').select('id').whereRef('ticketTypes.eventId', '=', 'events.id')).as('ticketed'),
    )
    .where('events.id', '=', eventId)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.event');
  return {
    ...presentFace(row),
    subtitle: row.subtitle,
    description: row.description,
    latitude: row.latitude,
    longitude: row.longitude,
    plan: presentPicture(row.planPicture, 'event', row.planAlt),
    planAlt: row.planAlt,
    online: row.onlineUrl !== '',
    onlineUrl: row.ticketed || row.ticketUrl !== '' ? '' : webAddress(row.onlineUrl),
    website: webAddress(row.website),
    ticketUrl: webAddress(row.ticketUrl),
    email: row.email,
    language: row.language,
    codeOfConduct: row.codeOfConduct,
    dayChangeMinutes: row.dayChangeMinutes,
    cancellationNote: row.cancellationNote,
    currency: row.currency,
    type: row.type,
    topic: row.topic,
    version: row.version,
    updatedAt: row.updatedAt,
    copyright: row.copyright as EventView['copyright'],
    socialLinks: webLinks(row.socialLinks as EventView['socialLinks']),
    callForSpeakers: shownCall(row.callForSpeakers as Call | null),
    organizer: { slug: row.organizerSlug, name: row.organizerName || row.organizerOwnName },
  };
}

/** `type`, `topic`: names of the lists in `event-types.ts`. */
export type EventListFilter = {
  when: 'upcoming' | 'past';
  organizerId?: number;
  type?: string;
  topic?: string;
  limit?: number;
  offset?: number;
};

/** Public events: those that have not ended by the next to begin, or those that have by the last to end. */
export async function listPublicEvents(ctx: Ctx, filter: EventListFilter): Promise<EventFace[]> {
  const now = timestamp(ctx.now);
  let query = facesQuery(ctx)
    .where('events.state', '!=', 'draft')
    .limit(filter.limit ?? 60)
    .offset(filter.offset ?? 0);
  if (filter.organizerId !== undefined) query = query.where('events.organizerId', '=', filter.organizerId);
  if (filter.type) query = query.where(sql<boolean>`lower(events.type) = lower(${filter.type})`);
  if (filter.topic) query = query.where(sql<boolean>`lower(events.topic) = lower(${filter.topic})`);
  query =
    filter.when === 'upcoming'
      ? query.where('events.endsAt', '>=', now).orderBy('events.startsAt').orderBy('events.id')
      : query.where('events.endsAt', '<', now).orderBy('events.endsAt', 'desc').orderBy('events.id', 'desc');
  return (await query.execute()).map(presentFace);
}

/** The types and topics of public events as they are stored, each once. */
export async function listKinds(ctx: Ctx): Promise<{ types: string[]; topics: string[] }> {
  const list = async (column: 'type' | 'topic'): Promise<string[]> => {
    const rows = await ctx.db
      .selectFrom('events')
      .select(column)
      .distinct()
      .where('state', '!=', 'draft')
      .where(column, '!=', '')
      .execute();
    return rows.map((row) => row[column] as string);
  };
  return { types: await list('type'), topics: await list('topic') };
}

/**
 * Other dates of an event's series that are public: those to come by the next, then those that are over by the last; at
 * most `limit`.
 */
export async function listOtherDates(
  ctx: Ctx,
  { eventId }: EventScope,
  limit = 12,
): Promise<{ isInSeries: boolean; dates: EventFace[] }> {
  const { seriesId } = await getEventRow(ctx, eventId);
  if (!seriesId) return { isInSeries: false, dates: [] };
  const now = timestamp(ctx.now);
  const rows = await facesQuery(ctx)
    .where('events.seriesId', '=', seriesId)
    .where('events.id', '!=', eventId)
    .where('events.state', '!=', 'draft')
    .orderBy(sql`events.ends_at < ${now}`)
    .orderBy(sql`case when events.ends_at >= ${now} then events.starts_at end`)
    .orderBy('events.startsAt', 'desc')
    .limit(limit)
    .execute();
  return { isInSeries: true, dates: rows.map(presentFace) };
}

/** Where a public event is now that had this address before; undefined where there is none. */
export async function findMovedEvent(ctx: Ctx, formerSlug: string): Promise<string | undefined> {
  const row = await ctx.db
    .selectFrom('formerAddresses')
    .innerJoin('events', 'events.id', 'formerAddresses.eventId')
    .select('events.slug')
    .where('formerAddresses.slug', '=', formerSlug)
    .where('events.state', '!=', 'draft')
    .executeTakeFirst();
  return row?.slug;
}

/** What decides about an event's sale and orders, in one row. @throws NotFound when it went away in between */
async function getEventRow(ctx: Ctx, eventId: number) {
  return rememberOfEvent(ctx, eventId, 'row', async () => {
    const row = await ctx.db
      .selectFrom('events')
      .select([
        'state',
        'stateBeforeDeletion',
        'deletedAt',
        'startsAt',
        'endsAt',
        'timeZone',
        'currency',
        'version',
        'seriesId',
      ])
      .where('id', '=', eventId)
      .executeTakeFirst();
    if (!row) throw new NotFound('not_found.event_gone');
    return row;
  });
}

/** In which currency an event asks for money, and by which clock it sells. */
export async function getEventMoney(
  ctx: Ctx,
  { eventId }: EventScope,
): Promise<{ currency: string; timeZone: string; endsAt: Instant }> {
  const { currency, timeZone, endsAt } = await getEventRow(ctx, eventId);
  return { currency, timeZone, endsAt };
}

/**
 * What a sale needs to know of its event: whether anything is sold at all, until when, in which currency; and its
 * version, which every change counts up.
 * @throws NotFound
 */
export async function getEventForSale(
  ctx: Ctx,
  eventId: number,
): Promise<{ isOpen: boolean; currency: string; endsAt: Instant; version: number }> {
  const { state, deletedAt, currency, endsAt, version } = await getEventRow(ctx, eventId);
  return { isOpen: state === 'published' && deletedAt === null, currency, endsAt, version };
}

/** When an event takes place. @throws NotFound when it went away in between */
export async function getEventTimes(
  ctx: Ctx,
  { eventId }: { eventId: number },
): Promise<{ startsAt: Instant; endsAt: Instant; timeZone: string }> {
  const { startsAt, endsAt, timeZone } = await getEventRow(ctx, eventId);
  return { startsAt, endsAt, timeZone };
}

/**
 * How an event is to those who ordered for it: one that was cancelled stays so in the bin. @throws NotFound when it
 * went away in between
 */
export async function getEventFacts(
  ctx: Ctx,
  eventId: number,
): Promise<{ state: EventState; startsAt: Instant; endsAt: Instant }> {
  const { state, stateBeforeDeletion, startsAt, endsAt } = await getEventRow(ctx, eventId);
  return { startsAt, endsAt, state: (stateBeforeDeletion === 'cancelled' ? stateBeforeDeletion : state) as EventState };
}

/** Slugs and last changes of all public events, for the sitemap. */
export async function listPublicAddresses(ctx: Ctx): Promise<{ slug: string; updatedAt: Instant }[]> {
  return ctx.db
    .selectFrom('events')
    .select(['slug', 'updatedAt'])
    .where('state', '!=', 'draft')
    .orderBy('id')
    .limit(50_000)
    .execute();
}

function facesQuery(ctx: Ctx) {
  return ctx.db
    .selectFrom('events')
    .innerJoin('organizers', 'organizers.id', 'events.organizerId')
    .leftJoin('pictures as logo', 'logo.id', 'events.logoId')
    .leftJoin('pictures as header', 'header.id', 'events.headerId')
    .select([
      'events.slug',
      'events.name',
      'events.hue',
      'events.brandColor',
      'events.startsAt',
      'events.endsAt',
      'events.timeZone',
      'events.locationName',
      'events.city',
      'events.state',
      'events.organizerName',
      'organizers.slug as organizerSlug',
      'organizers.name as organizerOwnName',
      'logo.picture as logoPicture',
      'header.picture as headerPicture',
    ]);
}

type FaceRow = Awaited<ReturnType<ReturnType<typeof facesQuery>['execute']>>[number];

function presentFace(row: FaceRow): EventFace {
  return {
    slug: row.slug,
    name: row.name,
    hue: row.hue,
    brandColor: row.brandColor,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    timeZone: row.timeZone,
    locationName: row.locationName,
    city: row.city,
    state: row.state as EventState,
    picture: presentPicture(row.headerPicture, 'event'),
    logo: presentPicture(row.logoPicture, 'logo'),
  };
}
