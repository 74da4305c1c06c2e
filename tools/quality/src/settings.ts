/** `quality.json` at the root of a repository: what its tools are called by, and what has its reasons. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export class WrongCall extends Error {}

export type Output = 'biome' | 'eslint' | 'tsc' | 'svelte-check' | 'knip' | 'dependency-cruiser';
export type Tool = { name: string; command: string[]; output: Output };
/** Tests are asked in their order: the quick ones first. */
export type MutationTarget = { files: string[]; tests: string[] };

export type Settings = {
  title: string;
  /** Patterns of the files that are graded, out of all that git knows. */
  files: string[];
  /** Files that are not graded at all, each with its reason. */
  exclude: Record<string, string>;
  lint: Tool[];
  types: Tool[];
  unused: Tool[];
  dependencies: Tool[];
  duplication: { minTokens: number; minLines: number };
  coverage: { file: string; command: string[]; of: string[]; notMeasured: Record<string, string> };
  mutation: {
    kept: string;
    /** A sample tries so many changes of each file, and begins no further one after so many minutes. */
    sample: number;
    minutes: number;
    /** Makers of errors whose first words are not changed, and changes that mean the same (`file: what`, as the report names them), each with its reason. */
    words: Record<string, string>;
    equal: Record<string, string>;
    targets: MutationTarget[];
  };
  bundle: { folder: string; groups: { name: string; files: string[]; limit: number }[] };
  licences: { allowed: string[]; known: Record<string, string> };
  /** Where settings of tools that leave something out are read, and why they do: `tool: setting` to words. */
  reasons: Record<string, string>;
  badges?: string;
};

/** @throws WrongCall when there is none, or it is no JSON */
export function readSettings(root: string, file = 'quality.json'): Settings {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Settings;
  } catch (error) {
    throw new WrongCall(`${file} cannot be read: ${(error as Error).message}`);
  }
}
