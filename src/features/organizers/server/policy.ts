/** Who may do what with an organizer, and with one of its events. */
import { type RawBuilder, sql } from 'kysely';
import { Forbidden, NotFound } from '#platform/errors.ts';
import type { Reason } from '#platform/i18n/problem.ts';
import { type Actor, type Ctx, type Grant, grantOf } from '#platform/ctx.ts';
import {
  type ActingRole,
  ORGANIZER_ROLES,
  type OrganizerRole,
  RIGHTS,
  RIGHTS_BESIDE_EVENTS,
  RIGHTS_OVER_ALL_EVENTS,
  type Right,
  roleAllows,
} from '../organizer.ts';
import { allowsRight, hasScope, PERSONAL, SCOPE_OF } from '../scopes.ts';

declare const minted: unique symbol;
/** Proof that the actor may act within this organizer. Only the functions of this file make one. */
export type OrganizerScope = { readonly organizerId: number; readonly slug: string; readonly [minted]: 'organizer' };

/**
 * Lets the actor in for `right`, by the organizer's slug.
 * @throws NotFound where there is none or it is not the actor's to know of; Forbidden for a member without the right
 */
export async function authoriseOrganizer(ctx: Ctx, slug: string, right: Right): Promise<OrganizerScope> {
  const hidden = noOrganizer(slug);
  const organizer = await ctx.db
    .selectFrom('organizers')
    .select(['id', 'slug'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (!organizer) throw new NotFound(hidden.code, hidden.values);
  await requireRight(ctx, { organizerId: organizer.id }, right, hidden);
  return { organizerId: organizer.id, slug: organizer.slug } as OrganizerScope;
}

/** What somebody reads who may not know of the organizer, and where there is none. */
export function noOrganizer(slug: string): Reason {
  return { code: 'not_found.organizer', values: { slug } };
}

/** As what a program acts with a key of the organizer's own; the key's scopes narrow it. */
const PROGRAM_ROLE: OrganizerRole = 'organizer';

/** An organizer, or one of its events. */
export type Place = { organizerId: number; eventId?: number };

/** What somebody may do at a place: as whom, and which tracks are theirs. */
export type Permission = {
  /** `administrator` of the installation, `system`, or the member's role: within an event the one that narrows it. */
  role: ActingRole;
  allows: (right: Right) => boolean;
};

/**
 * Lets the actor in for `right` at that place.
 * @throws NotFound because of `hidden` where the place is not the actor's to know of; Forbidden for a member
 * without the right, with the code `second_factor_needed` where the organizer asks for a second factor that this
 * sign-in did not give
 */
export async function requireRight(ctx: Ctx, place: Place, right: Right, hidden: Reason): Promise<Permission> {
  const permission = await findPermission(ctx, place);
  if (!permission) throw new NotFound(hidden.code, hidden.values);
  if (permission.allows(right)) return permission;
  const scope = SCOPE_OF[right];
  if (scope && !allowsRight(grantOf(ctx.actor)?.scopes ?? null, right))
    throw new Forbidden('forbidden.scope', { scope });
  throw new Forbidden('forbidden.role', { role: permission.role });
}

/**
 * How the actor stands at that place; undefined where it is not theirs to know of. Who is less, or nobody, in one of
 * the events manages no team (they could take that back themselves, or have another account of theirs come in) and not
 * the account that takes the money of all.
 * @throws Forbidden (`second_factor_needed`) for a member whose sign-in is weaker than the organizer asks for
 */
export async function findPermission(ctx: Ctx, place: Place): Promise<Permission | undefined> {
  const { actor } = ctx;
  if (actor.kind === 'system') return { role: 'system', allows: () => true };
  const grant = grantOf(actor);
  if (actor.kind === 'nobody' || (grant && !isWithin(grant, place))) return undefined;
  const permission = await findOwnPermission(ctx, place);
  return permission && grant ? { ...permission, allows: narrow(permission.allows, grant, place) } : permission;
}

/** Whether the actor sees what is private of people, where rights lead there: not with a key without that scope. */
export function seesPrivate(actor: Actor): boolean {
  return hasScope(grantOf(actor)?.scopes ?? null, PERSONAL);
}

/** Whether a key works there: it is for all organizers or this one, and for all its events or this one. */
function isWithin({ organizerId, eventIds }: Grant, place: Place): boolean {
  if (organizerId !== null && organizerId !== place.organizerId) return false;
  return place.eventId === undefined || eventIds === null || eventIds.includes(place.eventId);
}

/** What a key leaves of a permission: its scopes, and outside its events no more than a member of single events has. */
function narrow(allows: Permission['allows'], { scopes, eventIds }: Grant, { eventId }: Place): Permission['allows'] {
  const isOutside = eventId === undefined && eventIds !== null;
  return (right) => allows(right) && allowsRight(scopes, right) && (!isOutside || RIGHTS_BESIDE_EVENTS.includes(right));
}

/** The same before a key narrows it. */
async function findOwnPermission(ctx: Ctx, { organizerId, eventId }: Place): Promise<Permission | undefined> {
  const { actor } = ctx;
  if (actor.kind === 'program') return { role: PROGRAM_ROLE, allows: (right) => roleAllows(PROGRAM_ROLE, right) };
  if (actor.kind !== 'user') return undefined;
  if (actor.administrator) return { role: 'administrator', allows: () => true };
  const member = await ctx.db
    .selectFrom('organizerMembers as m')
    .innerJoin('organizers as o', 'o.id', 'm.organizerId')
    .leftJoin('eventMembers as e', (join) => join.onRef('e.userId', '=', 'm.userId').on('e.eventId', '=', eventId ?? 0))
    .select(['m.role', 'm.allEvents', 'o.requireSecondFactor', 'e.role as eventRole'])
    .select(
      sql<boolean>`exists (
      select 1 from event_members n join events on events.id = n.event_id
      where n.user_id = m.user_id and events.organizer_id = m.organizer_id and n.role <> m.role
    )`.as('isLessSomewhere'),
    )
    .where('m.organizerId', '=', organizerId)
    .where('m.userId', '=', actor.userId)
    .executeTakeFirst();
  if (!member) return undefined;
  const narrowed =
    eventId === undefined ? member.role : (member.eventRole ?? (member.allEvents ? member.role : 'none'));
  if (narrowed === 'none') return undefined;
  if (member.requireSecondFactor && !actor.strong) throw new Forbidden('second_factor_needed.organizer');
  const roles = [member.role, narrowed] as OrganizerRole[];
  const isOutside = eventId === undefined && !member.allEvents;
  const isOpen = (right: Right): boolean =>
    (!isOutside || RIGHTS_BESIDE_EVENTS.includes(right)) &&
    !(member.isLessSomewhere && RIGHTS_OVER_ALL_EVENTS.includes(right));
  const allows = (right: Right): boolean => roles.every((role) => roleAllows(role, right)) && isOpen(right);
  return { role: narrowed as OrganizerRole, allows };
}

/**
 * A condition for lists: whether the actor may do what `right` names with the event whose id is in `column`
 * (`events.id`); `see` is to know of it at all. Says nothing of the organizer or of deleted events; authorise first.
 */
export function isAccessible({ actor }: Ctx, column: string, right: Right = 'see'): RawBuilder<boolean> {
  if (actor.kind === 'system') return sql<boolean>`true`;
  const grant = grantOf(actor);
  if (actor.kind === 'nobody' || !allowsRight(grant?.scopes ?? null, right)) return sql<boolean>`false`;
  const { organizerId = null, eventIds = null } = grant ?? {};
  const within =
    organizerId === null
      ? sql<boolean>`true`
      : sql<boolean>`exists (
    select 1 from events granted where granted.id = ${sql.ref(column)} and granted.organizer_id = ${organizerId}
      and (${eventIds}::bigint[] is null or granted.id = any(${eventIds}::bigint[]))
  )`;
  if (actor.kind === 'program') return roleAllows(PROGRAM_ROLE, right) ? within : sql<boolean>`false`;
  if (actor.administrator) return within;
  const roles = ORGANIZER_ROLES.filter((role) => roleAllows(role, right));
  const isMember = sql<boolean>`exists (
    select 1 from events reached
    join organizer_members m on m.organizer_id = reached.organizer_id and m.user_id = ${actor.userId}
    left join event_members e on e.event_id = reached.id and e.user_id = m.user_id
    where reached.id = ${sql.ref(column)} and m.role = any(${roles}) and coalesce(e.role, case when m.all_events then m.role else 'none' end) = any(${roles})
  )`;
  return organizerId === null ? isMember : sql<boolean>`(${isMember} and ${within})`;
}

/**
 * Every right of the actor at that place, for pages that show what can be done; none where it is not theirs to know of.
 */
export async function listRights(ctx: Ctx, place: Place): Promise<Right[]> {
  const permission = await findPermission(ctx, place);
  return permission ? RIGHTS.filter((right) => permission.allows(right)) : [];
}
