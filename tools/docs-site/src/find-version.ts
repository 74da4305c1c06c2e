/** The version of the project, by the files that say it beside the README. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PLACES: [file: string, pattern: RegExp][] = [
  ['package.json', /"version"\s*:\s*"([^"]+)"/],
  ['pyproject.toml', /^version\s*=\s*["']([^"']+)["']/m],
  ['setup.cfg', /^version\s*=\s*([\w.+-]+)\s*$/m],
  ['Cargo.toml', /^version\s*=\s*"([^"]+)"/m],
  ['docs/conf.py', /^(?:release|version)\s*=\s*["']([^"']+)["']/m],
  ['VERSION', /^v?(\d[\w.+-]*)\s*$/],
];

export function findVersion(root: string): string | null {
  for (const [file, pattern] of PLACES) {
    const place = path.join(root, file);
    const found = existsSync(place) ? pattern.exec(readFileSync(place, 'utf8'))?.[1] : undefined;
    if (found !== undefined) return found;
  }
  return null;
}
