/** Which senders a receiver wants. Objects are known by identity and not kept alive; everything else by value. */

export class SenderSet {
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
