/** Runs Stryker on files whose tests are known: each change of a file is tried against those alone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findInPackage } from '../find-package.ts';
import { runCommand } from '../run-command.ts';
import type { MutationTarget, Settings } from '../settings.ts';
import { digestOf } from './digest-of.ts';

export type Mutant = { line: number; what: string };
export type MutatedFile = { digest: string; killed: number; total: number; survived: Mutant[] };
export type MutationResult = { commit: string; at: string; sample: boolean; files: Record<string, MutatedFile>; missing: string[]; seconds: number };

type StrykerReport = { files: Record<string, { mutants: { status: string; mutatorName: string; replacement?: string; location: { start: { line: number } } }[] }> };
export type MutationOptions = {
  root: string;
  settings: Settings['mutation'];
  commit: string;
  /** Lines of each file that are tried, out of a place that the commit chooses; all of them without it. */
  sampleLines?: number;
  /** After which no further target is begun; those that were not are named as missing. */
  minutes?: number;
  say?: (text: string) => void;
};

export async function runMutants({ root, settings, commit, sampleLines, minutes = Infinity, say = () => {} }: MutationOptions): Promise<MutationResult> {
  const started = performance.now();
  const result: MutationResult = { commit, at: new Date().toISOString(), sample: sampleLines !== undefined, files: {}, missing: [], seconds: 0 };
  for (const target of settings.targets) {
    const left = minutes * 60 - (performance.now() - started) / 1000;
    const files = left > 0 ? await tryTarget(root, settings, target, { commit, sampleLines, seconds: Math.min(left, 3 * 3600), say }) : undefined;
    if (files) Object.assign(result.files, files);
    else result.missing.push(...target.files);
    for (const file of Object.keys(files ?? {})) say(`${file}: ${files![file]!.killed} of ${files![file]!.total} changes were noticed`);
  }
  return { ...result, seconds: Math.round((performance.now() - started) / 1000) };
}

type Limits = { commit: string; sampleLines: number | undefined; seconds: number; say: (text: string) => void };

async function tryTarget(root: string, settings: Settings['mutation'], target: MutationTarget, { commit, sampleLines, seconds, say }: Limits): Promise<Record<string, MutatedFile> | undefined> {
  const folder = mkdtempSync(path.join(tmpdir(), 'quality-mutants-'));
  try {
    const answer = path.join(folder, 'mutants.json');
    const mutate = target.files.map((file) => (sampleLines ? chooseLines(root, file, commit, sampleLines) : file));
    writeFileSync(path.join(folder, 'stryker.json'), JSON.stringify(strykerSettings(root, settings, target, { mutate, answer, work: path.join(folder, 'work') })));
    const stryker = findInPackage(import.meta.resolve('@stryker-mutator/core'), 'bin/stryker.js');
    const done = await runCommand(root, [process.execPath, stryker, 'run', path.join(folder, 'stryker.json')], { seconds });
    if (done.status !== 0) {
      say(`${target.files.join(', ')}: ${(done.stdout + done.stderr).slice(-600)}`);
      return undefined;
    }
    return readMutants(root, JSON.parse(readFileSync(answer, 'utf8')) as StrykerReport);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function strykerSettings(root: string, settings: Settings['mutation'], target: MutationTarget, { mutate, answer, work }: { mutate: string[]; answer: string; work: string }): object {
  const node = path.relative(root, process.execPath);
  return {
    testRunner: 'command',
    commandRunner: { command: target.tests.map((test) => `"${node.startsWith('..') ? process.execPath : node}" ${test}`).join(' && ') },
    mutate,
    plugins: [],
    reporters: ['json'],
    jsonReporter: { fileName: answer },
    concurrency: 1,
    timeoutMS: 10_000,
    tempDirName: work,
    ignorePatterns: settings.ignore,
    allowEmpty: true,
    allowConsoleColors: false,
    logLevel: 'warn',
  };
}

/** Some lines in a row, the same for the same commit. */
export function chooseLines(root: string, file: string, commit: string, lines: number): string {
  const length = readFileSync(path.join(root, file), 'utf8').split('\n').length;
  const places = Math.max(1, Math.ceil(length / lines));
  const first = (Number.parseInt(digestOf(`${commit} ${file}`).slice(0, 8), 16) % places) * lines + 1;
  return `${file}:${first}-${Math.min(length, first + lines - 1)}`;
}

/** Changes that do not compile are none; those that no test notices, or that no test runs, survive. */
export function readMutants(root: string, { files }: StrykerReport): Record<string, MutatedFile> {
  return Object.fromEntries(
    Object.entries(files).map(([file, { mutants }]) => {
      const valid = mutants.filter(({ status }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status));
      const survived = valid.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
      const described = survived.map(({ location, mutatorName, replacement }) => ({ line: location.start.line, what: `${mutatorName}: ${(replacement ?? '').replace(/\s+/g, ' ').slice(0, 60)}` }));
      return [file, { digest: digestOf(readFileSync(path.join(root, file))), killed: valid.length - survived.length, total: valid.length, survived: described }];
    }),
  );
}
