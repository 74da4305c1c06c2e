/** What the record of a change says, in plain words. */

/** As stored: `action` is a noun and a verb with a dot between. */
export type AuditFacts = { action: string; subject: string; before: Record<string, unknown> | null; after: Record<string, unknown> | null };

/** One field that was changed. */
export type FieldChange = { field: string; before: string; after: string };

const VERBS: Record<string, string> = {
  create: 'added', update: 'changed', delete: 'deleted', remove: 'removed', publish: 'published', unpublish: 'made a draft again', cancel: 'cancelled', reinstate: 'took back the cancellation of',
  restore: 'brought back', purge: 'erased', copy: 'copied', import: 'imported', start: 'started', discard: 'discarded', upload: 'uploaded', revoke: 'took back', accept: 'accepted', decline: 'declined',
  leave: 'left as', transfer: 'handed over', erase: 'erased', undo: 'took back a change of', move: 'moved', grant: 'granted', send: 'sent', connect: 'connected', disconnect: 'disconnected', logo: 'changed the logo of',
};

/** Acts that a verb alone does not tell. */
const ACTS: Record<string, string> = {
  'account.password': 'changed the password of', 'account.email': 'changed the address of', 'event.currency': 'changed the currency of', 'tickets.move': 'put in another order:', 'work.resend': 'started again:',
  'mail.resend': 'sent again:', 'picture.focus': 'moved the middle of', 'series.create': 'made a series of', 'invitation.create': 'sent an', 'member.leave': 'left the team as', 'ownership.transfer': 'handed over',
};

/** `changed session 12: Opening`: what was done and to what, to follow a name. */
export function sayAct({ action, subject }: Pick<AuditFacts, 'action' | 'subject'>): string {
  const verb = action.split('.').at(-1) ?? '';
  return `${ACTS[action] ?? VERBS[verb] ?? sayField(verb).toLowerCase()} ${subject}`;
}

/** `startsAt` as `Starts at`. */
export function sayField(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[_-]/g, ' ').toLowerCase().trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value as people read it; nothing, an empty text and an empty list are `(empty)`. */
export function sayValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return '(empty)';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return sayMoment(value);
  if (Array.isArray(value)) return value.length === 0 ? '(empty)' : value.map(sayValue).join(', ');
  if (typeof value === 'object') return Object.entries(value).map(([name, inner]) => `${sayField(name)}: ${sayValue(inner)}`).join(', ') || '(empty)';
  return String(value);
}

/** An instant as ISO 8601 becomes a moment in UTC; every other text stays as it is. */
function sayMoment(text: string): string {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?Z$/.exec(text);
  return found ? `${found[1]} ${found[2]} UTC` : text;
}

/** Field by field, what it was and what it became. */
export function listChanges({ before, after }: Pick<AuditFacts, 'before' | 'after'>): FieldChange[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.map((name) => ({ field: sayField(name), before: before ? sayValue(before[name]) : '', after: after ? sayValue(after[name]) : '' }));
}
