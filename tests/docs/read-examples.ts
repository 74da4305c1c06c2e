/** The examples of the documents: which of them run, what they should say, and why the others do not run. */
import { copyFileSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Example, listExamples } from 'docs-site';
import { PROGRAM_ROOT } from '#platform/config.ts';

export type Runnable = Example & {
  kind: 'shell' | 'script';
  /** What it has to print, `…` for anything; undefined where nobody said. */
  expected: string | undefined;
  /** Why it cannot run here; undefined where it runs. */
  unrun: string | undefined;
  /** The name under which `npm run operations` tries it, with what it needs. */
  tried: string | undefined;
  /** On a data folder of its own, with the embedded database. */
  own: boolean;
};

const SHELLS = new Set(['sh', 'bash', 'console']);
const SCRIPTS = new Set(['ts', 'js']);

/** All examples of README, docs and tools that somebody could run, in the order of files and lines. */
export function readExamples(): Runnable[] {
  const tools = globSync('tools/*/README.md', { cwd: PROGRAM_ROOT }).sort();
  const ours = listExamples({ readme: path.join(PROGRAM_ROOT, 'README.md'), docs: path.join(PROGRAM_ROOT, 'docs') });
  const theirs = tools.flatMap((readme) => readAlone(readme).map((example) => ({ ...example, file: readme })));
  return [ours, theirs].flatMap((examples) => examples.flatMap((example, at) => prepare(example, examples[at + 1])));
}

/** Those of one file that has no folder of documents. */
function readAlone(file: string): Example[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'foyer-document-'));
  try {
    mkdirSync(path.join(folder, 'docs'));
    copyFileSync(path.join(PROGRAM_ROOT, file), path.join(folder, 'README.md'));
    return listExamples({ readme: path.join(folder, 'README.md'), docs: path.join(folder, 'docs') });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function prepare(example: Example, next: Example | undefined): Runnable[] {
  const isShell = SHELLS.has(example.language);
  if (!isShell && !SCRIPTS.has(example.language)) return [];
  const { code, said } =
    example.language === 'console' ? splitSession(example.code) : { code: example.code, said: undefined };
  const expected = said ?? (next?.language === 'output' && next.file === example.file ? next.code : undefined);
  const tried = triedAs(example);
  const unrun = /\bunrun="([^"]*)"/.exec(example.info)?.[1] ?? (tried && '`npm run operations` tries it');
  if (unrun?.trim() === '') throw new Error(`${example.file}:${example.line}: unrun wants a reason`);
  return [
    {
      ...example,
      code,
      kind: isShell ? 'shell' : 'script',
      expected,
      tried,
      unrun: unrun ?? (isShell ? missingProgram(code) : undefined),
      own: /\binstallation=own\b/.test(example.info),
    },
  ];
}

/** The name under which `npm run operations` tries a block, of whatever language. */
export function triedAs({ info }: Example): string | undefined {
  return /\btried="([\w-]+)"/.exec(info)?.[1];
}

/** What examples use besides the shell and is not everywhere. */
const PROGRAMS = ['curl', 'jq', 'tar'];

function missingProgram(code: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const missing = PROGRAMS.find(
    (name) =>
      new RegExp(`(^|[\\s|(])${name} `, 'm').test(code) &&
      !folders.some((folder) => existsSync(path.join(folder, name))),
  );
  return missing && `${missing} is not installed`;
}

/** In a session the lines with `$` are what one types. */
function splitSession(text: string): { code: string; said: string } {
  const lines = text.split('\n');
  return {
    code: lines.flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : [])).join('\n'),
    said: lines.filter((line) => !line.startsWith('$ ')).join('\n'),
  };
}

/** Whether that was said; trailing spaces do not count. */
export function isSaid(expected: string, said: string): boolean {
  const tidy = (text: string): string => text.replace(/[ \t]+$/gm, '').trim();
  const pattern = tidy(expected)
    .split('…')
    .map((part) => RegExp.escape(part))
    .join('[^]*?');
  return new RegExp(`^${pattern}$`).test(tidy(said));
}
