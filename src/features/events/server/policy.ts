/** Who may do what with an event. */
import type { Right } from '#features/organizers/organizer.ts';
import { requireRight } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, NotFound } from '#platform/errors.ts';
import type { Reason } from '#platform/i18n/problem.ts';
import { type EventState, isPublicEvent } from '../event.ts';
import { noteEventStamp, rememberOfEvent } from './remember-event.ts';

declare const minted: unique symbol;
/** Proof that the actor may act on this event. Every query about an event takes one; only this file makes them. */
export type EventScope = {
  readonly eventId: number;
  readonly organizerId: number;
  readonly slug: string;
  /** Ids of the tracks to which the actor's right is confined; absent: the whole event. */
  readonly tracks?: readonly number[];
  readonly [minted]: 'event';
};

/**
 * Lets the actor in for `right`, by the event's slug.
 * @throws NotFound where there is none or it is not the actor's to know of; Forbidden for a member without the right
 */
export async function authoriseEvent(ctx: Ctx, slug: string, right: Right): Promise<EventScope> {
  const event = await findEvent(ctx, slug);
  const permission = await requireRight(
    ctx,
    { organizerId: event.organizerId, eventId: event.id },
    right,
    unknown(slug),
  );
  const whole = CONFINED[right];
  if (!whole || permission.allows(whole)) return scopeOf(event);
  return { ...scopeOf(event), tracks: (await listOwnTracks(ctx, event.id)).map(({ id }) => id) };
}

/**
 * Like authoriseEvent, for programs with a key: of a public event, which they may read, they hear that they may not do
 * this.
 * @throws Forbidden also for who has nothing to do with a public event
 */
export async function authoriseEventByKey(ctx: Ctx, slug: string, right: Right): Promise<EventScope> {
  try {
    return await authoriseEvent(ctx, slug, right);
  } catch (error) {
    if (!(error instanceof NotFound) || !isPublicEvent((await findEvent(ctx, slug)).state as EventState)) throw error;
    throw new Forbidden('forbidden.key_of_team');
  }
}

/**
 * Like authoriseEvent, for addresses that name the organizer too.
 * @throws NotFound also where the event is another organizer's
 */
export async function authoriseEventOf(
  ctx: Ctx,
  { organizer, event }: { organizer: string; event: string },
  right: Right,
): Promise<EventScope> {
  const scope = await authoriseEvent(ctx, event, right);
  const owner = await ctx.db
    .selectFrom('organizers')
    .select('slug')
    .where('id', '=', scope.organizerId)
    .executeTakeFirst();
  if (owner?.slug !== organizer) throw notFound(event);
  return scope;
}

/**
 * Lets anybody see a published event, and its team a draft.
 * @throws NotFound for others' drafts and unknown ones alike
 */
export async function authorisePublicEvent(ctx: Ctx, slug: string): Promise<EventScope> {
  const event = await findEvent(ctx, slug);
  if (!isPublicEvent(event.state as EventState))
    await requireRight(ctx, { organizerId: event.organizerId, eventId: event.id }, 'see', unknown(slug));
  noteEventStamp(ctx, { eventId: event.id, stamp: event.stamp });
  return scopeOf(event);
}

/** The scope of an event that the system itself works on: jobs and the end of a creation. @throws NotFound */
export async function systemEventScope(ctx: Ctx, eventId: number): Promise<EventScope> {
  return rememberOfEvent(ctx, eventId, 'scope', async () => {
    const event = await ctx.db
      .selectFrom('events')
      .select(['id', 'organizerId', 'slug'])
      .where('id', '=', eventId)
      .executeTakeFirst();
    if (!event) throw new NotFound('not_found.event');
    return scopeOf(event);
  });
}

/** Rights that reach no further than one's own tracks, and those that make them reach everywhere. */
const CONFINED: Partial<Record<Right, Right>> = {
  'edit-own-sessions': 'edit-programme',
  'edit-own-tracks': 'edit-tracks',
};

/** The tracks of an event that the actor looks after; none for anybody but a person. */
export async function listOwnTracks({ db, actor }: Ctx, eventId: number): Promise<{ id: number; number: number }[]> {
  if (actor.kind !== 'user') return [];
  return db
    .selectFrom('trackMembers')
    .innerJoin('tracks', 'tracks.id', 'trackMembers.trackId')
    .select(['tracks.id', 'tracks.number'])
    .where('tracks.eventId', '=', eventId)
    .where('trackMembers.userId', '=', actor.userId)
    .orderBy('tracks.number')
    .execute();
}

async function findEvent(ctx: Ctx, slug: string) {
  const event = await ctx.db
    .selectFrom('events')
    .select(['id', 'organizerId', 'slug', 'state', 'stamp'])
    .where('slug', '=', slug)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  if (!event) throw notFound(slug);
  return event;
}

function scopeOf(event: { id: number; organizerId: number; slug: string }): EventScope {
  return { eventId: event.id, organizerId: event.organizerId, slug: event.slug } as EventScope;
}

function notFound(slug: string): NotFound {
  const { code, values } = unknown(slug);
  return new NotFound(code, values);
}

function unknown(slug: string): Reason {
  return { code: 'not_found.event_named', values: { slug } };
}
