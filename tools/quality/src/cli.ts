/** `quality [--json FILE] [--html FILE] [--markdown FILE] [--base REF|FILE]`. Exit code 0 for a B or better. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findNew, writeBaseline } from './baseline.ts';
import { coverChanged, listChangedLines } from './changed-lines.ts';
import { compareReports } from './compare.ts';
import { HostRefused, readHost, tellCheck, tellPull } from './github.ts';
import { isBelow } from './grades.ts';
import { readHits } from './measures/measure-coverage.ts';
import type { MutationMode } from './measures/measure-mutation.ts';
import { readReport } from './read-report.ts';
import { type Comparison, type Issue, PART_NAMES, type PartName, type Report } from './report.ts';
import { readSettings, type Settings, WrongCall } from './settings.ts';
import { addToTrend } from './trend.ts';
import { writeBadges } from './write-badges.ts';
import { writeHtml } from './write-html.ts';
import { writeMarkdown } from './write-markdown.ts';
import { writeSarif } from './write-sarif.ts';

const USAGE = `quality [--json FILE] [--html FILE] [--markdown FILE] [--base REF|FILE]

Grades a repository and every file of it, A to F; quality.json at its root is not needed. Exit code 0: a B or better. 1: under
a B; with a baseline, new findings. 3: a category could not be measured, so the whole has no grade. 2: a wrong call.

  --sarif FILE                      findings at their lines for other hosts; with --base the new ones alone
  --github                          with --base: a check run with annotations, and one comment on the pull request, by
                                    GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_SHA and GITHUB_REF
  --changed-since REF               whose changed lines coverage is reckoned for; else --base where it is no file
  --from FILE                       takes the JSON of an earlier run, and measures nothing
  --trend FILE                      adds this commit to a JSON of all, and draws it beside that as SVG
  --json, --html, --markdown FILE   where the report goes
  --base REF|FILE                   what it is compared with: a JSON of an earlier run, or a commit or branch, of which
                                    is measured what can be without running its tests
  --coverage FILE                   lcov of an earlier run; else the file of quality.json where it is younger than all
                                    sources, else tests are run
  --mutation kept|sample|full       the result kept in the repository; some lines of each file; all, and keep that
  --minutes N                       after which no further file is tried for mutations
  --only PART,PART                  some parts alone, each of which has to be a B; badges are not written, and it is no
                                    grade for others to see
  --write-baseline                  keeps today's findings, so that later ones alone fail a change
  --badges                          writes the badges of quality.json
`;

const OPTIONS = {
  json: { type: 'string' },
  html: { type: 'string' },
  markdown: { type: 'string' },
  sarif: { type: 'string' },
  github: { type: 'boolean', default: false },
  'changed-since': { type: 'string' },
  from: { type: 'string' },
  trend: { type: 'string' },
  base: { type: 'string' },
  coverage: { type: 'string' },
  mutation: { type: 'string', default: 'kept' },
  minutes: { type: 'string' },
  only: { type: 'string' },
  'write-baseline': { type: 'boolean', default: false },
  badges: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** @returns the exit code: 0 a B or better (of parts alone, each of them), 1 under B, 2 the call is wrong */
export async function main(args: string[], root = process.cwd()): Promise<number> {
  try {
    return await report(readCall(args), root);
  } catch (error) {
    const expected =
      error instanceof WrongCall ||
      error instanceof HostRefused ||
      (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
    if (!expected) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
}

type Call = ReturnType<typeof readCall>;

function readCall(args: string[]) {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (!['kept', 'sample', 'full'].includes(values.mutation)) throw new WrongCall('--mutation is kept, sample or full');
  if (values.minutes !== undefined && !(Number(values.minutes) > 0))
    throw new WrongCall('--minutes is a number above 0');
  return { ...values, only: values.only?.split(',').map(asPart) };
}

function asPart(name: string): PartName {
  const part = PART_NAMES.find((known) => known === name);
  if (!part) throw new WrongCall(`--only knows no part "${name}"; the parts are ${PART_NAMES.join(', ')}`);
  return part;
}

async function report(call: Call, root: string): Promise<number> {
  if (call.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (call.github && !call.base) throw new WrongCall('--github needs --base: it tells of what a change did');
  const host = call.github ? readHost(process.env) : undefined;
  const settings = readSettings(root);
  const found = call.from ? readReport(path.resolve(root, call.from)) : await measureNow(call, root, settings);
  const comparison = await compare(call, root, settings, found);
  write(root, call.json, () => `${JSON.stringify({ ...found, ...(comparison && { comparison }) }, null, 1)}\n`);
  write(root, call.html, () => writeHtml(settings.title, found, comparison));
  write(root, call.markdown, () => writeMarkdown(settings.title, found, comparison));
  write(root, call.sarif, () => writeSarif(found, comparison?.issues.added ?? allIssues(found)));
  if (call.trend && !call.only) {
    mkdirSync(path.dirname(path.resolve(root, call.trend)), { recursive: true });
    addToTrend(path.resolve(root, call.trend), found);
  }
  if (call.badges && settings.badges && !call.only) writeBadges(path.join(root, settings.badges), found);
  for (const why of found.capped) process.stderr.write(`${why}\n`);
  const missing = found.missing.join(', ');
  const grade = found.grade ?? `no grade, as nothing is known of: ${missing}. What was measured: ${found.measured}`;
  process.stdout.write(
    `Quality: ${grade} (${found.points} of 5 points, ${found.files.length} files, ${found.seconds} s)\n`,
  );
  const code = judge(call, root, settings, found);
  if (host && comparison) await tellHost(host, settings.title, found, comparison, code === 0 || code === 3);
  return code;
}

/** What measures is loaded where something is measured alone: all rules take a second or two. */
async function measureNow(call: Call, root: string, settings: Settings): Promise<Report> {
  const { measure } = await import('./measure.ts');
  return measure(root, settings, {
    mutation: call.mutation as MutationMode,
    progress: (text) => void process.stderr.write(`${text}\n`),
    ...(call.coverage && { coverage: call.coverage }),
    ...(call.minutes && { minutes: Number(call.minutes) }),
    ...(call.only && { only: call.only }),
  });
}

function judge(call: Call, root: string, settings: Settings, found: Report): number {
  if (call['write-baseline']) {
    const count = writeBaseline(path.join(root, settings.baseline), found);
    process.stdout.write(`${count} findings are kept in ${settings.baseline}: from now on new ones fail a change.\n`);
    return 0;
  }
  const fresh = call.only ? undefined : findNew(root, settings.baseline, found);
  if (fresh) return tellNew(fresh, settings.baseline);
  const isPoor = call.only?.length ? found.parts.some(({ grade }) => grade !== null && isBelow(grade, 'B')) : false;
  if (isPoor || isBelow(found.measured, 'B')) return 1;
  return found.grade === null ? 3 : 0;
}

async function compare(call: Call, root: string, settings: Settings, found: Report): Promise<Comparison | undefined> {
  if (!call.base) return undefined;
  const progress = (text: string): void => void process.stderr.write(`${text}\n`);
  const { loadBase } = await import('./load-base.ts');
  const comparison = compareReports(await loadBase(root, settings, call.base, progress), found);
  const lcov = path.resolve(root, call.coverage ?? settings.coverage.file);
  const since = call['changed-since'] ?? (existsSync(path.resolve(root, call.base)) ? undefined : call.base);
  const isKnown = found.parts.some(({ name, grade }) => name === 'coverage' && grade !== null);
  if (!since || !isKnown) return comparison;
  try {
    const changed = coverChanged(listChangedLines(root, since), readHits(readFileSync(lcov, 'utf8'), root));
    return { ...comparison, ...(changed && { changedLines: changed }) };
  } catch (error) {
    const why = `Coverage of the changed lines is not known: ${(error as Error).message.split('\n')[0]}`;
    return { ...comparison, notes: [...comparison.notes, why] };
  }
}

function allIssues({ parts }: Report): Issue[] {
  return parts.flatMap(({ name, problems }) => problems.map((problem) => ({ ...problem, part: name })));
}

/** Both are tried: who may not comment, as for a change out of a fork, may still write a check or a file. */
async function tellHost(
  host: ReturnType<typeof readHost>,
  title: string,
  found: Report,
  comparison: Comparison,
  passed: boolean,
): Promise<void> {
  const summary = writeMarkdown(title, found, comparison);
  const { added, fixed } = comparison.issues;
  const words = `${found.grade ?? 'No grade'}: ${added.length} new issues, ${fixed.length} fixed`;
  const results = await Promise.allSettled([
    tellCheck(host, { title: words, summary, passed, issues: added }),
    tellPull(host, summary),
  ]);
  const refused = results.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).message] : []));
  if (refused.length > 0) throw new HostRefused(`GitHub could not be notified: ${refused.join('; ')}`);
}

function tellNew(fresh: Issue[], baseline: string): number {
  const lines = fresh.slice(0, 50).map(({ file, line, text }) => `  ${file ?? ''}${line ? `:${line}` : ''} ${text}\n`);
  process.stdout.write(`${fresh.length} findings are not in ${baseline}.\n${lines.join('')}`);
  return fresh.length > 0 ? 1 : 0;
}

function write(root: string, file: string | undefined, content: () => string): void {
  if (!file) return;
  mkdirSync(path.dirname(path.resolve(root, file)), { recursive: true });
  writeFileSync(path.resolve(root, file), content());
}
