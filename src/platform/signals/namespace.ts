/** A set of signals by name. */
import { NamedSignal } from './named-signal.ts';

export class Namespace {
  readonly #signals = new Map<string, NamedSignal<never>>();

  /** The signal of that name, made on first use and the same ever after. The namespace keeps it. */
  signal<P = undefined>(name: string, doc = ''): NamedSignal<P> {
    let known = this.#signals.get(name);
    if (!known) {
      known = new NamedSignal<never>(name, doc);
      this.#signals.set(name, known);
    }
    return known as unknown as NamedSignal<P>;
  }

  has(name: string): boolean {
    return this.#signals.has(name);
  }

  get size(): number {
    return this.#signals.size;
  }

  /** All names, sorted. */
  names(): string[] {
    return [...this.#signals.keys()].sort();
  }
}
