/** What the record of a change says, in plain words. */
import { formatMoney, type Money } from '#platform/money.ts';
import { localClock, localDate } from '#platform/time.ts';

/** As stored: `action` is a noun and a verb with a dot between. */
export type AuditFacts = {
  action: string;
  subject: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};

/** One field that was changed. */
export type FieldChange = { field: string; before: string; after: string };

const VERBS: Record<string, string> = {
  create: 'added',
  update: 'changed',
  delete: 'deleted',
  remove: 'removed',
  publish: 'published',
  unpublish: 'made a draft again',
  cancel: 'cancelled',
  reinstate: 'took back the cancellation of',
  restore: 'brought back',
  purge: 'erased',
  copy: 'copied',
  import: 'imported',
  start: 'started',
  discard: 'discarded',
  upload: 'uploaded',
  revoke: 'took back',
  accept: 'accepted',
  decline: 'declined',
  leave: 'left as',
  transfer: 'handed over',
  erase: 'erased',
  undo: 'took back:',
  move: 'moved',
  hide: 'hid',
  show: 'shows again:',
  grant: 'granted',
  send: 'sent',
  connect: 'connected',
  disconnect: 'disconnected',
  gone: 'no longer reaches',
  'edit-many': 'changed several at once:',
};

/** Acts that a verb alone does not tell. */
const ACTS: Record<string, string> = {
  'waiting.offer': 'offered seats out of turn to',
  'question.move': 'put in another order:',
  'event.logo': 'changed the logo of',
  'event.header': 'changed the header picture of',
  'event.plan': 'changed the plan of the place of',
  'organizer.logo': 'changed the logo of',
  'organizer.create': 'founded',
  'person.block': 'blocked',
  'person.unblock': 'unblocked',
  'person.end-access': 'ended all sessions and keys of',
  'person.resend': 'sent a link for a new password to',
  'account.password': 'changed the password of',
  'account.second-factor-on': 'turned on the second factor of',
  'account.second-factor-off': 'turned off the second factor of',
  'account.passkey-added': 'added a passkey to',
  'account.email': 'changed the address of',
  'event.currency': 'changed the currency of',
  'tickets.move': 'put in another order:',
  'invoices.seller': 'said who sells on the invoices of',
  'tickets.key': 'gave a new key to the ticket codes of',
  'payment.record': 'noted',
  'refund.create': 'promised',
  'refund.resend': 'sent again:',
  'refund.withdraw': 'withdrew',
  'orders.together-pay': 'began to note the payment of',
  'orders.together-confirm': 'began to send confirmations again for',
  'orders.together-cancel': 'began to cancel',
  'payment.put-aside': 'put aside:',
  'credits.book': 'began to book',
  'orders.cancel': 'began to cancel',
  'work.resend': 'started again:',
  'order.create': 'wrote',
  'order.resend': 'sent again:',
  'order-note.create': 'wrote',
  'tax-mode.update': 'changed the',
  'mail.resend': 'sent again:',
  'message.stop': 'stopped',
  'reminders.update': 'changed when people are reminded of',
  'picture.focus': 'moved the middle of',
  'series.create': 'made a series of',
  'invitation.create': 'sent an',
  'member.leave': 'left the team as',
  'ownership.transfer': 'handed over',
};

/** `changed session 12: Opening`: what was done and to what, to follow a name. */
export function describeAct({ action, subject }: Pick<AuditFacts, 'action' | 'subject'>): string {
  const verb = action.split('.').at(-1) ?? '';
  return `${ACTS[action] ?? VERBS[verb] ?? labelField(verb).toLowerCase()} ${subject}`;
}

/** Fields that forms call by another name than their column has. */
const FIELDS: Record<string, string> = {
  'starts at': 'Begins',
  starts: 'Begins',
  'ends at': 'Ends',
  ends: 'Ends',
  'sale starts at': 'Sale begins',
  'sale ends at': 'Sale ends',
  'minimum per order': 'At least in an order',
  'maximum per order': 'At most in an order',
  visibility: 'Who sees it',
  slug: 'Web address',
  hue: 'Colour',
  focal: 'Middle of the picture',
  'online url': 'Link to take part online',
  'map url': 'Map link',
  'location name': 'Venue',
  comments: 'Notes for the team',
  suggested: 'Suggested price',
  iban: 'IBAN',
  bic: 'BIC',
  'on site': 'At the event',
  'due days': 'Days to pay',
  'until days': 'Offered until so many days before',
  'cancel free': 'Cancel free orders',
  'cancel paid': 'Cancel paid orders',
  'cancel hours': 'Cancel: hours before the beginning',
  'names hours': 'Names: hours before the beginning',
  'kept share': 'Share that you keep',
  'kept amount': 'Amount that you keep',
  transfers: 'Pass tickets on',
  instructions: 'What buyers read besides',
  enabled: 'On',
  'is open': 'Open',
};

/** A field as its form calls it: `saleStartsAt` is `Sale begins`, `slides_url` is `Link to slides`. */
export function labelField(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase()
    .trim();
  const link = /^(.+) url$/.exec(words);
  return FIELDS[words] ?? (link ? `Link to ${link[1]}` : words.charAt(0).toUpperCase() + words.slice(1));
}

/** For whom it is said: instants in that zone, money in the manner of that locale. */
export type Reader = { timeZone: string; locale: string };

const SOMEBODY: Reader = { timeZone: 'UTC', locale: 'en' };

/** A value as people read it; nothing, an empty text and an empty list are `(empty)`. */
export function formatValue(value: unknown, reader: Reader = SOMEBODY): string {
  if (isEmpty(value)) return '(empty)';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return formatMoment(value, reader);
  if (Array.isArray(value)) return value.map((one) => formatValue(one, reader)).join(', ');
  if (isMoney(value)) return formatMoney(value, reader.locale);
  if (typeof value === 'object')
    return (
      Object.entries(value as object)
        .map(([name, inner]) => `${labelField(name)}: ${formatValue(inner, reader)}`)
        .join(', ') || '(empty)'
    );
  return String(value);
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

function isMoney(value: unknown): value is Money {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 2 &&
    'minor' in value &&
    'currency' in value
  );
}

/** An instant as ISO 8601 and the time of a clock become a moment; every other text stays as it is. */
function formatMoment(text: string, { timeZone }: Reader): string {
  const [, day, clock, seconds] =
    /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})((?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?$/.exec(text) ?? [];
  if (day === undefined) return text;
  if (seconds === undefined) return `${day} ${clock}`;
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : `${localDate(at, timeZone)} ${localClock(at, timeZone)}`;
}

/**
 * Field by field, what it was and what it became; of a part that has fields itself, those that differ. Of what was
 * added or deleted whole, only what it had.
 */
export function listChanges(
  { before, after }: Pick<AuditFacts, 'before' | 'after'>,
  reader: Reader = SOMEBODY,
): FieldChange[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const told =
    before && after ? names : names.filter((name) => name !== 'position' && !isEmpty((before ?? after)?.[name]));
  return told.flatMap((name) => {
    const [was, is] = [before?.[name], after?.[name]];
    if (hasFields(was) && hasFields(is))
      return listChanges(differing(was, is), reader).map((inner) => ({
        ...inner,
        field: `${labelField(name)}: ${inner.field}`,
      }));
    return [
      {
        field: labelField(name),
        before: before ? formatValue(was, reader) : '',
        after: after ? formatValue(is, reader) : '',
      },
    ];
  });
}

function hasFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isMoney(value);
}

function differing(was: Record<string, unknown>, is: Record<string, unknown>): Pick<AuditFacts, 'before' | 'after'> {
  const names = Object.keys({ ...was, ...is }).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  const pick = (of: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(names.map((name) => [name, of[name]]));
  return { before: pick(was), after: pick(is) };
}
