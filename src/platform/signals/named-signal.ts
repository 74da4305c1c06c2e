/**
 * Named signals: somebody sends, whoever is connected receives, and neither knows the other.
 *
 * A receiver is a function of the sender and the payload. It may ask for one sender only: objects are told apart by
 * identity, strings, numbers and other plain values by value. A receiver that asks twice is called once; one method of
 * two owners is two receivers. The order of receivers is the order of their connection. A receiver that an earlier one
 * disconnected in the same round is not called, and one that it connected is called from the next round on.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { LifeOf, type Owner } from './life-of.ts';

/** Stands for every sender, also for none. */
export const ANY: unique symbol = Symbol('any sender');

export type Receiver<P, R = unknown> = (sender: unknown, payload: P) => R;

export type ConnectOptions = {
  /** Receive from this sender only. */
  sender?: unknown;
  /**
   * Receive as long as this object lives. The signal keeps neither the owner nor the receiver alive, and the receiver
   * is called with the owner as `this`.
   */
  owner?: Owner;
};

/** What a signal about connections tells. */
export type ConnectionChange<P> = { receiver: Receiver<P>; sender: unknown; owner?: Owner };

/** Each receiver that was called, with what it returned: pairs, made when somebody looks at them. */
export class Sent<P> implements Iterable<[receiver: Receiver<P>, result: unknown]> {
  readonly receivers: readonly Receiver<P>[];
  /** By the place of the receiver; absent where all returned undefined. */
  readonly #results: unknown[] | undefined;

  constructor(receivers: readonly Receiver<P>[], results: unknown[] | undefined) {
    this.receivers = receivers;
    this.#results = results;
  }

  get length(): number {
    return this.receivers.length;
  }

  get results(): unknown[] {
    return this.#results ?? this.receivers.map(() => undefined);
  }

  *[Symbol.iterator](): Iterator<[receiver: Receiver<P>, result: unknown]> {
    const { results } = this;
    for (const [i, receiver] of this.receivers.entries()) yield [receiver, results[i]];
  }
}

/** Work during which a signal reaches nobody. */
type Mute = { signal: unknown; over: boolean; outer: Mute | undefined };

const mutes = new AsyncLocalStorage<Mute>();

type Connection<P> = { life: LifeOf<Receiver<P>>; senders: SenderSet };

export class NamedSignal<P = undefined> {
  readonly name: string;
  readonly doc: string;
  /** By receiver, in the order of connection. An entry whose owner is gone is dropped when it is met. */
  readonly #connections: Connection<P>[] = [];
  /** Receivers for every sender while nobody filters and nobody is owned: the common case, sent to without a search. */
  #plain: Receiver<P>[] | null = [];
  #hasAsync = false;
  #muted = 0;
  #connected: NamedSignal<ConnectionChange<P>> | undefined;
  #disconnected: NamedSignal<ConnectionChange<P>> | undefined;

  constructor(name = '', doc = '') {
    this.name = name;
    this.doc = doc;
  }

  toString(): string {
    return `Signal(${this.name})`;
  }

  /** Tells of each new connection; the signal itself is the sender. */
  get receiverConnected(): NamedSignal<ConnectionChange<P>> {
    this.#connected ??= new NamedSignal(`${this.name}: receiver connected`);
    return this.#connected;
  }

  /** Tells of each connection that somebody ended; not of owners that went away. */
  get receiverDisconnected(): NamedSignal<ConnectionChange<P>> {
    this.#disconnected ??= new NamedSignal(`${this.name}: receiver disconnected`);
    return this.#disconnected;
  }

  /** Every receiver that is connected to anything. */
  get receivers(): Receiver<P>[] {
    return this.#living(EVERYBODY).map(({ receiver }) => receiver);
  }

  /** Connects and returns the receiver. Connecting it again adds the sender and nothing else. */
  connect<R extends Receiver<P>>(receiver: R, options: ConnectOptions = {}): R {
    const sender = 'sender' in options ? options.sender : ANY;
    const known = this.#find(receiver, options.owner);
    const connection = known ?? { life: new LifeOf(receiver, options.owner), senders: new SenderSet() };
    connection.senders.add(sender);
    if (!known) this.#connections.push(connection);
    this.#refresh();
    this.#connected?.send(this, { receiver, sender, ...(options.owner ? { owner: options.owner } : {}) });
    return receiver;
  }

  /** The wrapper form: `const onSaved = signal.receiver({ sender: shop })((sender, payload) => ...)`. */
  receiver(options: ConnectOptions = {}): <R extends Receiver<P>>(receiver: R) => R {
    return (receiver) => this.connect(receiver, options);
  }

  /**
   * Ends the connection to one sender, or every connection of the receiver: of `owner` where one is given, else of all.
   */
  disconnect(receiver: Receiver<P>, sender: unknown = ANY, owner?: Owner): void {
    const found = this.#connections.filter(({ life }) => life.get() === receiver && (!owner || life.isOf(owner)));
    const ended = found.filter(({ senders }) => {
      if (sender !== ANY) return senders.delete(sender);
      senders.clear();
      return true;
    });
    if (ended.length > 0) this.#ended(receiver, sender);
  }

  #ended(receiver: Receiver<P>, sender: unknown): void {
    this.#bury();
    this.#disconnected?.send(this, { receiver, sender });
  }

  #find(receiver: Receiver<P>, owner: Owner | undefined): Connection<P> | undefined {
    return this.#connections.find(({ life }) => life.get() === receiver && life.isOf(owner));
  }

  /**
   * Calls the receivers in order and returns what each said. What one throws goes to the sender and ends the round.
   * @throws TypeError where an asynchronous receiver is connected: use sendAsync
   */
  send(...args: undefined extends P ? [sender?: unknown, payload?: P] : [sender: unknown, payload: P]): Sent<P>;
  send(sender?: unknown, payload?: P): Sent<P> {
    if (this.#muted > 0 && this.#isMutedHere()) return new Sent<P>([], undefined);
    if (this.#hasAsync) this.#refuseAsync(sender);
    const plain = this.#plain;
    if (plain === null) return this.#sendFiltered(sender, payload as P);
    let results: unknown[] | undefined;
    for (let i = 0; i < plain.length; i += 1) {
      // An earlier one changed who is connected.
      if (this.#plain !== plain) return this.#goOn(plain, i, sender, payload as P, results);
      const result = (plain[i] as Receiver<P>)(sender, payload as P);
      if (result === undefined && results === undefined) continue;
      if (typeof result === 'object') refusePromise(result, this);
      if (results === undefined) results = i === 0 ? [] : new Array<unknown>(i).fill(undefined);
      results.push(result);
    }
    return new Sent(plain, results);
  }

  /** Like send, waiting for each receiver before the next is called, so that the order holds and one can veto. */
  async sendAsync(sender: unknown, payload: P): Promise<Sent<P>> {
    if (this.#muted > 0 && this.#isMutedHere()) return new Sent<P>([], undefined);
    const [called, results]: [Receiver<P>[], unknown[]] = [[], []];
    for (const { receiver, connection } of this.#living(sender)) {
      const call = this.#callOf(connection, sender);
      if (!call) continue;
      called.push(receiver);
      results.push(await call(sender, payload));
    }
    return new Sent(called, results);
  }

  /** Connects for the length of `work`, however it ends; what was connected before stays so. */
  connectedTo<T>(receiver: Receiver<P>, work: () => T, options: ConnectOptions = {}): T {
    const sender = 'sender' in options ? options.sender : ANY;
    if (this.#find(receiver, options.owner)?.senders.has(sender)) return work();
    this.connect(receiver, options);
    return during(work, () => {
      if (this.#find(receiver, options.owner)?.senders.delete(sender)) this.#ended(receiver, sender);
    });
  }

  /** What `work` sends reaches nobody, until it is over, however it ends; what others send meanwhile is heard. */
  muted<T>(work: () => T): T {
    const mute: Mute = { signal: this, over: false, outer: mutes.getStore() };
    this.#muted += 1;
    return during(
      // A query that begins when it is awaited begins in here.
      () => mutes.run(mute, () => asPromise(work())),
      () => {
        mute.over = true;
        this.#muted -= 1;
      },
    );
  }

  #isMutedHere(): boolean {
    for (let mute = mutes.getStore(); mute; mute = mute.outer) if (mute.signal === this && !mute.over) return true;
    return false;
  }

  /** Whether a send from `sender` would reach anybody. Cheap enough to ask before making a costly payload. */
  hasReceiversFor(sender: unknown): boolean {
    if (this.#plain !== null) return this.#plain.length > 0;
    return this.#living(sender).length > 0;
  }

  /** The receivers that a send from `sender` would call, in order. */
  receiversFor(sender: unknown): Receiver<P>[] {
    return this.#living(sender).map(({ receiver }) => receiver);
  }

  #sendFiltered(sender: unknown, payload: P): Sent<P> {
    const [called, results]: [Receiver<P>[], unknown[]] = [[], []];
    for (const { receiver, connection } of this.#living(sender)) {
      const call = this.#callOf(connection, sender);
      if (!call) continue;
      called.push(receiver);
      results.push(refusePromise(call(sender, payload), this));
    }
    return new Sent(called, results);
  }

  /** The rest of a round of unfiltered receivers, from `at` on, of whom some may have been disconnected. */
  #goOn(
    plain: readonly Receiver<P>[],
    at: number,
    sender: unknown,
    payload: P,
    before: unknown[] | undefined,
  ): Sent<P> {
    const called = plain.slice(0, at);
    const results = before ?? new Array<unknown>(at).fill(undefined);
    for (const receiver of plain.slice(at)) {
      const connection = this.#find(receiver, undefined);
      if (!connection || !this.#callOf(connection, sender)) continue;
      called.push(receiver);
      results.push(refusePromise(receiver(sender, payload), this));
    }
    return new Sent(called, results);
  }

  /** How to call it, unless it was disconnected or its owner has gone. */
  #callOf({ life, senders }: Connection<P>, sender: unknown): Receiver<P> | undefined {
    return senders.has(ANY) || senders.has(sender) ? life.bound() : undefined;
  }

  /** Connections whose owner lives and, where a sender is named, that want it. Drops the dead on the way. */
  #living(sender: unknown): { receiver: Receiver<P>; connection: Connection<P> }[] {
    const found: { receiver: Receiver<P>; connection: Connection<P> }[] = [];
    let dead = false;
    for (const connection of this.#connections) {
      const { life, senders } = connection;
      const receiver = life.get();
      if (!receiver || senders.isEmpty()) dead = true;
      else if (sender === EVERYBODY || senders.has(ANY) || senders.has(sender)) found.push({ receiver, connection });
    }
    if (dead) this.#bury();
    return found;
  }

  #bury(): void {
    const alive = this.#connections.filter(({ life, senders }) => life.get() !== undefined && !senders.isEmpty());
    this.#connections.splice(0, this.#connections.length, ...alive);
    this.#refresh();
  }

  #refresh(): void {
    const simple = this.#connections.every(({ life, senders }) => !life.isOwned && senders.has(ANY));
    const receivers = this.#connections.flatMap(({ life }) => life.get() ?? []);
    this.#plain = simple ? receivers : null;
    this.#hasAsync = receivers.some(isAsync);
  }

  #refuseAsync(sender: unknown): void {
    const asynchronous = this.receiversFor(sender).find(isAsync);
    if (asynchronous)
      throw new TypeError(`${this} has the asynchronous receiver ${asynchronous.name || '(anonymous)'}: use sendAsync`);
  }
}

const EVERYBODY = Symbol('whoever sends');
const AsyncFunction = (async () => {}).constructor;

function isAsync(receiver: unknown): boolean {
  return receiver instanceof AsyncFunction;
}

/** A plain function may still answer with a promise, whose failure nobody would hear. */
function refusePromise(result: unknown, signal: { toString: () => string }): unknown {
  if (!isThenable(result)) return result;
  result.then(undefined, () => {});
  throw new TypeError(`A receiver of ${signal.toString()} answered with a promise: use sendAsync`);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

function asPromise<T>(result: T): T {
  return isThenable(result) ? (Promise.resolve(result) as T) : result;
}

function during<T>(work: () => T, end: () => void): T {
  let result: T;
  try {
    result = work();
  } catch (error) {
    end();
    throw error;
  }
  if (!isThenable(result)) {
    end();
    return result;
  }
  return (asPromise<unknown>(result) as Promise<unknown>).finally(end) as T;
}

/** Which senders a receiver wants. Objects are known by identity and not kept alive; everything else by value. */

class SenderSet {
  readonly #values = new Set<unknown>();
  #objects: WeakRef<WeakKey>[] = [];

  add(sender: unknown): void {
    if (this.has(sender)) return;
    if (isObject(sender)) this.#objects.push(new WeakRef(sender));
    else this.#values.add(sender);
  }

  /** Whether it was in. */
  delete(sender: unknown): boolean {
    if (!this.has(sender)) return false;
    if (isObject(sender)) this.#objects = this.#objects.filter((ref) => ref.deref() !== sender);
    else this.#values.delete(sender);
    return true;
  }

  has(sender: unknown): boolean {
    return isObject(sender) ? this.#objects.some((ref) => ref.deref() === sender) : this.#values.has(sender);
  }

  clear(): void {
    this.#values.clear();
    this.#objects = [];
  }

  /** Whether nobody is left who could be heard: senders that went away count as gone. */
  isEmpty(): boolean {
    return this.#values.size === 0 && this.#objects.every((ref) => ref.deref() === undefined);
  }
}

function isObject(sender: unknown): sender is WeakKey {
  return (typeof sender === 'object' && sender !== null) || typeof sender === 'function';
}
