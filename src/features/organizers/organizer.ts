/** What an organizer is: the organisation that events belong to, with its members in roles. */

export const ORGANIZER_ROLES = ['owner', 'organizer', 'co-organizer', 'track-organizer', 'moderator', 'registrar'] as const;
export type OrganizerRole = (typeof ORGANIZER_ROLES)[number];

/** What can be allowed. `see` is to know of the thing at all; the others follow the columns of the table of roles in docs/architecture.md. */
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
  'edit-tickets',
  'see-orders',
  'edit-orders',
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
  'see', 'edit', 'publish', 'import', 'create-event', 'see-history', 'see-team', 'edit-tickets', 'see-orders', 'edit-orders', 'see-programme', 'edit-programme', 'edit-own-sessions',
  'edit-tracks', 'edit-own-tracks', 'see-attendees', 'edit-attendees',
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

/** A role as people read it. */
export const ROLE_NAMES: Record<OrganizerRole, string> = {
  owner: 'Owner',
  organizer: 'Organizer',
  'co-organizer': 'Co-organizer',
  'track-organizer': 'Track organizer',
  moderator: 'Moderator',
  registrar: 'Registrar',
};

/** What a role is for, in one sentence. */
export const ROLE_MEANINGS: Record<OrganizerRole, string> = {
  owner: 'Everything, and the only one who makes others owners.',
  organizer: 'Everything in all events: publish, delete, team, refunds and the payout account.',
  'co-organizer': 'Edits and publishes events, tickets, sessions and speakers, refunds orders; sees the team. Deletes nothing.',
  'track-organizer': 'Edits and accepts the sessions of the tracks that are theirs, sees the others.',
  moderator: 'Sees sessions, speakers and tracks, and changes nothing.',
  registrar: 'Works at the door: checks in, prints and mends names, sees orders.',
};

/** As whom somebody acts. */
export type ActingRole = OrganizerRole | 'administrator' | 'system';

/** Whether somebody who acts as `by` may give `role` to others, take it from them, or change those who have it: nobody reaches above themselves. */
export function mayGrant(by: ActingRole, role: OrganizerRole): boolean {
  if (by === 'administrator' || by === 'system' || by === 'owner') return true;
  return roleAllows(by, 'manage-team') && role !== 'owner';
}

/** What remains to a member of single events outside of these: to enter, and to see who else is there. What reaches all events does not. */
export const RIGHTS_BESIDE_EVENTS: readonly Right[] = ['see', 'see-team'];

/** Whether an organizer would still have an owner if those members had these roles; null stands for one who leaves. */
export function staysOwned(team: readonly { userId: string; role: OrganizerRole }[], change: ReadonlyMap<string, OrganizerRole | null>): boolean {
  return team.some(({ userId, role }) => (change.has(userId) ? change.get(userId) : role) === 'owner');
}
