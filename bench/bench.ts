/** What every benchmark tells of itself, and how it takes its time. */

/**
 * One measured figure beside a yardstick of the same run on the same machine. `ratio` is figure over yardstick where
 * less is better; `ok` says whether it meets `target`.
 */
export type BenchRow = {
  bench: string;
  figure: number;
  unit: string;
  /** What it is measured against, with its own figure in the same unit. */
  yardstick: { name: string; figure: number };
  ratio: number;
  target: number;
  ok: boolean;
};

/** The median milliseconds of `runs` runs of `work`, after `warmUp` that do not count. */
export async function measure(work: () => unknown, { runs = 15, warmUp = 5 } = {}): Promise<number> {
  for (let i = 0; i < warmUp; i += 1) await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i += 1) {
    const before = performance.now();
    await work();
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}
