/** The published list of problem codes, `src/api/problem-codes.json`, and what the program says of each now. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PublishedCode } from '#api/problems.ts';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { keysOf, readTexts } from './catalogue.ts';

export const PUBLISHED_FILE = path.join(PROGRAM_ROOT, 'src/api/problem-codes.json');

const STATUSES: Record<string, number> = {
  NotFound: 404,
  Forbidden: 403,
  Invalid: 422,
  Conflict: 409,
  PreconditionFailed: 412,
  TooLarge: 413,
  WrongType: 415,
  Unavailable: 503,
  TooMany: 429,
};

export type Published = Record<string, PublishedCode>;

export function readPublished(): Published {
  return JSON.parse(readFileSync(PUBLISHED_FILE, 'utf8')) as Published;
}

/** The codes of the catalogue. */
export function codesNow(): string[] {
  const keys = [...keysOf(readTexts('en')).keys()].filter((key) => key.startsWith('problem.'));
  return keys.map((key) => key.slice('problem.'.length)).sort();
}

/** With which statuses the program refuses by each code, where it names the code at that place. */
export function statusesNow(): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const add = (code: string, status: number): void =>
    void found.set(
      code,
      [...new Set([...(found.get(code) ?? []), status])].sort((a, b) => a - b),
    );
  for (const file of globSync('src/**/*.ts', { cwd: PROGRAM_ROOT }).filter((one) => !one.endsWith('.test.ts'))) {
    const code = readFileSync(path.join(PROGRAM_ROOT, file), 'utf8');
    for (const [, kind = '', name = ''] of code.matchAll(/new (\w+)\(\s*(?:\{ code: )?'([\w-]+\.[\w-]+)'/g))
      if (STATUSES[kind]) add(name, STATUSES[kind]);
    for (const [, status = '', name = ''] of code.matchAll(
      /(?:problem\((?:res, )?|return \[)(\d{3}),\s*(?:plain\(|\{ code: )'([\w-]+\.[\w-]+)'/g,
    ))
      add(name, Number(status));
  }
  return found;
}

/** The list with what is new in the catalogue, one code a line; nothing leaves it. */
export function writePublished(): string {
  const published = readPublished();
  const statuses = statusesNow();
  const rows = [...new Set([...Object.keys(published), ...codesNow()])].sort().map((code) => {
    const entry = published[code] ?? { status: statuses.get(code)?.[0] ?? null };
    return `  ${JSON.stringify(code)}: ${JSON.stringify(entry)
      .replaceAll(/([:,])/g, '$1 ')
      .replace('{', '{ ')
      .replace('}', ' }')}`;
  });
  return `{\n${rows.join(',\n')}\n}\n`;
}
