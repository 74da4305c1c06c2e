/** What an organizer is: the organisation that events belong to, with its members in roles. */
import type { Picture } from '#features/media/picture.ts';

export const ORGANIZER_ROLES = [
  'owner',
  'organizer',
  'co-organizer',
  'track-organizer',
  'moderator',
  'registrar',
] as const;
export type OrganizerRole = (typeof ORGANIZER_ROLES)[number];

/**
 * What can be allowed. `see` is to know of the thing at all; the others follow the columns of the table of roles in
 * docs/architecture.md.
 */
export const RIGHTS = [
  'see',
  'edit',
  'publish',
  'delete',
  'import',
  'create-event',
  'edit-organizer',
  'see-history',
  'see-team',
  'manage-team',
  'manage-webhooks',
  'edit-tickets',
  'delete-tickets',
  'see-orders',
  'edit-orders',
  'send-messages',
  'manage-payouts',
  'see-programme',
  'edit-programme',
  'delete-programme',
  'edit-own-sessions',
  'edit-tracks',
  'delete-tracks',
  'edit-own-tracks',
  'see-attendees',
  'edit-attendees',
] as const;
export type Right = (typeof RIGHTS)[number];

const CO_ORGANIZER: readonly Right[] = [
  'see',
  'edit',
  'publish',
  'import',
  'create-event',
  'see-history',
  'see-team',
  'edit-tickets',
  'see-orders',
  'edit-orders',
  'send-messages',
  'see-programme',
  'edit-programme',
  'edit-own-sessions',
  'edit-tracks',
  'edit-own-tracks',
  'see-attendees',
  'edit-attendees',
];

const ALLOWED: Record<OrganizerRole, readonly Right[]> = {
  owner: RIGHTS,
  organizer: RIGHTS,
  'co-organizer': CO_ORGANIZER,
  'track-organizer': ['see', 'see-programme', 'edit-own-sessions', 'edit-own-tracks'],
  moderator: ['see', 'see-programme'],
  registrar: ['see', 'see-orders', 'see-attendees', 'edit-attendees'],
};

/** Whether a member in `role` may do what `right` names. */
export function roleAllows(role: OrganizerRole, right: Right): boolean {
  return ALLOWED[role].includes(right);
}

/** As whom somebody acts. */
export type ActingRole = OrganizerRole | 'administrator' | 'system';

/**
 * Whether somebody who acts as `by` may give `role` to others, take it from them, or change those who have it: nobody
 * reaches above themselves.
 */
export function mayGrant(by: ActingRole, role: OrganizerRole): boolean {
  if (by === 'administrator' || by === 'system' || by === 'owner') return true;
  return roleAllows(by, 'manage-team') && role !== 'owner';
}

/**
 * What remains to a member of single events outside of these: to enter, and to see who else is there. What reaches all
 * events does not.
 */
export const RIGHTS_BESIDE_EVENTS: readonly Right[] = ['see', 'see-team'];

/** What steers or reports all events at once, so that who is less in one of them could lead around that. */
export const RIGHTS_OVER_ALL_EVENTS: readonly Right[] = ['manage-team', 'manage-webhooks', 'manage-payouts'];

/** Whether an organizer would still have an owner if those members had these roles; null stands for one who leaves. */
export function staysOwned(
  team: readonly { userId: string; role: OrganizerRole }[],
  change: ReadonlyMap<string, OrganizerRole | null>,
): boolean {
  return team.some(({ userId, role }) => (change.has(userId) ? change.get(userId) : role) === 'owner');
}

/** What a member of that role may be within one event: the same, or less. Owners are owners everywhere. */
export const EVENT_ROLES: Record<OrganizerRole, readonly OrganizerRole[]> = {
  owner: [],
  organizer: ['organizer', 'co-organizer', 'track-organizer', 'moderator', 'registrar'],
  'co-organizer': ['co-organizer', 'track-organizer', 'moderator', 'registrar'],
  'track-organizer': ['track-organizer', 'moderator'],
  moderator: ['moderator'],
  registrar: ['registrar'],
};

export const INVITATION_STATES = ['open', 'expired', 'accepted', 'declined', 'revoked'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/**
 * How an invitation stands at that moment: an open one that came of age is expired. `expiresAt` and `now` in
 * milliseconds.
 */
export function invitationState(stored: string, expiresAt: number, now: number): InvitationState {
  return stored === 'open' && expiresAt <= now ? 'expired' : (stored as InvitationState);
}

/** The longest of what forms about organizers take, in characters. */
export const NAME_LENGTH = 200;
export const DESCRIPTION_LENGTH = 5000;
export const EMAIL_LENGTH = 254;

/** An organizer as the public sees it. */
export type OrganizerFace = {
  slug: string;
  name: string;
  /** Sanitised HTML. */
  descriptionHtml: string;
  links: { title: string; url: string }[];
  logo: Picture | null;
};
