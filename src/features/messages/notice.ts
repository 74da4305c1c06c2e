/** What people are written about their orders and events, and the words in which an event may say it. */
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

/** What organisers read of each kind: its name, and when it goes to whom. */
export const NOTICES: Record<NoticeKind, { name: string; when: string }> = {
  'order-placed': {
    name: 'Order waits for payment',
    when: 'To the buyer, as soon as an order stands that is still to be paid.',
  },
  'order-confirmation': {
    name: 'Confirmation',
    when: 'To the buyer, as soon as the order is complete: with the calendar file and, where there are any, the tickets.',
  },
  'attendee-ticket': {
    name: 'Ticket of an attendee',
    when: 'To each attendee whose address the buyer gave, where it is not their own, as soon as the ticket lets them in: with that ticket and the calendar file.',
  },
  'payment-reminder': { name: 'Payment reminder', when: 'To the buyer, some days before the payment is due.' },
  'event-reminder': { name: 'Reminder', when: 'To everybody who comes, some days before the event begins.' },
  'event-moved': { name: 'Time or place changed', when: 'To everybody who comes, ten minutes after the last change.' },
  'event-cancelled': {
    name: 'Event cancelled',
    when: 'To everybody who comes or was about to, as soon as the event is cancelled.',
  },
  'event-reinstated': { name: 'Event on again', when: 'To the same people, where a cancellation is taken back.' },
  'order-cancelled': { name: 'Order cancelled', when: 'To the buyer, as soon as the order is cancelled by whomever.' },
  'order-refunded': { name: 'Refund', when: 'To the buyer, as soon as money is on its way back.' },
  'refund-withdrawn': {
    name: 'Refund withdrawn',
    when: 'To the buyer, where you withdraw a refund that they were told of.',
  },
  'order-expired': {
    name: 'Order ran out',
    when: 'To the buyer, where the time to pay or to finish is over. Not to those who never said who they are.',
  },
  'payment-processing': {
    name: 'Payment on its way',
    when: 'To the buyer, where their bank takes its time with an online payment.',
  },
  'payment-differs': {
    name: 'Payment to be looked at',
    when: 'To the buyer, where an online payment came in another currency, or was less than was asked for: you have to look at it.',
  },
  'payment-failed': {
    name: 'Payment failed',
    when: 'To the buyer, where their bank did not make an online payment in the end.',
  },
  'late-payment': {
    name: 'Payment sent back',
    when: 'To the buyer, where an online payment came when the seats were gone or paid already: it goes back by itself.',
  },
  'ticket-transferred': { name: 'Ticket handed over', when: 'To whom a ticket belongs from then on.' },
  'waiting-offer': {
    name: 'Seats from the waiting list',
    when: 'To somebody on the waiting list, as soon as there are seats for them.',
  },
};

/** What may stand in curly brackets, each with what it stands for. */
const EVERYWHERE = {
  name: 'the name of whoever reads it',
  event: 'the name of the event',
  when: 'when it begins, in its zone',
  where: 'venue and city',
  organizer: 'your name as the organiser',
};
const ORDER = { order: 'the code of the order' };

export type Variables = Readonly<Record<string, string>>;

export const VARIABLES: Record<NoticeKind | 'message', Variables> = {
  'order-placed': { ...EVERYWHERE, ...ORDER, total: 'what is to be paid', due: 'until when it is to be paid' },
  'order-confirmation': { ...EVERYWHERE, ...ORDER },
  'attendee-ticket': { ...EVERYWHERE, ticket: 'the name of the ticket type', buyer: 'the name of the buyer' },
  'payment-reminder': { ...EVERYWHERE, ...ORDER, total: 'what is to be paid', due: 'until when it is to be paid' },
  'event-reminder': { ...EVERYWHERE, ...ORDER },
  'event-moved': { ...EVERYWHERE, ...ORDER, before: 'when and where it was to be' },
  'event-cancelled': { ...EVERYWHERE, ...ORDER, note: 'what you said of the cancellation' },
  'event-reinstated': { ...EVERYWHERE, ...ORDER },
  'order-cancelled': { ...EVERYWHERE, ...ORDER },
  'order-refunded': { ...EVERYWHERE, ...ORDER, amount: 'what is sent back' },
  'refund-withdrawn': { ...EVERYWHERE, ...ORDER, amount: 'what was to be sent back', note: 'the reason that you gave' },
  'order-expired': { ...EVERYWHERE, ...ORDER },
  'payment-processing': { ...EVERYWHERE, ...ORDER, total: 'what is to be paid' },
  'payment-differs': { ...EVERYWHERE, ...ORDER, amount: 'what came', total: 'what the order costs' },
  'payment-failed': { ...EVERYWHERE, ...ORDER },
  'late-payment': { ...EVERYWHERE, ...ORDER, amount: 'what is sent back' },
  'ticket-transferred': { ...EVERYWHERE, ticket: 'the name of the ticket type' },
  'waiting-offer': { ...EVERYWHERE, ticket: 'the name of the ticket type', until: 'until when the seats are kept' },
  message: { ...EVERYWHERE, ...ORDER },
};

/** Lengths in characters. */
export const WORDS_LIMITS = { subject: 150, body: 5000 } as const;

const BRACKETS = /\{([^{}\n]{0,40})\}/g;

/**
 * What is wrong with words that an organiser wrote: the first name in brackets that stands for nothing, with the
 * nearest that does; '' where all is well.
 */
export function problemOf(text: string, variables: Variables): string {
  for (const [whole, name = ''] of text.matchAll(BRACKETS)) {
    if (Object.hasOwn(variables, name)) continue;
    const known = Object.keys(variables);
    const near = nearestWord(name.trim().toLowerCase(), known);
    return `${whole} stands for nothing here. ${near ? `Did you mean {${near}}?` : `There is ${known.map((one) => `{${one}}`).join(', ')}.`}`;
  }
  return '';
}

/** The words with every name in brackets replaced by what it stands for; what is not known stays. */
export function fillWords(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(BRACKETS, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] as string) : whole,
  );
}
