/**
 * A lane of work: takes things when there is room, runs them side by side, sleeps until it is woken or something is
 * due.
 */

export type LaneOptions<T> = {
  width: number;
  pollMs: number;
  take: (count: number) => Promise<T[]>;
  run: (item: T) => Promise<void>;
  /** Milliseconds until something falls due, null when nothing waits. */
  nextDueMs: () => Promise<number | null>;
  onError: (error: unknown) => void;
};

export type Lane<T> = {
  wake: () => void;
  running: () => T[];
  idle: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Something can be due and not to be had for a moment: whoever writes it has not finished. */
const SHORTEST_MS = 10;

/** Starts the lane. An error of `take` pauses it for a second; `run` is expected to deal with its own. */
export function createLane<T>(options: LaneOptions<T>): Lane<T> {
  const running = new Set<T>();
  let stopped = false;
  let woken = false;
  let timer: NodeJS.Timeout | undefined;
  let rouse: () => void = () => {};
  const waiters: (() => void)[] = [];

  const wake = (): void => {
    woken = true;
    rouse();
  };
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (woken || stopped) return resolve();
      timer = setTimeout(resolve, ms);
      rouse = resolve;
    });
  const start = (item: T): void => {
    running.add(item);
    options
      .run(item)
      .catch(options.onError)
      .finally(() => {
        running.delete(item);
        wake();
      });
  };

  /** One look: how long to sleep after it. */
  const look = async (): Promise<number> => {
    woken = false;
    const room = options.width - running.size;
    if (room <= 0) return options.pollMs;
    const taken = await options.take(room);
    for (const item of taken) start(item);
    if (taken.length === room) return running.size < options.width ? 0 : options.pollMs;
    const due = await options.nextDueMs();
    if (running.size === 0 && (due === null || due > 0)) settle(due === null);
    return due === null ? options.pollMs : Math.min(options.pollMs, Math.max(SHORTEST_MS, Math.ceil(due)));
  };
  const settle = (empty: boolean): void => {
    if (!empty || woken) return;
    for (const done of waiters.splice(0)) done();
  };

  const loop = (async () => {
    while (!stopped) {
      const pause = await look().catch((error) => {
        options.onError(error);
        return 1000;
      });
      if (!stopped) await sleep(pause);
      clearTimeout(timer);
    }
    while (running.size > 0) {
      woken = false;
      await new Promise<void>((resolve) => {
        rouse = resolve;
      });
    }
  })();

  return {
    wake,
    running: () => [...running],
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
