/** Source code with every change that is tried already in it: one of them at a time is switched on while tests run. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type File, Instrumenter } from '@stryker-mutator/instrumenter';

export type Mutant = { id: string; file: string; line: number; what: string };
export type Instrumented = { mutants: Mutant[]; /** By absolute path. */ sources: Record<string, string> };
/**
 * Changes that are not tried, each with its reason: of words that are given to the makers of these names, and changes
 * that mean the same.
 */
export type LeftOut = { words: Record<string, string>; equal: Record<string, string> };

type BabelPath = {
  node: { type: string };
  parentPath?: { node: { type: string; callee?: { name?: string }; arguments?: unknown[] } };
};
type Logger = ConstructorParameters<typeof Instrumenter>[0];
const no = (): boolean => false;
const nothing = (): void => {};
const QUIET: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  isTraceEnabled: no,
  isDebugEnabled: no,
  isInfoEnabled: no,
  isWarnEnabled: no,
  isErrorEnabled: no,
  isFatalEnabled: no,
};

/** The ids go through all files, so those of one call belong together. */
export async function instrument(root: string, files: string[], leftOut: LeftOut): Promise<Instrumented> {
  const read = files.map((file): File => ({
    name: path.join(root, file),
    content: readFileSync(path.join(root, file), 'utf8'),
    mutate: true,
  }));
  const found = await new Instrumenter(QUIET).instrument(read, {
    plugins: null,
    excludedMutations: [],
    ignorers: [{ shouldIgnore: (at) => ignoreWords(at as BabelPath, leftOut.words) }],
  });
  const lines = new Map(read.map(({ name, content }) => [name, content.split('\n')]));
  const mutants = found.mutants
    .filter(({ status }) => status !== 'Ignored')
    .map(({ id, fileName, location, mutatorName, replacement }) => {
      const original = textAt(lines.get(fileName)!, location);
      return {
        id,
        file: path.relative(root, fileName),
        line: location.start.line + 1,
        what: `${mutatorName}: ${short(original)} → ${short(replacement)}`,
      };
    });
  return {
    mutants: mutants.filter(({ file, what }) => leftOut.equal[`${file}: ${what}`] === undefined),
    sources: Object.fromEntries(found.files.map(({ name, content }) => [name, content])),
  };
}

/** What a programmer or a log reads is in the first thing that an error is given. */
function ignoreWords({ node, parentPath }: BabelPath, words: LeftOut['words']): string | undefined {
  const parent = parentPath?.node;
  if (node.type !== 'StringLiteral' && node.type !== 'TemplateLiteral') return undefined;
  if (parent?.type !== 'NewExpression' || parent.arguments?.[0] !== node) return undefined;
  return words[parent.callee?.name ?? ''];
}

type Place = { line: number; column: number };

function textAt(lines: string[], { start, end }: { start: Place; end: Place }): string {
  return lines
    .slice(start.line, end.line + 1)
    .map((line, at, all) => line.slice(at === 0 ? start.column : 0, at === all.length - 1 ? end.column : undefined))
    .join(' ');
}

function short(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length > 80 ? `${plain.slice(0, 79)}…` : plain;
}
