/** Licences of all that is installed with the product, against those that are allowed. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PART_SCALES, gradeOf } from '../grades.ts';
import { type Part, unmeasured } from '../report.ts';
import type { Settings } from '../settings.ts';

type Locked = { version?: string; dev?: boolean; devOptional?: boolean; link?: boolean; license?: string };
type Package = { license?: string | { type?: string }; licenses?: { type?: string }[] };

/** `known` says the licence of packages that do not say it themselves, as `name@version`. */
export function measureLicences(root: string, { allowed, known }: Settings['licences']): Part {
  const part = unmeasured('licences', 'Licences');
  if (allowed.length === 0)
    return { ...part, unset: true, said: 'not asked for: no licence is allowed by the settings' };
  if (!existsSync(path.join(root, 'package-lock.json')))
    return { ...part, said: 'not available: there is no package-lock.json' };
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const counts = new Map<string, number>();
  for (const [place, locked] of Object.entries(packages)) {
    if (!place.includes('node_modules/') || locked.dev || locked.link) continue;
    const name = `${place.slice(place.lastIndexOf('node_modules/') + 13)}@${locked.version}`;
    const licence = known[name] ?? readLicence(root, place) ?? locked.license ?? '';
    counts.set(licence, (counts.get(licence) ?? 0) + 1);
    if (!isAllowed(licence, allowed)) part.problems.push({ text: `${name}: ${licence || 'it names no licence'}` });
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const most = [...counts].sort((a, b) => b[1] - a[1]).map(([licence, count]) => `${licence} ${count}`);
  const said =
    part.problems.length === 0
      ? `${total} packages, all under licences that are allowed`
      : `${part.problems.length} of ${total} packages are under others than those that are allowed`;
  return {
    ...part,
    grade: total === 0 ? null : gradeOf(part.problems.length, PART_SCALES.licences),
    said: total === 0 ? 'not available: nothing is locked' : said,
    figures: { packages: total, refused: part.problems.length },
    notes: [most.join(', ')],
  };
}

/** What the package says itself; packages of other platforms are not installed, and the lock file knows theirs. */
function readLicence(root: string, place: string): string | undefined {
  try {
    const { license, licenses } = JSON.parse(readFileSync(path.join(root, place, 'package.json'), 'utf8')) as Package;
    if (licenses) return licenses.map(({ type }) => type ?? '').join(' OR ');
    return typeof license === 'object' ? license.type : license;
  } catch {
    return undefined;
  }
}

/** Reads an SPDX expression: one of several for OR, each of them for AND. */
export function isAllowed(expression: string, allowed: string[]): boolean {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const either = (): boolean => {
    let value = both();
    while (tokens[at] === 'OR') {
      at += 1;
      value = both() || value;
    }
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (tokens[at] === 'AND') {
      at += 1;
      value = one() && value;
    }
    return value;
  };
  const one = (): boolean => {
    if (tokens[at] === '(') {
      at += 1;
      const value = either();
      at += 1;
      return value;
    }
    const name = tokens[at];
    at += 1;
    return name !== undefined && allowed.includes(name);
  };
  return either() && at === tokens.length;
}
