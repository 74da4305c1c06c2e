/** What was looked up a moment ago, for addresses that everybody asks at once. */

export type ShortMemory<T> = { get: (key: string, load: () => Promise<T>) => Promise<T> };

/** Keys come from addresses, so there are never many that lead to something; but no more than that. */
const MOST = 1000;

/**
 * Believes what `load` gave for `milliseconds`, from when it began to look. Those who ask meanwhile share it; what it
 * threw is forgotten at once.
 */
export function createShortMemory<T>(milliseconds: number): ShortMemory<T> {
  const known = new Map<string, { value: Promise<T>; until: number }>();
  return {
    get: (key, load) => {
      const found = known.get(key);
      if (found && found.until > Date.now()) return found.value;
      if (known.size >= MOST) known.clear();
      const entry = { value: load(), until: Date.now() + milliseconds };
      known.set(key, entry);
      entry.value.catch(() => {
        if (known.get(key) === entry) known.delete(key);
      });
      return entry.value;
    },
  };
}
