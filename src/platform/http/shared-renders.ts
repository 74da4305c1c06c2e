/** Answers in the making: whoever asks for one meanwhile waits for it rather than having it made again. */
import type { CachedAnswer, CacheMoment } from './page-cache.ts';

type Making = { moment: CacheMoment; answer: Promise<CachedAnswer | undefined> };

export class SharedRenders {
  readonly #making = new Map<string, Making>();

  /**
   * The answer that is being made for `key`, if its making began at this very moment of the cache: after any change
   * since then it may hold the old state, and the reader who asks now must not get that.
   */
  find(key: string, moment: CacheMoment): Promise<CachedAnswer | undefined> | undefined {
    const making = this.#making.get(key);
    return making?.moment === moment ? making.answer : undefined;
  }

  /** Offers the answer in the making to those who come; undefined or a failure tell them to have their own made. */
  offer(key: string, moment: CacheMoment, answer: Promise<CachedAnswer | undefined>): void {
    const making = { moment, answer: answer.catch(() => undefined) };
    this.#making.set(key, making);
    void making.answer.then(() => {
      if (this.#making.get(key) === making) this.#making.delete(key);
    });
  }
}
