/**
 * Natural batching: what arrives while the last batch is being decided is decided together in the next. No timer:
 * alone, a request waits for nobody; in a rush, the more wait the more are taken at once.
 */
import { Unavailable } from './errors.ts';

export type BatcherOptions<Request, Answer> = {
  /**
   * Decides all of them in their order, first come first; one answer each. What it throws fails the batch as a whole.
   */
  decide: (requests: Request[]) => Promise<Answer[]>;
  /** The most that are decided at once. */
  most?: number;
  /** The most that wait; whoever comes then is sent away at once. */
  longest?: number;
};

export type Batcher<Request, Answer> = {
  /**
   * The answer to that one request. `isAwaited` is asked when its turn comes: who has gone away is passed over.
   * @throws Unavailable (`rush`) where too many wait already, Unavailable (`gone`) for who was passed over; else what
   * `decide` threw for it
   */
  ask: (request: Request, isAwaited?: () => boolean) => Promise<Answer>;
  /** How many wait or are being decided. */
  waiting: () => number;
};

type Turn<Request, Answer> = {
  request: Request;
  isAwaited: () => boolean;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
};

/**
 * One line, first come first served, one batch at a time. A batch that fails is decided again one by one, so that
 * whoever spoils it fails alone.
 */
export function createBatcher<Request, Answer>({
  decide,
  most = 512,
  longest = 20_000,
}: BatcherOptions<Request, Answer>): Batcher<Request, Answer> {
  let line: Turn<Request, Answer>[] = [];
  let deciding = 0;
  let last = 0;
  const next = (): Promise<() => void> => {
    const turns = takeTurns(line, most);
    line = line.slice(turns.taken);
    deciding = turns.awaited.length;
    // Remembered for a while, so that one who comes first does not make the rest wait for a commit of their own.
    last = Math.max(deciding, last >> 1);
    return settle(turns.awaited, decide);
  };
  let running = false;
  let restedAt = Number.NEGATIVE_INFINITY;
  const run = async (): Promise<void> => {
    let release = (): void => {};
    while (line.length > 0) {
      // In a rush the next are sent off before the last hear of it, since telling hundreds takes as long as deciding
      // for them.
      const isFull = last >= RUSH && line.length * 2 >= last;
      if (isFull) setImmediate(release);
      else release();
      if (!isFull && last >= RUSH) await gather(() => line.length, last);
      release = await next();
      deciding = 0;
    }
    // Whoever hears may ask again at once, and then needs somebody who begins.
    running = false;
    restedAt = performance.now();
    release();
  };
  const start = (): void => {
    if (running) return;
    running = true;
    if (performance.now() - restedAt > REMEMBERED_MS) last = 0;
    void run();
  };
  return {
    ask: (request, isAwaited = () => true) =>
      new Promise((resolve, reject) => {
        if (line.length >= longest) {
          reject(new Unavailable('rush.buyers'));
          return;
        }
        line.push({ request, isAwaited, resolve, reject });
        start();
      }),
    waiting: () => line.length + deciding,
  };
}

/** From so many on it is a rush. */
const RUSH = 8;
/** The longest that a rush is waited for, in milliseconds. */
const GATHER_MS = 2;
/** For so long after the last were decided it may still be the same rush, in milliseconds. */
const REMEMBERED_MS = 100;

/**
 * In a rush the first to come back after a batch is seldom alone for long. Deciding for one costs as much as for
 * hundreds, so the event loop goes round, without a timer, until half as many wait as were decided last.
 */
async function gather(waiting: () => number, last: number): Promise<void> {
  const until = performance.now() + GATHER_MS;
  while (waiting() * 2 < last && performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
}

/** The next turns of those who still wait; who has gone is told so, which nobody hears. */
function takeTurns<Request, Answer>(
  line: Turn<Request, Answer>[],
  most: number,
): { awaited: Turn<Request, Answer>[]; taken: number } {
  const awaited: Turn<Request, Answer>[] = [];
  let taken = 0;
  while (taken < line.length && awaited.length < most) {
    const turn = line[taken] as Turn<Request, Answer>;
    taken += 1;
    if (turn.isAwaited()) awaited.push(turn);
    else turn.reject(new Unavailable('gone.left'));
  }
  return { awaited, taken };
}

/** Decides; what it gives tells everybody. */
async function settle<Request, Answer>(
  turns: Turn<Request, Answer>[],
  decide: (requests: Request[]) => Promise<Answer[]>,
): Promise<() => void> {
  if (turns.length === 0) return () => {};
  try {
    const answers = await decide(turns.map(({ request }) => request));
    return () => {
      for (const [at, { resolve }] of turns.entries()) resolve(answers[at] as Answer);
    };
  } catch (error) {
    const [first] = turns;
    if (turns.length === 1 && first) return () => first.reject(error);
    for (const turn of turns) (await settle([turn], decide))();
    return () => {};
  }
}
