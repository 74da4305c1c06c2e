/**
 * Cyclomatic and cognitive complexity and length of every function, as ESLint's rules reckon them; in the same round
 * what the kept sets of rules find.
 */
import path from 'node:path';
import { ESLint, type Linter, type Rule } from 'eslint';
import svelteParser from 'svelte-eslint-parser';
import ts from 'typescript-eslint';
import { countLines } from '../list-files.ts';
import { FILE_SCALES, PART_SCALES, gradeOf } from '../grades.ts';
import type { Part, Problem } from '../report.ts';
import { OWN_RULES, RULE_PLUGINS, rulesFor, type RuleSet } from '../rules/rule-sets.ts';
import { readFindings } from './measure-rules.ts';

export type Complexity = { cognitive: number; cyclomatic: number; function: number };

const RULES: Linter.RulesRecord = {
  complexity: ['error', 0],
  'sonarjs/cognitive-complexity': ['error', 0],
  'quality/function-lines': 'error',
};
const FIGURES: Record<string, [keyof Complexity, RegExp]> = {
  complexity: ['cyclomatic', /complexity of (\d+)/],
  'sonarjs/cognitive-complexity': ['cognitive', /from (\d+) to/],
  'quality/function-lines': ['function', /(\d+) lines/],
};

/** ESLint's own rule takes a line of any width for one. Comments and blank lines do not count. */
const functionLines: Rule.RuleModule = {
  create({ sourceCode, report }) {
    const count = (node: Rule.Node): void => {
      const [start = 0, end = 0] = node.range ?? [];
      const code = sourceCode
        .getAllComments()
        .filter(({ range = [0, 0] }) => range[0] >= start && range[1] <= end)
        .reduceRight(
          (text, { range = [0, 0] }) => text.slice(0, range[0] - start) + text.slice(range[1] - start),
          sourceCode.text.slice(start, end),
        );
      report({ node, message: `${countLines(code)} lines` });
    };
    return { FunctionDeclaration: count, FunctionExpression: count, ArrowFunctionExpression: count };
  },
};
const PLUGINS = { ...RULE_PLUGINS, quality: { rules: { 'function-lines': functionLines, ...OWN_RULES } } };

/** Files are named from the root. Comments that turn rules off have no say here. */
export async function measureComplexity(
  root: string,
  files: string[],
  nodes: Record<string, string> = {},
): Promise<{ part: Part; byFile: Map<string, Complexity>; found: Map<RuleSet, Problem[]> }> {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    allowInlineConfig: false,
    ignore: false,
    overrideConfig: configure(nodes),
  });
  const byFile = new Map<string, Complexity>();
  const found: Found = { functions: 0, complex: 0, problems: [], unread: [] };
  const bySet = new Map<RuleSet, Problem[]>();
  for (const { filePath, messages } of await eslint.lintFiles(files)) {
    const file = path.relative(root, filePath).split(path.sep).join('/');
    for (const [set, problems] of readFindings(file, messages))
      bySet.set(set, [...(bySet.get(set) ?? []), ...problems]);
    if (messages.some(({ fatal }) => fatal)) {
      found.unread.push(file);
      continue;
    }
    const figures = messages.flatMap(readFigure);
    byFile.set(file, {
      cognitive: most(figures, 'cognitive'),
      cyclomatic: most(figures, 'cyclomatic'),
      function: most(figures, 'function'),
    });
    noteComplex(file, figures, found);
  }
  return { byFile, part: describe(found, files.length), found: bySet };
}

type Figure = { name: keyof Complexity; value: number; line: number };
type Found = { functions: number; complex: number; problems: Problem[]; unread: string[] };

function readFigure({ ruleId, message, line }: Linter.LintMessage): Figure[] {
  const [name, words] = FIGURES[ruleId ?? ''] ?? [];
  return name && words ? [{ name, value: Number(words.exec(message)?.[1] ?? 0), line }] : [];
}

function most(figures: Figure[], name: keyof Complexity): number {
  return Math.max(0, ...figures.filter((figure) => figure.name === name).map(({ value }) => value));
}

/** Functions that are more complex than a B in either way; the length of one is another matter. */
function noteComplex(file: string, figures: Figure[], found: Found): void {
  const complex = figures.filter(({ name, value }) => name !== 'function' && value > FILE_SCALES[name].limits[1]);
  found.functions += figures.filter(({ name }) => name === 'cyclomatic').length;
  found.complex += new Set(complex.map(({ line }) => line)).size;
  found.problems.push(
    ...complex.map(({ name, value, line }) => ({ file, line, text: `${name} complexity of ${value}`, rule: name })),
  );
}

/** Files that cannot be parsed are no good ones; where there is nothing else, nothing is known. */
function describe({ functions, complex, problems, unread }: Found, files: number): Part {
  const share = functions === 0 ? 0 : (100 * complex) / functions;
  const known = files > unread.length;
  const some = unread.slice(0, 5).join(', ');
  return {
    name: 'complexity',
    title: 'Complexity',
    grade: known ? gradeOf(share, PART_SCALES.complexity) : null,
    said: known
      ? `${complex} of ${functions} functions are more complex than a B (${share.toFixed(2)} %)`
      : `not available: ${files === 0 ? 'there are no scripts' : `cannot be parsed: ${some}`}`,
    figures: { functions, complex, share: Math.round(share * 100) / 100 },
    problems,
    notes: known && unread.length > 0 ? [`${unread.length} files cannot be parsed, each of them an F: ${some}`] : [],
    seconds: 0,
  };
}

/** `nodes`: patterns of files to the versions of Node that they run on; of the others package.json says it. */
function configure(nodes: Record<string, string>): Linter.Config[] {
  const rules = { ...RULES, ...rulesFor() };
  return [
    {
      files: ['**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'],
      languageOptions: { parser: ts.parser as Linter.Parser },
      plugins: PLUGINS as never,
      rules,
    },
    {
      files: ['**/*.{tsx,jsx,js}'],
      languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
    },
    {
      files: ['**/*.svelte'],
      languageOptions: { parser: svelteParser as Linter.Parser, parserOptions: { parser: ts.parser } },
      plugins: PLUGINS as never,
      // What the markup binds is written there, and types of the script are used in it.
      rules: {
        ...rules,
        'prefer-const': 'off',
        'no-useless-assignment': 'off',
        '@typescript-eslint/no-unused-vars': 'off',
      },
    },
    ...Object.entries(nodes).map(([files, version]) => ({
      files: [files],
      rules: Object.fromEntries(
        Object.entries(rulesFor(version)).filter(([name]) => name.startsWith('n/no-unsupported')),
      ) as Linter.RulesRecord,
    })),
  ];
}
