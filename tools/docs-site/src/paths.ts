/** Paths from the root of a tree, with forward slashes. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** It brings no types along. */
const picomatch = require('picomatch') as {
  isMatch: (file: string, pattern: string, options: { nonegate: boolean }) => boolean;
};

/** Whether a path from the root leads out of the tree. */
export function isOutside(file: string): boolean {
  return file === '..' || file.startsWith('../');
}

/** A name as disks compare it that do not tell `A` from `a`. */
export function sameOnDisk(file: string): string {
  return file.normalize('NFC').toLowerCase();
}

/** `a/b` and `a` of `a/b/c`. */
export function foldersOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** Whether a path is one of those that a pattern with `*`, `**`, `?` and `[...]` means. */
export function matchesGlob(file: string, pattern: string): boolean {
  return picomatch.isMatch(file, pattern, { nonegate: true });
}
