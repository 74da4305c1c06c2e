/** Holding something for ever, or only as long as its owner lives. */

export type Owner = object;

/** What owners keep alive: the values may point back at their owner without keeping it (an ephemeron table). */
const kept = new WeakMap<Owner, Set<object>>();

export class LifeOf<T extends (...args: never[]) => unknown> {
  readonly #strong: T | undefined;
  readonly #weak: WeakRef<T> | undefined;
  readonly #owner: WeakRef<Owner> | undefined;

  constructor(value: T, owner?: Owner) {
    if (!owner) {
      this.#strong = value;
      return;
    }
    this.#weak = new WeakRef(value);
    this.#owner = new WeakRef(owner);
    const values = kept.get(owner);
    if (values) values.add(value);
    else kept.set(owner, new Set([value]));
  }

  get isOwned(): boolean {
    return this.#owner !== undefined;
  }

  /** Whether it lives as long as `owner`; for ever where that is undefined. */
  isOf(owner: Owner | undefined): boolean {
    return this.#owner?.deref() === owner && this.isOwned === (owner !== undefined);
  }

  /** The value, undefined once its owner is gone. */
  get(): T | undefined {
    if (this.#owner && !this.#owner.deref()) return undefined;
    return this.#strong ?? this.#weak?.deref();
  }

  /** The value as a function that is called on its owner; itself where it has none. */
  bound(): T | undefined {
    const value = this.get();
    const owner = this.#owner?.deref();
    if (!value || !owner) return value;
    return ((...args: never[]) => value.apply(owner, args)) as T;
  }
}
