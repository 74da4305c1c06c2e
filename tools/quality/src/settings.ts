/** `quality.json` at the root of a repository: what its tools are called by, and what has its reasons. */
import { existsSync, readFileSync } from 'node:fs';
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
  /** Categories that are not asked for, each with its reason. */
  without: Record<string, string>;
  /** Patterns of files to the versions of Node that they have to run on, where package.json does not say it. */
  node: Record<string, string>;
  /** Where old findings are kept, which do not fail a change. */
  baseline: string;
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
    /**
     * Makers of errors whose first words are not changed, and changes that mean the same (`file: what`, as the report
     * names them), each with its reason.
     */
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

/** What holds where a setting is not there: nothing is named, so parts that need something are not available. */
const NOTHING: Settings = {
  title: 'this repository',
  files: ['**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,svelte}'],
  exclude: {},
  without: {},
  node: {},
  baseline: 'quality-baseline.json',
  lint: [],
  types: [],
  unused: [],
  dependencies: [],
  duplication: { minTokens: 60, minLines: 6 },
  coverage: { file: '', command: [], of: [], notMeasured: {} },
  mutation: { kept: 'mutation.json', sample: 6, minutes: 7, words: {}, equal: {}, targets: [] },
  bundle: { folder: 'build', groups: [] },
  licences: { allowed: [], known: {} },
  reasons: {},
  badges: '',
};

/**
 * Without the file all is as it is where nothing is set.
 * @throws WrongCall when it is no JSON, or a setting is unknown or of another kind
 */
export function readSettings(root: string, file = 'quality.json'): Settings {
  if (!existsSync(path.join(root, file))) return addUsual(root, { ...NOTHING, title: path.basename(root) });
  let said: unknown;
  try {
    said = JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  } catch (error) {
    throw new WrongCall(`${file} cannot be read: ${(error as Error).message}`);
  }
  return addUsual(root, fill(NOTHING, said, file) as Settings);
}

/** What is found without being named: where coverage lies, and tools that are installed or brought along. */
function addUsual(root: string, settings: Settings): Settings {
  const places = ['coverage/lcov.info', 'lcov.info', '.coverage/lcov.info', 'test-results/lcov.info'];
  const found = places.find((place) => existsSync(path.join(root, place)));
  return {
    ...settings,
    coverage: { ...settings.coverage, file: settings.coverage.file || found || '' },
  };
}

type Tree = Record<string, unknown>;

/** What is said, over what holds without it. Lists, and names with words, are taken as they are. */
function fill(known: Tree, said: unknown, where: string): Tree {
  if (kindOf(said) !== 'object') throw new WrongCall(`${where} has to be an object`);
  const whole = { ...known };
  for (const [name, value] of Object.entries(said as Tree)) {
    if (!Object.hasOwn(known, name))
      throw new WrongCall(`${where} has no setting "${name}"; there are ${Object.keys(known).join(', ')}`);
    const wanted = kindOf(known[name]);
    if (kindOf(value) !== wanted) throw new WrongCall(`"${name}" in ${where} has to be of the kind ${wanted}`);
    const isOpen = wanted !== 'object' || Object.keys(known[name] as Tree).length === 0;
    whole[name] = isOpen ? value : fill(known[name] as Tree, value, `"${name}" in ${where}`);
  }
  return whole;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : value === null ? 'nothing' : typeof value;
}
