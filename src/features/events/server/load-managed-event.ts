/** What the team of an event sees and edits. */
import type { ManagedEventFace } from '#features/events/event-face.ts';
import type { BasicsRow, Copyright, ExtrasRow } from '#features/events/event-form.ts';
import type { Call, EventState } from '#features/events/event.ts';
import { type CheckLine, checkEvent } from '#features/events/wizard.ts';
import { isAccessible } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import type { EventScope } from './policy.ts';

export type ManagedEvent = {
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
};

/** The events of an organizer for its team, drafts among them, the newest first. Call it after authorising. */
export async function listManagedEvents(ctx: Ctx, { organizerId }: { organizerId: number }): Promise<ManagedEvent[]> {
  const rows = await ctx.db
    .selectFrom('events')
    .select(['slug', 'name', 'state', 'startsAt', 'endsAt', 'timeZone', 'hue', 'brandColor'])
    .select((eb) => [
      eb
        .selectFrom('sessions')
        .whereRef('sessions.eventId', '=', 'events.id')
        .select((s) => s.fn.countAll<number>().as('n'))
        .as('sessions'),
      eb
        .selectFrom('speakers')
        .whereRef('speakers.eventId', '=', 'events.id')
        .select((s) => s.fn.countAll<number>().as('n'))
        .as('speakers'),
    ])
    .where('organizerId', '=', organizerId)
    .where('deletedAt', 'is', null)
    .where(isAccessible(ctx, 'events.id'))
    .orderBy('startsAt', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    ...row,
    state: row.state as EventState,
    sessions: row.sessions ?? 0,
    speakers: row.speakers ?? 0,
  }));
}

export type BinnedEvent = {
  slug: string;
  name: string;
  hue: number;
  brandColor: string | null;
  startsAt: Instant;
  endsAt: Instant;
  timeZone: string;
  deletedAt: Instant;
  stateBefore: EventState;
};

/** What lies in an organizer's bin of events that the actor may delete, the last first. Call it after authorising. */
export async function listBin(ctx: Ctx, { organizerId }: { organizerId: number }): Promise<BinnedEvent[]> {
  const rows = await ctx.db
    .selectFrom('events')
    .select(['slug', 'name', 'hue', 'brandColor', 'startsAt', 'endsAt', 'timeZone', 'deletedAt', 'stateBeforeDeletion'])
    .where('organizerId', '=', organizerId)
    .where('deletedAt', 'is not', null)
    .where(isAccessible(ctx, 'events.id', 'delete'))
    .orderBy('deletedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  return rows.map(({ stateBeforeDeletion, deletedAt, ...row }) => ({
    ...row,
    deletedAt: deletedAt as Instant,
    stateBefore: stateBeforeDeletion as EventState,
  }));
}

/**
 * Where an event stands in its life, for the page on which that is changed.
 * @throws NotFound when it went away in between
 */
export async function getEventLife(
  ctx: Ctx,
  { eventId }: EventScope,
): Promise<{
  startsAt: Instant;
  endsAt: Instant;
  cancelledAt: Instant | null;
  cancellationNote: string;
  inSeries: boolean;
}> {
  const row = await ctx.db
    .selectFrom('events')
    .select(['startsAt', 'endsAt', 'cancelledAt', 'cancellationNote', 'seriesId'])
    .where('id', '=', eventId)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.event');
  const { seriesId, ...life } = row;
  return { ...life, inSeries: seriesId !== null };
}

/** What the organiser's pages say of an event wherever one is. @throws NotFound when it went away in between */
export async function getManagedEvent(ctx: Ctx, { eventId }: EventScope): Promise<Omit<ManagedEventFace, 'rights'>> {
  const row = await ctx.db
    .selectFrom('events')
    .select(['slug', 'name', 'state', 'hue', 'brandColor', 'timeZone', 'currency'])
    .select(({ selectFrom }) => {
      const count = (table: 'sessions' | 'speakers' | 'rooms' | 'tracks' | 'sponsors' | 'ticketTypes') =>
        selectFrom(table)
          .whereRef(`${table}.eventId`, '=', 'events.id')
          .select(({ fn }) => fn.countAll<number>().as('n'));
      return [
        count('sessions').as('sessions'),
        count('speakers').as('speakers'),
        count('rooms').as('rooms'),
        count('tracks').as('tracks'),
        count('sponsors').as('sponsors'),
        count('ticketTypes').as('tickets'),
        selectFrom('orders')
          .whereRef('orders.eventId', '=', 'events.id')
          .where('completedAt', 'is not', null)
          .select(({ fn }) => fn.countAll<number>().as('n'))
          .as('orders'),
      ];
    })
    .where('id', '=', eventId)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.event');
  const { slug, name, state, hue, brandColor, timeZone, currency, ...counts } = row;
  const of = (count: number | null): number => count ?? 0;
  const { sessions, speakers, rooms, tracks, sponsors, tickets, orders } = counts;
  return {
    slug,
    name,
    hue,
    brandColor,
    timeZone,
    currency,
    state: state as EventState,
    counts: {
      sessions: of(sessions),
      speakers: of(speakers),
      rooms: of(rooms),
      tracks: of(tracks),
      sponsors: of(sponsors),
      tickets: of(tickets),
      orders: of(orders),
    },
  };
}

export type BasicsView = BasicsRow & {
  /** Whether there is a programme, whose times stand on their own. */
  programmed: boolean;
};

/** What the step `basics` edits. @throws NotFound when it went away in between */
export async function getBasics(ctx: Ctx, { eventId }: EventScope): Promise<BasicsView> {
  const row = await ctx.db
    .selectFrom('events')
    .select([
      'name',
      'subtitle',
      'type',
      'topic',
      'slug',
      'startsAt',
      'endsAt',
      'timeZone',
      'locationName',
      'city',
      'latitude',
      'longitude',
      'onlineUrl',
      'description',
      'currency',
    ])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('sessions')
          .select('id')
          .whereRef('sessions.eventId', '=', 'events.id')
          .where('startsAt', 'is not', null),
      ).as('programmed'),
    )
    .where('id', '=', eventId)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.event');
  return { ...row, programmed: Boolean(row.programmed) };
}

/** What the step `extras` edits. @throws NotFound when it went away in between */
export async function getExtras(ctx: Ctx, { eventId }: EventScope): Promise<ExtrasRow> {
  const row = await ctx.db
    .selectFrom('events')
    .select([
      'timeZone',
      'website',
      'ticketUrl',
      'email',
      'socialLinks',
      'codeOfConduct',
      'copyright',
      'callForSpeakers',
    ])
    .where('id', '=', eventId)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.event');
  const { callForSpeakers, ...texts } = row;
  return {
    ...texts,
    socialLinks: row.socialLinks as ExtrasRow['socialLinks'],
    copyright: row.copyright as Copyright | null,
    call: callForSpeakers as Call | null,
  };
}

/** What is there and what is missing before an event goes public. @throws NotFound when it went away in between */
export async function getChecklist(ctx: Ctx, { eventId }: EventScope): Promise<CheckLine[]> {
  const row = await ctx.db
    .selectFrom('events')
    .select([
      'name',
      'description',
      'locationName',
      'onlineUrl',
      'latitude',
      'logoId',
      'headerId',
      'endsAt',
      'ticketUrl',
      'codeOfConduct',
      'email',
      'type',
    ])
    .select(({ exists, selectFrom }) => [
      exists(selectFrom('ticketTypes').select('id').whereRef('ticketTypes.eventId', '=', 'events.id')).as('ticketed'),
      exists(selectFrom('sessions').select('id').whereRef('sessions.eventId', '=', 'events.id')).as('programmed'),
      exists(
        selectFrom('ticketTypes')
          .select('id')
          .whereRef('ticketTypes.eventId', '=', 'events.id')
          .where('kind', '=', 'paid')
          .where('visibility', '!=', 'hidden'),
      ).as('priced'),
      exists(
        selectFrom('paymentMethods')
          .select('method')
          .whereRef('paymentMethods.eventId', '=', 'events.id')
          .where('enabled', '=', true),
      ).as('payable'),
    ])
    .where('id', '=', eventId)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.event');
  const { latitude, logoId, headerId, ticketed, programmed, priced, payable, ...said } = row;
  return checkEvent(
    {
      ...said,
      located: latitude !== null,
      pictured: logoId !== null || headerId !== null,
      ticketed: Boolean(ticketed),
      programmed: Boolean(programmed),
      priced: Boolean(priced),
      payable: Boolean(payable),
    },
    ctx.now,
  );
}
