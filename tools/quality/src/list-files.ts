import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import picomatch from 'picomatch';
import { WrongCall } from './settings.ts';

/** What is code whatever the settings say. */
const CODE = /\.(?:[cm]?[jt]sx?|svelte)$/;

/**
 * All files that git tracks or would track, below `root`, in order.
 * @throws WrongCall where there is no git repository
 */
export function listFiles(root: string): string[] {
  const output = askGit(root);
  return [...new Set(output.split('\0'))].filter((file) => file !== '' && isFile(path.join(root, file))).sort();
}

/** Links and other repositories inside of this one are no files of it. */
function isFile(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function askGit(root: string): string {
  try {
    return execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw new WrongCall(
      `git cannot list the files of ${root}: ${String((error as { stderr?: string }).stderr || (error as Error).message).trim()}`,
    );
  }
}

export function matches(file: string, pattern: string): boolean {
  return picomatch.isMatch(file, pattern, { dot: true, nonegate: true });
}

export function matchesAny(file: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matches(file, pattern));
}

/** Those that are graded: what the settings name, less what they leave out with a reason. */
export function listGraded(root: string, settings: { files: string[]; exclude: Record<string, string> }): string[] {
  const left = Object.keys(settings.exclude);
  return listFiles(root).filter((file) => matchesAny(file, settings.files) && !matchesAny(file, left));
}

/** Code that is not graded, whether it is left out or not named. */
export function listUngraded(root: string, settings: { files: string[]; exclude: Record<string, string> }): string[] {
  const graded = new Set(listGraded(root, settings));
  return listFiles(root).filter((file) => (CODE.test(file) || matchesAny(file, settings.files)) && !graded.has(file));
}

export function readText(root: string, file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** Lines that are not blank. A line that is wider than a page counts as the lines that it would fill. */
export function countLines(text: string): number {
  return text.split('\n').reduce((sum, line) => sum + Math.ceil(line.trimEnd().length / PAGE_WIDTH), 0);
}

/** Columns. */
const PAGE_WIDTH = 120;
