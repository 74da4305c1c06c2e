/** What every benchmark tells of itself, and how it takes its time. */

/** One measured figure beside a yardstick, which is measured in the same run on the same machine. */
export type BenchRow = {
  /** What was measured, and beside what. */
  bench: string;
  figure: number;
  unit: string;
  /** The yardstick's own figure, in the same unit; a limit where the target is one. */
  yardstick: number;
  /** Figure over yardstick. */
  ratio: number;
  /** What the ratio shall be: `>= 0.7`, `<= 5`, `< 1`, `= 0`; `-` where it is only told. */
  target: string;
  ok: boolean;
};

/** A benchmark: runs for some seconds and tells its rows. `say` tells those who wait what it is at. */
export type Bench = (report: (step: string) => void) => Promise<BenchRow[]>;

/** The row of a figure and its yardstick. */
export function row(
  bench: string,
  measured: { figure: number; yardstick: number; unit: string; target: string },
): BenchRow {
  const { figure, yardstick, unit, target } = measured;
  const ratio = figure === 0 ? 0 : figure / yardstick;
  return { bench, figure, unit, yardstick, ratio, target, ok: meets(ratio, target) };
}

function meets(ratio: number, target: string): boolean {
  if (target === '-') return true;
  const [sign, limit] = target.split(' ') as [string, string];
  if (sign === '>=') return ratio >= Number(limit);
  if (sign === '<=') return ratio <= Number(limit);
  if (sign === '<') return ratio < Number(limit);
  if (sign === '=') return ratio === Number(limit);
  throw new Error(`A target is ">= n", "<= n", "< n", "= n" or "-", not "${target}"`);
}

/**
 * Runs the product and its yardstick in turn, so that both see the same weather, and gives the round whose ratio is the
 * median: other work on the machine then disturbs both figures of a pair or none that counts.
 */
export async function alternate(
  product: () => Promise<number>,
  yardstick: () => Promise<number>,
  { rounds = 7, warmUp = 1 } = {},
): Promise<{ figure: number; yardstick: number }> {
  const pairs: { figure: number; yardstick: number }[] = [];
  for (let round = -warmUp; round < rounds; round += 1) {
    const pair = { figure: await product(), yardstick: await yardstick() };
    if (round >= 0) pairs.push(pair);
  }
  pairs.sort((a, b) => a.figure / a.yardstick - b.figure / b.yardstick);
  return pairs[Math.floor(pairs.length / 2)] as { figure: number; yardstick: number };
}

/** The milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

/** The value in the middle. */
export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
