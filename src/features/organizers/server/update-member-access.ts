/** In which events a member works, as what, and which tracks are theirs. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden, Invalid, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { EVENT_ROLES, mayGrant } from '../organizer.ts';
import { lockTeam, type Teammate, teammate } from './lock-team.ts';
import { noOrganizer, type OrganizerScope, requireRight } from './policy.ts';

export type MemberAccess = {
  userId: string;
  /** Whether they work in all events that `roles` does not speak of, those to come among them. */
  allEvents: boolean;
  /**
   * By an event's slug: a role, `none` for hidden, '' for nothing of its own. Events that are not named stay as they
   * are.
   */
  roles: Record<string, string>;
  /** Ids of the tracks that are theirs, of all events together. */
  tracks: number[];
};

/**
 * Narrows a member within events. @throws NotFound for who is not in the team; Forbidden for an owner unless by one;
 * Conflict for owners, who work everywhere; Invalid for events and tracks that are not the organizer's, and for more
 * than the member's own role
 */
export async function updateMemberAccess(ctx: Ctx, scope: OrganizerScope, input: MemberAccess): Promise<void> {
  await transact(ctx, async (ctx) => {
    const team = await lockTeam(ctx, scope);
    const by = await requireRight(ctx, scope, 'manage-team', noOrganizer(scope.slug));
    const member = teammate(team, input.userId);
    if (!mayGrant(by.role, member.role)) throw new Forbidden('forbidden.owner_events');
    if (member.role === 'owner') throw new Conflict('owner_everywhere.member');
    const before = await accessOf(ctx, scope, member.userId);
    await ctx.db
      .updateTable('organizerMembers')
      .set({ allEvents: input.allEvents })
      .where('organizerId', '=', scope.organizerId)
      .where('userId', '=', member.userId)
      .execute();
    await writeRoles(ctx, scope, member, input.roles);
    await writeTracks(ctx, scope, member.userId, input.tracks);
    const after = await accessOf(ctx, scope, member.userId);
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      action: 'member.update',
      subject: `member ${member.name}`,
      before,
      after,
    });
  });
}

async function writeRoles(
  ctx: Ctx,
  scope: OrganizerScope,
  member: Teammate,
  roles: Record<string, string>,
): Promise<void> {
  const slugs = Object.keys(roles);
  if (slugs.length === 0) return;
  const events = await ctx.db
    .selectFrom('events')
    .select(['id', 'slug'])
    .where('organizerId', '=', scope.organizerId)
    .where('deletedAt', 'is', null)
    .where('slug', 'in', slugs)
    .execute();
  const missing = slugs.find((slug) => !events.some((event) => event.slug === slug));
  if (missing !== undefined) throw new Invalid('invalid.event', [problem(`role.${missing}`, 'field.event')]);
  const known: readonly string[] = [...EVENT_ROLES[member.role], 'none', ''];
  const wrong = slugs.find((slug) => !known.includes(roles[slug] as string));
  if (wrong !== undefined) throw new Invalid('invalid.event_role', [problem(`role.${wrong}`, 'field.role')]);
  await ctx.db
    .deleteFrom('eventMembers')
    .where('userId', '=', member.userId)
    .where(
      'eventId',
      'in',
      events.map(({ id }) => id),
    )
    .execute();
  const rows = events
    .filter(({ slug }) => roles[slug] !== '')
    .map(({ id, slug }) => ({ eventId: id, userId: member.userId, role: roles[slug] as string }));
  if (rows.length > 0) await ctx.db.insertInto('eventMembers').values(rows).execute();
}

async function writeTracks(ctx: Ctx, scope: OrganizerScope, userId: string, chosen: number[]): Promise<void> {
  const own = await ctx.db
    .selectFrom('tracks')
    .innerJoin('events', 'events.id', 'tracks.eventId')
    .select('tracks.id')
    .where('events.organizerId', '=', scope.organizerId)
    .execute();
  const ids = own.map(({ id }) => id);
  if (chosen.some((id) => !ids.includes(id))) throw new Invalid('invalid.track', [problem('tracks', 'field.track')]);
  if (ids.length > 0)
    await ctx.db.deleteFrom('trackMembers').where('userId', '=', userId).where('trackId', 'in', ids).execute();
  if (chosen.length > 0)
    await ctx.db
      .insertInto('trackMembers')
      .values([...new Set(chosen)].map((trackId) => ({ trackId, userId })))
      .execute();
}

/** As the record tells it. */
async function accessOf(ctx: Ctx, { organizerId }: OrganizerScope, userId: string): Promise<Record<string, unknown>> {
  const { allEvents } = await ctx.db
    .selectFrom('organizerMembers')
    .select('allEvents')
    .where('organizerId', '=', organizerId)
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow();
  const roles = await ctx.db
    .selectFrom('eventMembers')
    .innerJoin('events', 'events.id', 'eventMembers.eventId')
    .select(['events.name', 'eventMembers.role'])
    .where('events.organizerId', '=', organizerId)
    .where('eventMembers.userId', '=', userId)
    .orderBy('events.id')
    .execute();
  const tracks = await ctx.db
    .selectFrom('trackMembers')
    .innerJoin('tracks', 'tracks.id', 'trackMembers.trackId')
    .innerJoin('events', 'events.id', 'tracks.eventId')
    .select('tracks.name')
    .where('events.organizerId', '=', organizerId)
    .where('trackMembers.userId', '=', userId)
    .orderBy('tracks.id')
    .execute();
  return {
    allEvents,
    events: roles.map(({ name, role }) => `${name}: ${role}`).join(', '),
    tracks: tracks.map(({ name }) => name).join(', '),
  };
}
