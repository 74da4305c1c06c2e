/**
 * Work that goes on side by side: looks for items, runs them, sleeps until it is woken or something is due. What ended
 * is reported with the next look, so one look serves all that ended and all that became due meanwhile.
 */

export type Found<T> = {
  taken: T[];
  /** Whether more may be due than there was room for: then the next look comes as soon as something ends. */
  more: boolean;
  /** Milliseconds until something falls due for which there is room, null where nothing waits. */
  dueMs: number | null;
  /** Milliseconds until there is another reason to look. */
  otherMs: number;
};

export type LaneOptions<T> = {
  /** How long it sleeps at most. */
  pollMs: () => number;
  /** Puts away what ended, and takes what is due where there is room beside `running`. */
  look: (running: readonly T[], ended: readonly T[]) => Promise<Found<T>>;
  /** Puts away what ended, at the very end. */
  finish: (ended: readonly T[]) => Promise<void>;
  /** Whether the item ended well, so that the next look puts it away. */
  run: (item: T) => Promise<boolean>;
  onError: (error: unknown) => void;
};

export type Lane<T> = {
  wake: () => void;
  /** What runs, and what ended and was not put away yet. */
  held: () => T[];
  idle: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Something can be due and not to be had for a moment: the transaction that writes it has not ended. */
const SHORTEST_MS = 10;
/** From one look to the next, so that a burst takes one look; not where more is due than there is room for. */
const REST_MS = 20;
/** After a look that failed. */
const FAILED_MS = 1000;

/** Starts it. A look that fails is repeated a second later, with what ended until then. */
export function createLane<T>(options: LaneOptions<T>): Lane<T> {
  const running = new Set<T>();
  const ended = new Set<T>();
  let stopped = false;
  let woken = false;
  let rouse: () => void = () => {};
  const waiters: (() => void)[] = [];

  const wake = (): void => {
    woken = true;
    rouse();
  };
  /** Until then, or until it is roused while `isOver` holds. */
  const sleep = (ms: number, isOver: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      if (isOver()) return resolve();
      const timer = setTimeout(resolve, ms);
      rouse = () => {
        if (!isOver()) return;
        clearTimeout(timer);
        resolve();
      };
    });
  const start = (item: T): void => {
    running.add(item);
    options
      .run(item)
      .then((isDone) => void (isDone && ended.add(item)))
      .catch(options.onError)
      .finally(() => {
        running.delete(item);
        wake();
      });
  };

  /** One look: how long to sleep after it, and whether to look again at once when it is woken. */
  const look = async (): Promise<{ pause: number; more: boolean }> => {
    woken = false;
    const over = [...ended];
    const { taken, more, dueMs, otherMs } = await options.look([...running], over);
    for (const item of over) ended.delete(item);
    for (const item of taken) start(item);
    if (running.size + ended.size === 0 && dueMs === null && !woken) for (const done of waiters.splice(0)) done();
    const next = Math.max(SHORTEST_MS, Math.ceil(Math.min(dueMs ?? otherMs, otherMs)));
    return { pause: Math.min(options.pollMs(), next), more };
  };

  const loop = (async () => {
    while (!stopped) {
      const begun = performance.now();
      const { pause, more } = await look().catch((error) => {
        options.onError(error);
        return { pause: FAILED_MS, more: false };
      });
      await sleep(pause, () => woken || stopped);
      const rest = begun + REST_MS - performance.now();
      if (rest > 0 && !more) await sleep(rest, () => stopped);
    }
    while (running.size > 0) await sleep(options.pollMs(), () => running.size === 0);
    if (ended.size > 0) await options.finish([...ended]).catch(options.onError);
  })();

  return {
    wake,
    held: () => [...running, ...ended],
    idle: () =>
      new Promise((resolve) => {
        waiters.push(resolve);
        wake();
      }),
    stop: async () => {
      stopped = true;
      wake();
      await loop;
    },
  };
}
