import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** All files that git tracks or would track, below `root`, in order. */
export function listFiles(root: string): string[] {
  const output = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  return [...new Set(output.split('\0'))].filter((file) => file !== '' && existsSync(path.join(root, file))).sort();
}

export function matchesAny(file: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => path.matchesGlob(file, pattern));
}

/** Those that are graded: what the settings name, less what they leave out with a reason. */
export function listGraded(root: string, settings: { files: string[]; exclude: Record<string, string> }): string[] {
  const left = Object.keys(settings.exclude);
  return listFiles(root).filter((file) => matchesAny(file, settings.files) && !matchesAny(file, left));
}

export function readText(root: string, file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

export function countLines(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length;
}
