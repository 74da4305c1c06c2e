/** All by which a tool is told not to look at something: in its settings, in ours, in comments. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { PART_SCALES, gradeOf } from './grades.ts';
import { listFiles, listUngraded, matches, matchesAny, readText } from './list-files.ts';
import type { Exclusion, Part } from './report.ts';
import type { Settings } from './settings.ts';

type Found = { tool: string; what: string; where: string; reason?: string };
type Tree = { [key: string]: unknown };

export async function listExclusions(root: string, settings: Settings, graded: string[]): Promise<Exclusion[]> {
  const found = [
    ...own(settings),
    ...unnamed(root, settings),
    ...biome(root),
    ...(await eslint(root)),
    ...knip(root),
    ...typescript(root),
    ...(await cruiser(root)),
    ...comments(root, graded),
  ];
  const all = listFiles(root);
  return found.map(({ tool, what, where, reason }) => ({
    tool,
    what,
    where,
    reason: reason || settings.reasons[`${tool}: ${what}`] || null,
    files: countMatches(what, all),
  }));
}

/** An exclusion without a reason is a problem like any other. */
export function gradeExclusions(exclusions: Exclusion[], graded: number, ungradedLines = 0): Part {
  const bare = exclusions.filter(({ reason }) => reason === null);
  return {
    name: 'exclusions',
    title: 'Exclusions',
    grade: gradeOf(bare.length, PART_SCALES.exclusions),
    said: `${exclusions.length} exclusions beside ${graded} graded files, ${bare.length} of them without a reason`,
    figures: { exclusions: exclusions.length, withoutReason: bare.length, graded, ungradedLines },
    problems: bare.map(({ tool, what, where }) => ({ file: where, text: `${tool}: ${what}: no reason is given` })),
    notes:
      ungradedLines === 0 ? [] : [`${ungradedLines} lines of code are not graded; they count as an F among the files.`],
    seconds: 0,
  };
}

function own({ exclude, without, coverage, mutation }: Settings): Found[] {
  const where = 'quality.json';
  const graded = Object.entries(exclude).map(([what, reason]) => ({ tool: 'grades', what, where, reason }));
  const words = Object.entries(mutation.words).map(([name, reason]) => ({
    tool: 'mutation',
    what: `words of new ${name}`,
    where,
    reason,
  }));
  const equal = Object.entries(mutation.equal).map(([what, reason]) => ({ tool: 'mutation', what, where, reason }));
  return [
    ...graded,
    ...Object.entries(without).map(([what, reason]) => ({ tool: 'categories', what, where, reason })),
    ...Object.entries(coverage.notMeasured).map(([what, reason]) => ({ tool: 'coverage', what, where, reason })),
    ...words,
    ...equal,
  ];
}

/** Code that no pattern of `files` names, by folder. */
function unnamed(root: string, { files, exclude }: Settings): Found[] {
  const left = listUngraded(root, { files, exclude }).filter((file) => !matchesAny(file, Object.keys(exclude)));
  return [...new Set(left.map((file) => path.posix.dirname(file)))].map((folder) => ({
    tool: 'grades',
    what: folder === '.' ? 'files at the root that "files" does not name' : folder,
    where: 'quality.json',
  }));
}

function biome(root: string): Found[] {
  const settings = readTree(root, 'biome.json');
  if (!settings) return [];
  const overrides = (settings.overrides ?? []) as {
    includes?: string[];
    linter?: { enabled?: boolean; rules?: Tree };
  }[];
  return [
    ...strings((settings.files as Tree)?.includes)
      .filter((pattern) => pattern.startsWith('!'))
      .map((pattern) => pattern.slice(1)),
    ...strings((settings.linter as Tree)?.includes)
      .filter((pattern) => pattern.startsWith('!'))
      .map((pattern) => pattern.slice(1)),
    ...((settings.linter as Tree)?.enabled === false ? ['all rules'] : []),
    ...rulesOff((settings.linter as Tree)?.rules as Tree),
    ...overrides.flatMap(({ includes, linter }) =>
      [...(linter?.enabled === false ? ['all rules'] : []), ...rulesOff(linter?.rules ?? {})].map(
        (rule) => `${rule} in ${includes?.join(', ')}`,
      ),
    ),
  ].map((what) => ({ tool: 'biome', what, where: 'biome.json' }));
}

/** Rules that are off, or that only warn, as nobody counts warnings: by name, or a whole group of them. */
function rulesOff(rules: Tree | undefined, prefix = ''): string[] {
  return Object.entries(rules ?? {}).flatMap(([name, value]) => {
    const level = typeof value === 'object' && value !== null ? (value as Tree).level : value;
    if (level === 'off' || level === 'warn' || level === 'info') return [`${prefix}${name}`];
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? rulesOff(value as Tree, `${prefix}${name}/`)
      : [];
  });
}

type EslintConfig = { files?: unknown; ignores?: string[]; rules?: Record<string, unknown> };

async function eslint(root: string): Promise<Found[]> {
  const where = ['js', 'mjs', 'cjs']
    .map((end) => `eslint.config.${end}`)
    .find((name) => existsSync(path.join(root, name)));
  if (!where) return [];
  const loaded = await load<EslintConfig | EslintConfig[]>(root, where);
  if (!loaded) return [{ tool: 'eslint', what: 'settings that cannot be read without its packages', where }];
  const configs = [loaded].flat(3) as EslintConfig[];
  const off = configs.flatMap(({ rules }) =>
    Object.entries(rules ?? {})
      .filter(([, value]) => [value].flat()[0] === 'off' || [value].flat()[0] === 0)
      .map(([name]) => name),
  );
  return [...new Set([...configs.flatMap(({ ignores }) => ignores ?? []), ...off])].map((what) => ({
    tool: 'eslint',
    what,
    where,
  }));
}

function knip(root: string): Found[] {
  const settings = readTree(root, 'knip.json');
  if (!settings) return [];
  const spaces = [settings, ...Object.values((settings.workspaces ?? {}) as Record<string, Tree>)];
  const ignored = spaces.flatMap((space) =>
    [
      'ignore',
      'ignoreFiles',
      'ignoreDependencies',
      'ignoreBinaries',
      'ignoreUnresolved',
      'ignoreMembers',
      'ignoreWorkspaces',
    ].flatMap((key) => strings(space[key])),
  );
  const inFile = settings.ignoreExportsUsedInFile ? ['exports that are used in their own file'] : [];
  return [...ignored, ...rulesOff(settings.rules as Tree), ...inFile].map((what) => ({
    tool: 'knip',
    what,
    where: 'knip.json',
  }));
}

function typescript(root: string): Found[] {
  const settings = readTree(root, 'tsconfig.json');
  if (!settings) return [];
  const scripts = (settings.compilerOptions as Tree)?.checkJs === false ? ['JavaScript files'] : [];
  return [...strings(settings.exclude), ...scripts].map((what) => ({ tool: 'types', what, where: 'tsconfig.json' }));
}

async function cruiser(root: string): Promise<Found[]> {
  const file = '.dependency-cruiser.cjs';
  if (!existsSync(path.join(root, file))) return [];
  const settings = await load<{ options?: { exclude?: { path?: string | string[] } } }>(root, file);
  if (!settings)
    return [{ tool: 'dependency-cruiser', what: 'settings that cannot be read without its packages', where: file }];
  return strings([settings.options?.exclude?.path].flat()).map((what) => ({
    tool: 'dependency-cruiser',
    what,
    where: '.dependency-cruiser.cjs',
  }));
}

/** Settings that are a program: they may need packages that are not installed. */
async function load<T>(root: string, file: string): Promise<T | undefined> {
  try {
    return ((await import(pathToFileURL(path.join(root, file)).href)) as { default: T }).default;
  } catch {
    return undefined;
  }
}

const COMMENT =
  /(?:\/\/+|\/\*+|<!--|^\s*\*)\s*(eslint(?=\s+[\w@/-]+\s*:)|eslint-disable(?:-next-line|-line)?|biome-ignore(?:-all|-start)?|svelte-ignore|@ts-(?:expect-error|ignore|nocheck)|Stryker disable|jscpd:ignore-start|node:coverage (?:ignore next|disable)|[cv]8 ignore)\b\s*(.*?)\s*(?:-->|\*\/)?$/;

function comments(root: string, files: string[]): Found[] {
  return files.flatMap((file) =>
    readText(root, file)
      .split('\n')
      .flatMap((line, at) => {
        const [, tool, rest = ''] = COMMENT.exec(line) ?? [];
        if (!tool) return [];
        const [what, reason] = splitReason(rest);
        return [
          { tool: 'comment', what: `${tool} ${what}`.trim(), where: `${file}:${at + 1}`, ...(reason && { reason }) },
        ];
      }),
  );
}

/** `rule -- words` as ESLint has it, `rule: words` as Biome. */
function splitReason(text: string): [what: string, reason: string | undefined] {
  const [, what, reason] = /^(.*?)(?:\s--\s|:\s)(.*)$/.exec(text) ?? [];
  return what === undefined ? [text, undefined] : [what, reason];
}

function countMatches(pattern: string, files: string[]): number | null {
  const plain = pattern.replace(/^\.?\//, '').replace(/\/$/, '');
  const count = files.filter((file) => file === plain || file.startsWith(`${plain}/`) || matches(file, plain)).length;
  return count === 0 ? null : count;
}

/** As its tools read it: with comments and with commas at the end. */
function readTree(root: string, file: string): Tree | undefined {
  const place = [file, `${file}c`].find((name) => existsSync(path.join(root, name)));
  if (!place) return undefined;
  const { config, error } = ts.parseConfigFileTextToJson(place, readText(root, place)) as {
    config?: Tree;
    error?: ts.Diagnostic;
  };
  if (error || !config)
    throw new Error(`${place} cannot be read: ${ts.flattenDiagnosticMessageText(error?.messageText ?? '', ' ')}`);
  return config;
}

function strings(value: unknown): string[] {
  return [value].flat().filter((entry) => typeof entry === 'string');
}
