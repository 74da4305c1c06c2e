/** What was looked up a moment ago, for addresses that everybody asks at once. */

import { LRUCache } from 'lru-cache';

export type ShortMemory<T> = { get: (key: string, load: () => Promise<T>) => Promise<T> };

/** Keys come from addresses, so there are never many that lead to something; but no more than that. */
const MOST = 1000;

/**
 * Believes what `load` gave for `milliseconds`, from when it began to look, of `most` keys at most. Those who ask
 * meanwhile share it; what it threw is forgotten at once.
 */
export function createShortMemory<T>(milliseconds: number, most = MOST): ShortMemory<T> {
  const known = new LRUCache<string, Promise<T>>({ max: most, ttl: milliseconds, perf: Date });
  return {
    get: (key, load) => {
      const found = known.get(key);
      if (found) return found;
      const value = load();
      known.set(key, value);
      value.catch(() => {
        if (known.peek(key) === value) known.delete(key);
      });
      return value;
    },
  };
}
