/** Reading organizers. */
import { sql } from 'kysely';
import { type Picture, presentPicture } from '#features/media/picture.ts';
import { type Ctx, grantOf } from '#platform/ctx.ts';
import { containing } from '#platform/db/containing.ts';
import { NotFound } from '#platform/errors.ts';
import { isUuid } from '#platform/ids.ts';
import { requireOperator } from '#platform/operator.ts';
import type { Instant } from '#platform/time.ts';
import { webAddress } from '#platform/web-address.ts';
import {
  invitationState,
  type InvitationState,
  type OrganizerRole,
  ORGANIZER_ROLES,
  type Right,
  roleAllows,
} from '../organizer.ts';
import { hashToken } from './invite-member.ts';
import { isAccessible, type OrganizerScope } from './policy.ts';

export type OrganizerView = { id: number; slug: string; name: string; description: string; website: string };

/** The public view. @throws NotFound */
export async function getOrganizer(ctx: Ctx, slug: string): Promise<OrganizerView & { logo: Picture | null }> {
  const row = await ctx.db
    .selectFrom('organizers as o')
    .leftJoin('pictures as logo', 'logo.id', 'o.logoId')
    .select(['o.id', 'o.slug', 'o.name', 'o.description', 'o.website', 'logo.picture as logo'])
    .where('o.slug', '=', slug)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.organizer', { slug });
  return { ...row, website: webAddress(row.website), logo: presentPicture(row.logo, 'logo', row.name) };
}

/** The organizers that the actor may work in, by name; all of them for administrators and the system. */
export async function listOwnOrganizers(ctx: Ctx): Promise<OrganizerView[]> {
  if (ctx.actor.kind === 'nobody') return [];
  return ownOrganizers(ctx).orderBy('name').orderBy('id').execute();
}

/** Whether the actor may work in organizers beside this one. */
export async function hasOtherOrganizers(ctx: Ctx, { organizerId }: OrganizerScope): Promise<boolean> {
  if (ctx.actor.kind === 'nobody') return false;
  return (await ownOrganizers(ctx).where('id', '!=', organizerId).limit(1).executeTakeFirst()) !== undefined;
}

function ownOrganizers({ db, actor }: Ctx) {
  const { organizerId = null } = grantOf(actor) ?? {};
  const query = db
    .selectFrom('organizers')
    .select(['id', 'slug', 'name', 'description', 'website'])
    .$if(organizerId !== null, (all) => all.where('id', '=', organizerId as number));
  if (actor.kind !== 'user' || actor.administrator) return query;
  return query.where('id', 'in', (eb) =>
    eb.selectFrom('organizerMembers').select('organizerId').where('userId', '=', actor.userId),
  );
}

export type OrganizerLine = { slug: string; name: string; events: number; owners: string; createdAt: Instant };

const LISTED = 50;

/**
 * The organizers of the installation, by name, for those who look after it.
 * @throws NotFound and Forbidden for all but administrators
 */
export async function listAllOrganizers(
  ctx: Ctx,
  { q = '', page = 1 }: { q?: string; page?: number },
): Promise<{ organizers: OrganizerLine[]; total: number; hasMore: boolean }> {
  requireOperator(ctx);
  const found = ctx.db
    .selectFrom('organizers as o')
    .$if(q !== '', (query) =>
      query.where((eb) => eb.or([eb('o.name', 'ilike', containing(q)), eb('o.slug', 'ilike', containing(q))])),
    );
  const { total } = await found.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await found
    .select(['o.slug', 'o.name', 'o.createdAt'])
    .select(
      sql<number>`(select count(*)::int from events e where e.organizer_id = o.id and e.deleted_at is null)`.as(
        'events',
      ),
    )
    .select(
      sql<string>`coalesce((select string_agg(u.name, ', ' order by u.name) from organizer_members m join users u on u.id = m.user_id where m.organizer_id = o.id and m.role = 'owner'), '')`.as(
        'owners',
      ),
    )
    .orderBy('o.name')
    .orderBy('o.id')
    .offset((page - 1) * LISTED)
    .limit(LISTED + 1)
    .execute();
  return { organizers: rows.slice(0, LISTED), total: Number(total), hasMore: rows.length > LISTED };
}

export type OrganizerSettings = {
  slug: string;
  name: string;
  website: string;
  description: string;
  requireSecondFactor: boolean;
  logo: Picture | null;
  /** Names of those in the team who have no second factor. */
  without: string[];
};

/** What its settings say, as they are stored. @throws NotFound when it went away in between */
export async function getOrganizerSettings(
  ctx: Ctx,
  { organizerId, slug }: OrganizerScope,
): Promise<OrganizerSettings> {
  const row = await ctx.db
    .selectFrom('organizers as o')
    .leftJoin('pictures as logo', 'logo.id', 'o.logoId')
    .select(['o.slug', 'o.name', 'o.website', 'o.description', 'o.requireSecondFactor', 'logo.picture as logo'])
    .where('o.id', '=', organizerId)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.organizer', { slug });
  const team = await ctx.db
    .selectFrom('organizerMembers')
    .innerJoin('users', 'users.id', 'organizerMembers.userId')
    .select('users.name')
    .where('organizerId', '=', organizerId)
    .where(hasSecondFactor, '=', false)
    .orderBy('users.name')
    .execute();
  return { ...row, logo: presentPicture(row.logo, 'logo', row.name), without: team.map(({ name }) => name) };
}

/** A code from an app, or a passkey. */
const hasSecondFactor = sql<boolean>`(users.two_factor_enabled or exists (select 1 from passkeys where passkeys.user_id = users.id))`;

export type Member = {
  userId: string;
  name: string;
  email: string;
  role: OrganizerRole;
  allEvents: boolean;
  secondFactor: boolean;
  since: Instant;
  /** In how many events they have a role of their own. */
  narrowed: number;
};

/** The team: owners first, then by name. */
export async function listTeam(ctx: Ctx, { organizerId }: OrganizerScope): Promise<Member[]> {
  const rows = await ctx.db
    .selectFrom('organizerMembers as m')
    .innerJoin('users', 'users.id', 'm.userId')
    .select([
      'users.id as userId',
      'users.name',
      'users.email',
      'm.role',
      'm.allEvents',
      'm.createdAt as since',
      hasSecondFactor.as('secondFactor'),
    ])
    .select((eb) =>
      eb
        .selectFrom('eventMembers')
        .innerJoin('events', 'events.id', 'eventMembers.eventId')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .whereRef('eventMembers.userId', '=', 'm.userId')
        .whereRef('events.organizerId', '=', 'm.organizerId')
        .where('events.deletedAt', 'is', null)
        .as('narrowed'),
    )
    .where('m.organizerId', '=', organizerId)
    .orderBy('users.name')
    .orderBy('users.id')
    .execute();
  const members = rows.map((row) => ({ ...row, role: row.role as OrganizerRole, narrowed: row.narrowed ?? 0 }));
  return members.sort((a, b) => ORGANIZER_ROLES.indexOf(a.role) - ORGANIZER_ROLES.indexOf(b.role));
}

/** Whom a letter about an organizer goes to. */
export type Owner = { email: string; locale: string; organizer: string; slug: string };

/** The owners of that organizer, with its name and slug. */
export function listOwners({ db }: Ctx, organizerId: number): Promise<Owner[]> {
  return db
    .selectFrom('organizerMembers as m')
    .innerJoin('users', 'users.id', 'm.userId')
    .innerJoin('organizers as o', 'o.id', 'm.organizerId')
    .select(['users.email', 'users.locale', 'o.name as organizer', 'o.slug'])
    .where('m.organizerId', '=', organizerId)
    .where('m.role', '=', 'owner')
    .orderBy('users.id')
    .execute();
}

/** One of the team. @throws NotFound for everybody else */
export async function getMember(ctx: Ctx, scope: OrganizerScope, userId: string): Promise<Member> {
  const member = isUuid(userId) ? (await listTeam(ctx, scope)).find((one) => one.userId === userId) : undefined;
  if (!member) throw new NotFound('not_found.member');
  return member;
}

export type EventAccess = {
  slug: string;
  name: string;
  startsAt: Instant;
  timeZone: string;
  /** A role, `none`, or '' where nothing is said for this event. */
  role: string;
  tracks: { id: number; name: string; own: boolean }[];
};

/** What a member is in each event that the actor may know of, the newest first. */
export async function listEventAccess(
  ctx: Ctx,
  { organizerId }: OrganizerScope,
  userId: string,
): Promise<EventAccess[]> {
  const events = await ctx.db
    .selectFrom('events')
    .leftJoin('eventMembers as e', (join) => join.onRef('e.eventId', '=', 'events.id').on('e.userId', '=', userId))
    .select(['events.id', 'events.slug', 'events.name', 'events.startsAt', 'events.timeZone', 'e.role'])
    .where('events.organizerId', '=', organizerId)
    .where('events.deletedAt', 'is', null)
    .where(isAccessible(ctx, 'events.id'))
    .orderBy('events.startsAt', 'desc')
    .orderBy('events.id', 'desc')
    .execute();
  const tracks = await ctx.db
    .selectFrom('tracks')
    .innerJoin('events', 'events.id', 'tracks.eventId')
    .leftJoin('trackMembers as t', (join) => join.onRef('t.trackId', '=', 'tracks.id').on('t.userId', '=', userId))
    .select(['tracks.id', 'tracks.name', 'tracks.eventId', 't.userId as owner'])
    .where('events.organizerId', '=', organizerId)
    .orderBy('tracks.number')
    .execute();
  return events.map(({ id, role, ...event }) => ({
    ...event,
    role: role ?? '',
    tracks: tracks
      .filter((track) => track.eventId === id)
      .map((track) => ({ id: track.id, name: track.name, own: track.owner !== null })),
  }));
}

export type EventTeammate = {
  userId: string;
  name: string;
  email: string;
  role: OrganizerRole;
  teamRole: OrganizerRole;
  tracks: string[];
};

/** Who works in that event of the organizer, and as what. */
export async function listEventTeam(
  ctx: Ctx,
  { organizerId, eventId }: { organizerId: number; eventId: number },
): Promise<EventTeammate[]> {
  const rows = await ctx.db
    .selectFrom('organizerMembers as m')
    .innerJoin('users', 'users.id', 'm.userId')
    .leftJoin('eventMembers as e', (join) => join.onRef('e.userId', '=', 'm.userId').on('e.eventId', '=', eventId))
    .select([
      'users.id as userId',
      'users.name',
      'users.email',
      'm.role as teamRole',
      'm.allEvents',
      'e.role as eventRole',
    ])
    .select(
      sql<
        string[]
      >`array(select tracks.name from track_members join tracks on tracks.id = track_members.track_id where track_members.user_id = m.user_id and tracks.event_id = ${eventId} order by tracks.number)`.as(
        'tracks',
      ),
    )
    .where('m.organizerId', '=', organizerId)
    .orderBy('users.name')
    .orderBy('users.id')
    .execute();
  const team = rows.map(({ allEvents, eventRole, teamRole, ...row }) => ({
    ...row,
    teamRole: teamRole as OrganizerRole,
    role: (eventRole ?? (allEvents ? teamRole : 'none')) as OrganizerRole | 'none',
  }));
  const there = team.filter((one): one is EventTeammate => one.role !== 'none');
  return there.sort((a, b) => ORGANIZER_ROLES.indexOf(a.role) - ORGANIZER_ROLES.indexOf(b.role));
}

export type OpenInvitation = {
  id: number;
  email: string;
  role: OrganizerRole;
  state: InvitationState;
  expiresAt: Instant;
  invitedBy: string;
  /** Names of the events it is for, null for all. */
  events: string[] | null;
};

/** Invitations that wait for an answer, or that nobody answered in time. */
export async function listInvitations(ctx: Ctx, { organizerId }: OrganizerScope): Promise<OpenInvitation[]> {
  const rows = await ctx.db
    .selectFrom('invitations as i')
    .leftJoin('users', 'users.id', 'i.invitedBy')
    .select([
      'i.id',
      'i.email',
      'i.role',
      'i.state',
      'i.expiresAt',
      'i.allEvents',
      'users.name as invitedBy',
      eventNames.as('events'),
    ])
    .where('i.organizerId', '=', organizerId)
    .where('i.state', '=', 'open')
    .orderBy('i.createdAt', 'desc')
    .orderBy('i.id', 'desc')
    .execute();
  return rows.map(({ allEvents, ...row }) => ({
    ...row,
    role: row.role as OrganizerRole,
    state: invitationState(row.state, row.expiresAt, ctx.now),
    invitedBy: row.invitedBy ?? '',
    events: allEvents ? null : row.events,
  }));
}

const eventNames = sql<
  string[]
>`array(select events.name from invitation_events join events on events.id = invitation_events.event_id where invitation_events.invitation_id = i.id order by events.id)`;

export type InvitationView = {
  organizer: { slug: string; name: string };
  email: string;
  role: OrganizerRole;
  state: InvitationState;
  expiresAt: Instant;
  invitedBy: string;
  events: string[] | null;
  /** Whether somebody has an account with that address. */
  known: boolean;
};

/** What the bearer of a link is shown. @throws NotFound for a link that leads nowhere */
export async function getInvitation(ctx: Ctx, token: string): Promise<InvitationView> {
  const row = await ctx.db
    .selectFrom('invitations as i')
    .innerJoin('organizers', 'organizers.id', 'i.organizerId')
    .leftJoin('users', 'users.id', 'i.invitedBy')
    .select([
      'organizers.slug',
      'organizers.name',
      'i.email',
      'i.role',
      'i.state',
      'i.expiresAt',
      'i.allEvents',
      'users.name as invitedBy',
      eventNames.as('events'),
    ])
    .select((eb) =>
      eb.exists(eb.selectFrom('users as known').select('known.id').whereRef('known.email', '=', 'i.email')).as('known'),
    )
    .where('i.tokenHash', '=', hashToken(token))
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.invitation');
  const { slug, name, allEvents, events, ...rest } = row;
  return {
    ...rest,
    organizer: { slug, name },
    role: row.role as OrganizerRole,
    state: invitationState(row.state, row.expiresAt, ctx.now),
    invitedBy: row.invitedBy ?? '',
    events: allEvents ? null : events,
    known: Boolean(row.known),
  };
}

/**
 * Ids of the organizer's events whose record is not the actor's to see: that of the whole organizer leaves them out.
 */
export async function listHiddenEvents(ctx: Ctx, { organizerId }: OrganizerScope): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('events')
    .select('id')
    .where('organizerId', '=', organizerId)
    .where(({ not }) => not(isAccessible(ctx, 'events.id', 'see-history')))
    .execute();
  return rows.map(({ id }) => id);
}

/** Addresses of those of the team who may do what `right` names in that event, by name. */
export async function listHolders(
  ctx: Ctx,
  { organizerId, eventId }: { organizerId: number; eventId: number },
  right: Right,
): Promise<string[]> {
  const roles = ORGANIZER_ROLES.filter((role) => roleAllows(role, right));
  const rows = await ctx.db
    .selectFrom('organizerMembers as m')
    .innerJoin('users as u', 'u.id', 'm.userId')
    .leftJoin('eventMembers as e', (join) => join.onRef('e.userId', '=', 'm.userId').on('e.eventId', '=', eventId))
    .select('u.email')
    .where('m.organizerId', '=', organizerId)
    .where('m.role', 'in', roles)
    .where(sql<boolean>`coalesce(e.role, case when m.all_events then m.role else 'none' end) = any(${roles})`)
    .orderBy('u.name')
    .orderBy('u.id')
    .execute();
  return rows.map(({ email }) => email);
}
