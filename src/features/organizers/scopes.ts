/** What API keys may be narrowed to: scopes, each of which stands for some rights of the table of roles. */
import type { Right } from './organizer.ts';

/** `:write` includes `:read` of the same. */
export type Scope =
  | 'events:write'
  | 'events:publish'
  | 'programme:read'
  | 'programme:write'
  | 'tickets:write'
  | 'orders:read'
  | 'orders:write'
  | 'attendees:read'
  | 'attendees:write'
  | 'messages:write'
  | 'history:read'
  | 'team:read'
  | 'team:write'
  | 'webhooks:write'
  | 'money:write'
  | 'personal:read';

/** What a key can be given: the scopes that some operation of the API asks for, since others would allow nothing. */
export const OFFERED_SCOPES = [
  'programme:read',
  'programme:write',
  'tickets:write',
  'orders:read',
  'attendees:read',
  'webhooks:write',
  'personal:read',
] as const satisfies readonly Scope[];

/** What the public does not see of people, buyers and attendees among them, is left out for keys without this scope. */
export const PERSONAL: Scope = 'personal:read';

/** The scope that a key needs for a right; null: every key has it, as far as it reaches. */
export const SCOPE_OF: Record<Right, Scope | null> = {
  see: null,
  edit: 'events:write',
  publish: 'events:publish',
  delete: 'events:write',
  import: 'programme:write',
  'create-event': 'events:write',
  'edit-organizer': 'team:write',
  'see-history': 'history:read',
  'see-team': 'team:read',
  'manage-team': 'team:write',
  'manage-webhooks': 'webhooks:write',
  'edit-tickets': 'tickets:write',
  'delete-tickets': 'tickets:write',
  'see-orders': 'orders:read',
  'edit-orders': 'orders:write',
  'send-messages': 'messages:write',
  'manage-payouts': 'money:write',
  'see-programme': 'programme:read',
  'edit-programme': 'programme:write',
  'delete-programme': 'programme:write',
  'edit-own-sessions': 'programme:write',
  'edit-tracks': 'programme:write',
  'delete-tracks': 'programme:write',
  'edit-own-tracks': 'programme:write',
  'see-attendees': 'attendees:read',
  'edit-attendees': 'attendees:write',
};

/** Whether a key with those scopes has this one; null is every scope. */
export function hasScope(scopes: readonly string[] | null, scope: Scope): boolean {
  return scopes === null || scopes.includes(scope) || scopes.includes(scope.replace(/:read$/, ':write'));
}

/** Whether a key with those scopes may make use of that right of its owner. */
export function allowsRight(scopes: readonly string[] | null, right: Right): boolean {
  const scope = SCOPE_OF[right];
  return scope === null || hasScope(scopes, scope);
}
