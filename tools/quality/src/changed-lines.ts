/** Which lines a change brought in, and how many of them tests ran. */
import { execFileSync } from 'node:child_process';
import type { LineHits } from './measures/measure-coverage.ts';

export type ChangedCoverage = { run: number; hit: number };

/** @throws Error where `base` is no state of the repository, or shares no past with this one */
export function listChangedLines(root: string, base: string): Map<string, Set<number>> {
  const diff = execFileSync(
    'git',
    ['-c', 'core.quotePath=false', 'diff', '--unified=0', '--no-color', '--no-ext-diff', '--merge-base', base, '--'],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return readDiff(diff);
}

export function readDiff(diff: string): Map<string, Set<number>> {
  const files = new Map<string, Set<number>>();
  let lines: Set<number> | undefined;
  for (const line of diff.split('\n')) {
    if (line.startsWith('diff --git ')) lines = undefined;
    const file = /^\+\+\+ b\/(.*?)\t?$/.exec(line)?.[1];
    if (file && lines === undefined) {
      lines = new Set();
      files.set(file, lines);
    }
    const [, start, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    for (let at = 0; start && at < Number(count); at += 1) lines?.add(Number(start) + at);
  }
  return files;
}

/** Lines that cannot run do not count; undefined where no changed line can. */
export function coverChanged(changed: Map<string, Set<number>>, hits: LineHits): ChangedCoverage | undefined {
  const total: ChangedCoverage = { run: 0, hit: 0 };
  for (const [file, lines] of changed) {
    for (const line of lines) {
      const times = hits.get(file)?.get(line);
      if (times === undefined) continue;
      total.run += 1;
      if (times > 0) total.hit += 1;
    }
  }
  return total.run === 0 ? undefined : total;
}
