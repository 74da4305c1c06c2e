/**
 * Signals: a feature announces that something happened; others react without the announcer knowing them.
 *
 * - *now* receivers run in the announcer's transaction, in the order in which they were connected. They have database
 *   effects only. One that throws vetoes the change.
 * - *later* receivers run in the background. Their job is written in the same transaction as the change, delivered at
 *   least once, and repeated announcements under one key coalesce into one run that sees the last state.
 */
import type { Ctx } from '../ctx.ts';
import { FoyerError } from '../errors.ts';
import { transact } from '../transact.ts';

export type NowReceiver<P> = (ctx: Ctx, payload: P) => void | Promise<void>;
export type LaterReceiver<P> = (ctx: Ctx, payload: P) => Promise<void>;

export type LaterOptions<P> = {
  /** Announcements with the same key are one run. Absent: each announcement is a run of its own. */
  key?: (payload: P) => string;
  /** How long to gather announcements before the run, in milliseconds. */
  delayMs?: number;
};

type NowConnection = { name: string; receive: NowReceiver<never> };
type LaterConnection = { name: string; queue: string; key: ((payload: never) => string) | undefined; delayMs: number; receive: LaterReceiver<never> };

/** All signals of the house, and whether their later receivers are on. */
class SignalRegistry {
  readonly #signals = new Map<string, Signal<object>>();
  /** Under the test runner later receivers are off unless a test turns them on. */
  laterOn = process.env.NODE_TEST_CONTEXT === undefined;

  /** The signal of that name: the same object each time. */
  signal<P extends object>(name: string): Signal<P> {
    if (!/^[a-z]+(_[a-z]+)*$/.test(name)) throw new FoyerError('signal_name', `A signal is named in snake_case, not "${name}"`);
    let known = this.#signals.get(name);
    if (!known) {
      known = new Signal<object>(name, this);
      this.#signals.set(name, known);
    }
    return known as unknown as Signal<P>;
  }

  /** All signals by name. */
  list(): Signal<object>[] {
    return [...this.#signals.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The queue and the receiver of every later receiver, for the worker. */
  laterReceivers(): Map<string, (ctx: Ctx, payload: object) => Promise<void>> {
    const found = new Map<string, (ctx: Ctx, payload: object) => Promise<void>>();
    for (const signal of this.#signals.values()) {
      for (const { queue, receive } of signal.laterConnections) {
        found.set(queue, receive as unknown as (ctx: Ctx, payload: object) => Promise<void>);
      }
    }
    return found;
  }

  /** Turns later receivers on for the length of `work`; for tests. */
  async withLater<T>(work: () => Promise<T>): Promise<T> {
    const before = this.laterOn;
    this.laterOn = true;
    try {
      return await work();
    } finally {
      this.laterOn = before;
    }
  }
}

export class Signal<P extends object> {
  readonly name: string;
  readonly #registry: SignalRegistry;
  readonly nowConnections: NowConnection[] = [];
  readonly laterConnections: LaterConnection[] = [];

  constructor(name: string, registry: SignalRegistry) {
    this.name = name;
    this.#registry = registry;
  }

  /** Connects a receiver that takes part in the transaction. Connecting the same one again changes nothing. */
  now(name: string, receive: NowReceiver<P>): void {
    if (this.nowConnections.some((c) => c.name === name)) return;
    this.nowConnections.push({ name, receive: receive as NowReceiver<never> });
  }

  /** Connects a receiver that runs in the background. `name` is its queue: `rebuild_exports`. One name may serve several signals. */
  later(name: string, receive: LaterReceiver<P>, options: LaterOptions<P> = {}): void {
    if (this.laterConnections.some((c) => c.name === name)) return;
    const key = options.key as ((payload: never) => string) | undefined;
    this.laterConnections.push({ name, queue: name, key, delayMs: options.delayMs ?? 0, receive: receive as LaterReceiver<never> });
  }

  /**
   * Announces the fact. Call it inside the transaction that makes the change, after the change was written. `sender`
   * is the feature that announces.
   */
  async announce(ctx: Ctx, sender: string, payload: P): Promise<void> {
    if (!ctx.unit) return transact(ctx, (inner) => this.announce(inner, sender, payload));
    for (const { receive } of this.nowConnections) await receive(ctx, payload as never);
    if (!this.#registry.laterOn) return;
    for (const { queue, key, delayMs } of this.laterConnections) {
      ctx.unit.jobs.push({ queue, key: key ? key(payload as never) : null, payload: { ...payload, sender }, delayMs });
    }
  }
}

export const signals = new SignalRegistry();
