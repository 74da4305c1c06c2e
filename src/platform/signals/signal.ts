/**
 * Foyer's signals: facts that a feature announces inside the transaction that makes them.
 *
 * - *now* receivers run in that transaction, in the order in which they were connected. They have database effects
 *   only. One that throws vetoes the change.
 * - *later* receivers run in the background. Their job is written in the same transaction as the change, delivered at
 *   least once, and repeated announcements under one key coalesce into one run that sees the last state.
 *
 * Dispatch itself (senders, order, muting, connections for a while) is that of NamedSignal.
 */
import type { Ctx } from '../ctx.ts';
import { FoyerError, Invalid } from '../errors.ts';
import { transact } from '../transact.ts';
import { ANY, NamedSignal, type Receiver } from './named-signal.ts';

export type NowReceiver<P> = (ctx: Ctx, payload: P) => void | Promise<void>;
export type LaterReceiver<P> = (ctx: Ctx, payload: P & { sender: string }) => Promise<void>;

export type NowOptions = {
  /** Receive what this feature announces, not what others do. */
  sender?: string;
};

export type LaterOptions<P> = NowOptions & {
  /** Announcements with the same key are one run. Absent: each announcement is a run of its own. */
  key?: (payload: P) => string;
  /** How long to gather announcements before the run, in milliseconds. */
  delayMs?: number;
};

/** What a receiver inside the transaction gets from the dispatcher. */
export type Announcement<P> = { ctx: Ctx; payload: P };

type LaterConnection = {
  name: string;
  sender: string | typeof ANY;
  key: ((payload: never) => string) | undefined;
  delayMs: number;
  receive: LaterReceiver<never>;
};

/** All signals of Foyer, and which of their later receivers are on. */
class SignalRegistry {
  readonly #signals = new Map<string, Signal<object>>();
  /** Under the test runner later receivers are off unless a test turns them on. */
  #later: 'all' | ReadonlySet<string> = process.env.NODE_TEST_CONTEXT === undefined ? 'all' : new Set();

  /** The signal of that name: the same object each time. @throws FoyerError for a name that is not snake_case */
  signal<P extends object>(name: string): Signal<P> {
    if (!/^[a-z]+(_[a-z]+)*$/.test(name))
      throw new FoyerError('signal_name', `A signal is named in snake_case, not "${name}"`);
    let known = this.#signals.get(name);
    if (!known) {
      known = new Signal<object>(name, (receiver) => this.isLaterOn(receiver));
      this.#signals.set(name, known);
    }
    return known as unknown as Signal<P>;
  }

  /** All signals in the order of their names. */
  list(): Signal<object>[] {
    return [...this.#signals.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The queue and the receiver of every later receiver, for the worker. */
  laterReceivers(): Map<string, (ctx: Ctx, payload: object) => Promise<void>> {
    const found = new Map<string, (ctx: Ctx, payload: object) => Promise<void>>();
    for (const signal of this.#signals.values()) {
      for (const { name, receive } of signal.laterConnections)
        found.set(name, receive as unknown as (ctx: Ctx, payload: object) => Promise<void>);
    }
    return found;
  }

  /** Whether announcements reach that later receiver. */
  isLaterOn(receiver: string): boolean {
    return this.#later === 'all' || this.#later.has(receiver);
  }

  /** Turns later receivers on or off for good: all, none, or those named. */
  setLater(which: 'all' | 'none' | string[]): void {
    this.#later = which === 'all' ? 'all' : new Set(which === 'none' ? [] : which);
  }

  /** Turns later receivers on for the length of `work`, however it ends: all of them, or those named. */
  async withLater<T>(work: () => Promise<T>, which: 'all' | string[] = 'all'): Promise<T> {
    const before = this.#later;
    this.setLater(which);
    try {
      return await work();
    } finally {
      this.#later = before;
    }
  }
}

export class Signal<P extends object> {
  readonly name: string;
  readonly #isLaterOn: (receiver: string) => boolean;
  /** The dispatcher of *now* receivers: mute it, ask it who would receive, hear of its connections. */
  readonly inTransaction: NamedSignal<Announcement<P>>;
  readonly laterConnections: LaterConnection[] = [];
  readonly #nowNames = new Map<string, Receiver<Announcement<P>>>();

  constructor(name: string, isLaterOn: (receiver: string) => boolean) {
    this.name = name;
    this.#isLaterOn = isLaterOn;
    this.inTransaction = new NamedSignal(name);
  }

  /** The names of receivers that take part in the transaction, in order. */
  get nowNames(): string[] {
    return [...this.#nowNames.keys()];
  }

  /** Connects a receiver that takes part in the transaction. Connecting the same name again changes nothing. */
  now(name: string, receive: NowReceiver<P>, options: NowOptions = {}): void {
    if (this.#nowNames.has(name)) return;
    const receiver: Receiver<Announcement<P>> = (_sender, { ctx, payload }) => receive(ctx, payload);
    this.#nowNames.set(name, receiver);
    this.inTransaction.connect(receiver, options.sender === undefined ? {} : { sender: options.sender });
  }

  /** Connects a receiver that runs in the background. `name` is also its queue. One name may serve several signals. */
  later(name: string, receive: LaterReceiver<P>, options: LaterOptions<P> = {}): void {
    if (this.laterConnections.some((c) => c.name === name)) return;
    const key = options.key as ((payload: never) => string) | undefined;
    this.laterConnections.push({
      name,
      sender: options.sender ?? ANY,
      key,
      delayMs: options.delayMs ?? 0,
      receive: receive as LaterReceiver<never>,
    });
  }

  /**
   * Announces the fact. Call it inside the transaction that makes the change, after the change was written. `sender` is
   * the feature that announces.
   * @throws whatever a *now* receiver throws, which rolls the change back; Invalid where a *later* receiver would get a
   * payload that JSON does not carry
   */
  async announce(ctx: Ctx, sender: string, payload: P): Promise<void> {
    if (!ctx.unit) return transact(ctx, (inner) => this.announce(inner, sender, payload));
    await this.inTransaction.sendAsync(sender, { ctx, payload });
    const on = this.laterConnections.filter(
      (c) => (c.sender === ANY || c.sender === sender) && this.#isLaterOn(c.name),
    );
    if (on.length === 0) return;
    assertJson(payload, this.name);
    for (const { name, key, delayMs } of on) {
      ctx.unit.jobs.push({
        queue: name,
        key: key ? key(payload as never) : null,
        payload: { ...payload, sender },
        delayMs,
      });
    }
  }
}

export const signals = new SignalRegistry();

/**
 * Checks that `value` comes back from JSON unchanged: plain objects, arrays, strings, booleans, finite numbers, null.
 * A field that is undefined is as good as absent.
 * @throws Invalid naming the first place that would not survive, such as `sessions_modified.numbers[3]`
 */
function assertJson(value: unknown, where: string, around: unknown[] = []): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value !== 'object') throw unfit(where, typeof value === 'number' ? String(value) : `a ${typeof value}`);
  if (around.includes(value)) throw unfit(where, 'a circle');
  const inside = [...around, value];
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      if (item === undefined) throw unfit(`${where}[${i}]`, 'undefined');
      assertJson(item, `${where}[${i}]`, inside);
    }
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw unfit(where, `a ${value.constructor?.name ?? 'special object'}`);
  for (const [name, field] of Object.entries(value))
    if (field !== undefined) assertJson(field, `${where}.${name}`, inside);
}

function unfit(where: string, what: string): Invalid {
  return new Invalid(
    `${where} is ${what}, which a job cannot carry: announce ids and plain values`,
    [{ where, message: 'Use plain values' }],
    'not_json',
  );
}
