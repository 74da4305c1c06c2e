/** What an organizer is: the organisation that events belong to, with its members in roles. */

export const ORGANIZER_ROLES = ['owner', 'organizer', 'co-organizer', 'track-organizer', 'moderator', 'registrar'] as const;
export type OrganizerRole = (typeof ORGANIZER_ROLES)[number];

/** What can be allowed, in the words of the table of roles. */
export type Right = 'see' | 'edit' | 'import' | 'publish' | 'manage-team';

const RIGHTS: Record<OrganizerRole, readonly Right[]> = {
  owner: ['see', 'edit', 'import', 'publish', 'manage-team'],
  organizer: ['see', 'edit', 'import', 'publish', 'manage-team'],
  'co-organizer': ['see', 'edit', 'import', 'publish'],
  'track-organizer': ['see'],
  moderator: ['see'],
  registrar: ['see'],
};

/** Whether a member in `role` may do what `right` names, on the organizer and all its events. */
export function roleAllows(role: OrganizerRole, right: Right): boolean {
  return RIGHTS[role].includes(right);
}
