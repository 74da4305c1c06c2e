/** What people are written about their orders and events, and the words in which an event may say it. */
import type { Reason } from '#platform/i18n/problem-code.ts';
import type { TextKey } from '#platform/i18n/text.ts';
import { nearestWord } from './nearest-word.ts';

export const NOTICE_KINDS = [
  'order-placed',
  'order-confirmation',
  'attendee-ticket',
  'payment-reminder',
  'event-reminder',
  'event-moved',
  'event-cancelled',
  'event-reinstated',
  'order-cancelled',
  'order-refunded',
  'refund-withdrawn',
  'order-expired',
  'payment-processing',
  'payment-differs',
  'payment-failed',
  'late-payment',
  'ticket-transferred',
  'waiting-offer',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Those that go to everybody who comes, not to one buyer. */
export const BROADCAST_KINDS = ['event-reminder', 'event-moved', 'event-cancelled', 'event-reinstated'] as const;
export type BroadcastKind = (typeof BROADCAST_KINDS)[number];

export function isNoticeKind(text: string): text is NoticeKind {
  return (NOTICE_KINDS as readonly string[]).includes(text);
}

/** What may stand in curly brackets, each with the text that tells what it stands for. */
const EVERYWHERE: Variables = {
  name: 'messages.variable.name',
  event: 'messages.variable.event',
  when: 'messages.variable.when',
  where: 'messages.variable.where',
  organizer: 'messages.variable.organizer',
};
const ORDER: Variables = { order: 'messages.variable.order' };

export type Variables = Readonly<Record<string, Extract<TextKey, `messages.variable.${string}`>>>;

export const VARIABLES: Record<NoticeKind | 'message', Variables> = {
  'order-placed': { ...EVERYWHERE, ...ORDER, total: 'messages.variable.total', due: 'messages.variable.due' },
  'order-confirmation': { ...EVERYWHERE, ...ORDER },
  'attendee-ticket': { ...EVERYWHERE, ticket: 'messages.variable.ticket', buyer: 'messages.variable.buyer' },
  'payment-reminder': { ...EVERYWHERE, ...ORDER, total: 'messages.variable.total', due: 'messages.variable.due' },
  'event-reminder': { ...EVERYWHERE, ...ORDER },
  'event-moved': { ...EVERYWHERE, ...ORDER, before: 'messages.variable.before' },
  'event-cancelled': { ...EVERYWHERE, ...ORDER, note: 'messages.variable.cancellation' },
  'event-reinstated': { ...EVERYWHERE, ...ORDER },
  'order-cancelled': { ...EVERYWHERE, ...ORDER },
  'order-refunded': { ...EVERYWHERE, ...ORDER, amount: 'messages.variable.refund' },
  'refund-withdrawn': {
    ...EVERYWHERE,
    ...ORDER,
    amount: 'messages.variable.withdrawn',
    note: 'messages.variable.reason',
  },
  'order-expired': { ...EVERYWHERE, ...ORDER },
  'payment-processing': { ...EVERYWHERE, ...ORDER, total: 'messages.variable.total' },
  'payment-differs': { ...EVERYWHERE, ...ORDER, amount: 'messages.variable.paid', total: 'messages.variable.cost' },
  'payment-failed': { ...EVERYWHERE, ...ORDER },
  'late-payment': { ...EVERYWHERE, ...ORDER, amount: 'messages.variable.refund' },
  'ticket-transferred': { ...EVERYWHERE, ticket: 'messages.variable.ticket' },
  'waiting-offer': { ...EVERYWHERE, ticket: 'messages.variable.ticket', until: 'messages.variable.until' },
  message: { ...EVERYWHERE, ...ORDER },
};

/** Lengths in characters. */
export const WORDS_LIMITS = { subject: 150, body: 5000 } as const;

const BRACKETS = /\{([^{}\n]{0,40})\}/g;

/**
 * What is wrong with words that an organiser wrote: the first name in brackets that stands for nothing, with the
 * nearest that does; undefined where all is well.
 */
export function findUnknownName(text: string, variables: Variables): Reason | undefined {
  for (const [whole, name = ''] of text.matchAll(BRACKETS)) {
    if (Object.hasOwn(variables, name)) continue;
    const known = Object.keys(variables);
    const near = nearestWord(name.trim().toLowerCase(), known);
    return near
      ? { code: 'field.placeholder_near', values: { placeholder: whole, near: `{${near}}` } }
      : {
          code: 'field.placeholder',
          values: { placeholder: whole, names: known.map((one) => `{${one}}`).join(', ') },
        };
  }
  return undefined;
}

/** The words with every name in brackets replaced by what it stands for; what is not known stays. */
export function fillWords(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(BRACKETS, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] as string) : whole,
  );
}
