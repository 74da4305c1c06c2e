/** Lines that are there twice, as jscpd finds them among the graded files. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findInPackage } from '../find-package.ts';
import { PART_SCALES, gradeOf } from '../grades.ts';
import type { Part } from '../report.ts';
import { runCommand } from '../run-command.ts';
import type { Settings } from '../settings.ts';

type Place = { name: string; start: number; end: number };
type Clones = {
  duplicates: { firstFile: Place; secondFile: Place }[];
  statistics: { total: { lines: number; clones: number } };
};

const NO_CLONES: Clones = { duplicates: [], statistics: { total: { lines: 0, clones: 0 } } };

/** The share of each file's lines that are somewhere else too, in percent; files without any are left out. */
export async function measureDuplication(
  root: string,
  files: string[],
  { minTokens, minLines }: Settings['duplication'],
): Promise<{ part: Part; byFile: Map<string, number> }> {
  const length = (file: string): number => readFileSync(path.join(root, file), 'utf8').split('\n').length;
  if (files.length === 0) throw new Error('there are no scripts');
  // Jscpd reports nothing at all of files that are shorter than what would count.
  const clones = files.some((file) => length(file) >= minLines)
    ? await findClones(root, files, ['--min-tokens', String(minTokens), '--min-lines', String(minLines)])
    : NO_CLONES;
  const lines = new Map<string, Set<number>>();
  const problems = clones.duplicates.map(({ firstFile, secondFile }) => {
    for (const place of [firstFile, secondFile]) noteLines(lines, place);
    return {
      file: firstFile.name,
      line: firstFile.start,
      text: `${firstFile.end - firstFile.start + 1} lines as in ${secondFile.name}:${secondFile.start}`,
    };
  });
  const byFile = new Map([...lines].map(([file, found]) => [file, (100 * found.size) / Math.max(1, length(file))]));
  const doubled = [...lines.values()].reduce((sum, { size }) => sum + size, 0);
  const total = files.reduce((sum, file) => sum + length(file), 0);
  const share = (100 * doubled) / Math.max(1, total);
  const part: Part = {
    name: 'duplication',
    title: 'Duplication',
    grade: gradeOf(share, PART_SCALES.duplication),
    said: `${share.toFixed(2)} % of ${total} lines are there twice, in ${clones.duplicates.length} places`,
    figures: { share: Math.round(share * 100) / 100, places: clones.duplicates.length },
    problems,
    notes: [],
    seconds: 0,
  };
  return { part, byFile };
}

/**
 * Jscpd takes folders, not lists: it is shown a folder of links, so that its own settings have no say in what it reads.
 */
async function findClones(root: string, files: string[], options: string[]): Promise<Clones> {
  const folder = mkdtempSync(path.join(tmpdir(), 'quality-'));
  try {
    const seen = path.join(folder, 'files');
    mkdirSync(seen);
    for (const file of files) {
      mkdirSync(path.dirname(path.join(seen, file)), { recursive: true });
      symlinkSync(path.join(root, file), path.join(seen, file));
    }
    const jscpd = findInPackage(import.meta.resolve('jscpd'), 'bin/jscpd');
    const command = [
      process.execPath,
      jscpd,
      '.',
      ...options,
      '--no-gitignore',
      '--max-lines',
      '20000',
      '--max-size',
      '2mb',
      '--reporters',
      'json',
      '--silent',
      '--noTips',
      '--output',
      folder,
    ];
    const done = await runCommand(seen, command);
    if (done.status !== 0) throw new Error(done.stderr.slice(0, 300));
    return named(JSON.parse(readFileSync(path.join(folder, 'jscpd-report.json'), 'utf8')) as Clones, seen);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function named(clones: Clones, folder: string): Clones {
  for (const { firstFile, secondFile } of clones.duplicates) {
    for (const place of [firstFile, secondFile])
      place.name = path.relative(folder, path.resolve(folder, place.name)).split(path.sep).join('/');
  }
  return clones;
}

function noteLines(lines: Map<string, Set<number>>, { name, start, end }: Place): void {
  const found = lines.get(name) ?? new Set<number>();
  for (let line = start; line <= end; line += 1) found.add(line);
  lines.set(name, found);
}
