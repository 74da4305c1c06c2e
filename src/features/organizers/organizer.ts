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
