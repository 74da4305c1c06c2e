/** How an event takes money: ways to pay, when each is offered, and when it is due. */
import { fromLocal, type Instant, readMoment, toLocal, DAY_MS } from '#platform/time.ts';
import { HAND_METHODS, type HandMethod, isPaidAtEvent } from './hand-methods.ts';

/** A method by hand, or the id of a provider that takes money online. */
export type PaymentMethod = string;

const HAND_IDS = HAND_METHODS.map(({ id }) => id);

/** Ways in which money came that nobody chose in the shop. */
export const OTHER_WAYS = ['cash', 'card', 'other'] as const;
export const WAYS_OF_MONEY = [...HAND_IDS, ...OTHER_WAYS] as const;

/**
 * How an order that the team writes is settled: one of the event's ways, cash that is there already, or for nothing.
 */
export const HAND_WAYS = ['cash', ...HAND_IDS, 'house'] as const;
export type HandWay = (typeof HAND_WAYS)[number];

/** What an organiser says of one way to pay. */
export type MethodSettings = {
  method: PaymentMethod;
  enabled: boolean;
  instructions: string;
  /** Days from the order to the day on which it is due; null where it is paid at once or at the event. */
  dueDays: number | null;
  /** Offered from this total on. */
  fromMinor: number;
  /** Offered until so many days before the event begins; null: as long as it is on sale. */
  untilDays: number | null;
};

export type PaymentSettings = {
  accountHolder: string;
  iban: string;
  bic: string;
  expireDays: number | null;
  methods: MethodSettings[];
};

/** Lengths in characters. */
export const PAYMENT_LIMITS = { holder: 70, instructions: 2000, note: 500, reason: 500, days: 365 } as const;

/** How a way to pay begins that has no days to be paid in. */
export function blankMethod<M extends PaymentMethod>(method: M): MethodSettings & { method: M } {
  return { method, enabled: false, instructions: '', dueDays: null, fromMinor: 0, untilDays: null };
}

/** What an event begins with: nothing is on, and what is turned on has sensible days. */
export const BLANK_SETTINGS: Omit<PaymentSettings, 'methods'> & {
  methods: (MethodSettings & { method: HandMethod })[];
} = {
  accountHolder: '',
  iban: '',
  bic: '',
  expireDays: 7,
  methods: HAND_METHODS.map(({ id, defaults }) => ({ ...blankMethod(id), ...defaults })),
};

export type Situation = { totalMinor: number; startsAt: Instant; now: Instant };

/** Whether that way is open for an order of that total at that moment. */
export function isOffered(
  { enabled, fromMinor, untilDays }: MethodSettings,
  { totalMinor, startsAt, now }: Situation,
): boolean {
  return enabled && totalMinor >= fromMinor && (untilDays === null || now < startsAt - untilDays * DAY_MS);
}

/**
 * When it is due: at the end of the day so many days from today, in the event's zone, whatever its clocks do meanwhile;
 * null where it is paid at once or at the event.
 */
export function dueAtOf(
  { method, dueDays }: MethodSettings,
  { now, timeZone }: { now: Instant; timeZone: string },
): Instant | null {
  if (isPaidAtEvent(method) || dueDays === null) return null;
  const { year, month, day } = toLocal(now, timeZone);
  return fromLocal({ year, month, day: day + dueDays, hour: 23, minute: 59, second: 59 }, timeZone);
}

/**
 * When money moved of which only the day is known (`2027-05-08`): at noon of it in the event's zone, nobody knows
 * better. Undefined for no day.
 */
export function noonOf(day: string, timeZone: string): Instant | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? readMoment(`${day}T12:00`, timeZone).at : undefined;
}

/**
 * What is missing to what an order costs, and what was paid too much. Of one that is paid or has ended, what is missing
 * went back and is not owed.
 */
export function balanceOf({
  totalMinor,
  paidMinor,
  refundedMinor,
}: {
  totalMinor: number;
  paidMinor: number;
  refundedMinor: number;
}): { outstandingMinor: number; overMinor: number } {
  const kept = paidMinor - refundedMinor;
  return { outstandingMinor: Math.max(0, totalMinor - kept), overMinor: Math.max(0, kept - totalMinor) };
}

/**
 * What somebody has to do about money. `over`: too much was paid; `late`: money for an order that has ended; `send`: a
 * promised refund; `overdue`: not paid in time; `differs`: a provider says other than Foyer, or needs an answer.
 */
export type TaskKind = 'late' | 'over' | 'send' | 'overdue' | 'differs';
export type TaskCounts = Record<TaskKind, number>;

/** `payment`: money that came; `refund`: money that goes back; `reversal`: a payment that was noted by mistake. */
export type EntryKind = 'payment' | 'refund' | 'reversal';
/** `withdrawn`: a refund that was promised and is not owed any more. */
export type EntryState = 'done' | 'open' | 'failed' | 'withdrawn';

export type LedgerEntry = {
  id: number;
  kind: EntryKind;
  method: string;
  amountMinor: number;
  state: EntryState;
  paidAt: Instant;
  note: string;
  by: string;
  /** Of a refund: the account it goes to; '' where nobody said. */
  iban: string;
  /** Of a payment: it was taken back as a mistake. */
  reversed: boolean;
  /** What a provider calls it; '' where none has it. */
  reference: string;
  /** Of a refund: it goes through the provider that the money came with. */
  online: boolean;
  /** Why it failed; '' where it did not. */
  failure: string;
  /** Of a refund that failed: another entry took its place. */
  followed: boolean;
  /** Of a refund through a provider: when that was last asked; null where it was not yet. */
  triedAt: Instant | null;
  /** Why nobody knows how it stands; '' where nothing is wrong. */
  trouble: string;
};
