/** What tools print, as problems. Whoever prints something else than problems is said to have failed. */
import path from 'node:path';
import type { Problem } from './report.ts';
import type { Done } from './run-command.ts';
import type { Output } from './settings.ts';

type Reader = (text: string, root: string) => Problem[];

const READERS: Record<Output, Reader> = {
  biome: readBiome,
  eslint: readEslint,
  tsc: readTsc,
  'svelte-check': readSvelteCheck,
  knip: readKnip,
  'dependency-cruiser': readCruiser,
};

/** @throws Error when the tool did not do its work: what is not known is not the same as nothing found */
export function readOutput(output: Output, done: Done, root: string): Problem[] {
  if (done.status === null) throw new Error(`it did not end: ${done.stderr.slice(0, 300)}`);
  let problems: Problem[];
  try {
    problems = READERS[output](done.stdout, root);
  } catch (error) {
    throw new Error(
      `its answer cannot be read (${(error as Error).message}): ${(done.stderr || done.stdout).slice(0, 300)}`,
    );
  }
  if (done.status !== 0 && problems.length === 0)
    throw new Error(`it ended with ${done.status}: ${(done.stderr || done.stdout).slice(0, 300)}`);
  return problems;
}

type BiomeReport = {
  summary: { errors: number };
  diagnostics: {
    severity: string;
    category: string;
    message?: unknown;
    description?: string;
    location?: { path?: string | { file?: string }; start?: { line: number } };
  }[];
};

function readBiome(text: string): Problem[] {
  const { diagnostics } = JSON.parse(text.slice(text.indexOf('{'))) as BiomeReport;
  return diagnostics
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ category, message, description, location }) => {
      const where = typeof location?.path === 'string' ? location.path : location?.path?.file;
      return {
        ...(where && { file: where }),
        ...(location?.start && { line: location.start.line }),
        text: `${category}: ${description ?? (typeof message === 'string' ? message : '')}`,
      };
    });
}

type EslintResult = {
  filePath: string;
  messages: { severity: number; ruleId: string | null; message: string; line?: number }[];
};

function readEslint(text: string, root: string): Problem[] {
  return (JSON.parse(text) as EslintResult[]).flatMap(({ filePath, messages }) =>
    messages
      .filter(({ severity }) => severity === 2)
      .map(({ ruleId, message, line }) => ({
        file: relative(root, filePath),
        ...(line && { line }),
        text: `${ruleId ?? 'cannot be read'}: ${message}`,
      })),
  );
}

function readTsc(text: string): Problem[] {
  return [...text.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+: .*)$/gm)].map(([, file, line, words]) => ({
    file: file!,
    line: Number(line),
    text: words!,
  }));
}

/** Lines of `--output machine-verbose`: a time, then JSON. */
function readSvelteCheck(text: string): Problem[] {
  if (!/^\d+ COMPLETED /m.test(text)) throw new Error('it has no end');
  return [...text.matchAll(/^\d+ (\{.*\})$/gm)]
    .map(
      ([, json]) => JSON.parse(json!) as { type: string; filename: string; start: { line: number }; message: string },
    )
    .filter(({ type }) => type === 'ERROR')
    .map(({ filename, start, message }) => ({ file: filename, line: start.line + 1, text: message }));
}

type KnipIssue = { name?: string; line?: number };
type KnipReport = { issues: ({ file: string } & Record<string, KnipIssue[] | string>)[] };

function readKnip(text: string): Problem[] {
  return (JSON.parse(text) as KnipReport).issues.flatMap(({ file, ...kinds }) =>
    Object.entries(kinds).flatMap(([kind, found]) =>
      Array.isArray(found)
        ? found.flat().map(({ name, line }) => ({ file, ...(line && { line }), text: `${kind}: ${name ?? file}` }))
        : [],
    ),
  );
}

type CruiserReport = {
  summary: {
    totalCruised: number;
    violations: { rule: { name: string; severity: string }; from: string; to: string }[];
  };
};

function readCruiser(text: string): Problem[] {
  const { summary } = JSON.parse(text) as CruiserReport;
  if (summary.totalCruised === 0) throw new Error('it looked at nothing');
  return summary.violations
    .filter(({ rule }) => rule.severity === 'error')
    .map(({ rule, from, to }) => ({ file: from, text: `${rule.name}: imports ${to}` }));
}

function relative(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}
