/**
 * `npm run bench -- [NAME...] [--json FILE]`: runs all benchmarks or the named ones, prints a table, and writes the
 * rows to FILE. Ends with 0 when all ran, whether they met their targets or not, and with 1 when one could not run.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Bench, BenchRow } from './bench.ts';
import { run as checkout } from './checkout.bench.ts';
import { run as exports } from './exports.bench.ts';
import { run as firstPage } from './first-page.bench.ts';
import { run as freshness } from './freshness.bench.ts';
import { run as imports } from './import.bench.ts';
import { run as pages } from './pages.bench.ts';
import { run as pictures } from './pictures.bench.ts';
import { run as rush } from './rush.bench.ts';
import { run as signals } from './signals.bench.ts';
import { run as storage } from './storage.bench.ts';

const BENCHES: Record<string, Bench> = {
  pages,
  'first-page': firstPage,
  exports,
  freshness,
  import: imports,
  signals,
  images: pictures,
  storage,
  rush,
  checkout,
};

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !BENCHES[name]);
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.\n`);
  process.exit(2);
}

const rows: BenchRow[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) rows.push(...(await runBench(name)));
process.stdout.write(table(rows));
for (const missed of rows.filter((row) => !row.ok))
  process.stdout.write(`missed: ${missed.bench}: ${shown(missed.ratio)}, wanted ${missed.target}\n`);
if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exit();

async function runBench(name: string): Promise<BenchRow[]> {
  const report = (step: string): void => void process.stderr.write(`${name}: ${step}\n`);
  try {
    report('begins');
    return await (BENCHES[name] as Bench)(report);
  } catch (error) {
    report(`could not run: ${(error as Error).stack}`);
    process.exitCode = 1;
    return [];
  }
}

function table(rows: BenchRow[]): string {
  const cells = rows.map((row) => [
    row.bench,
    shown(row.figure),
    row.unit,
    shown(row.yardstick),
    shown(row.ratio),
    row.target,
    row.ok ? 'ok' : 'missed',
  ]);
  const lines = [['benchmark', 'figure', 'unit', 'yardstick', 'ratio', 'target', ''], ...cells];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => (line[column] as string).length))) ?? [];
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] as number))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function shown(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : String(Number(value.toPrecision(3)));
}
