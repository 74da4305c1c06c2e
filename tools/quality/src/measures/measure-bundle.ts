/** What browsers load: scripts of each group, compressed, against its limit. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { PART_SCALES, gradeOf, worseOf, type Letter } from '../grades.ts';
import { matchesAny } from '../list-files.ts';
import { type Part, unmeasured } from '../report.ts';
import type { Settings } from '../settings.ts';

/** It needs what the build has written. A group without a single file is not known, not small. */
export function measureBundle(root: string, { folder, groups }: Settings['bundle']): Part {
  const part = unmeasured('bundle', 'Bundles');
  if (groups.length === 0) return { ...part, unset: true, said: 'not asked for: no group is set' };
  if (!existsSync(path.join(root, folder))) return { ...part, said: `not available: ${folder} is not built` };
  const inFolder = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(path.join(root, folder), path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
    );
  let grade: Letter = 'A';
  const said: string[] = [];
  for (const { name, files, limit } of groups) {
    const sizes = inFolder
      .filter((file) => matchesAny(file, files))
      .map((file) => ({
        file,
        bytes: gzipSync(readFileSync(path.join(root, folder, file))).byteLength,
      }));
    if (sizes.length === 0) return { ...part, said: `not available: ${name} has no files in ${folder}` };
    const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
    grade = worseOf(grade, gradeOf((100 * bytes) / limit, PART_SCALES.bundle));
    said.push(`${name}: ${kilobytes(bytes)} of ${kilobytes(limit)}`);
    part.figures[name] = bytes;
    sizes.sort((a, b) => b.bytes - a.bytes);
    part.notes.push(
      `${name}, the biggest: ${sizes
        .slice(0, 5)
        .map((size) => `${size.file} ${kilobytes(size.bytes)}`)
        .join(', ')}`,
    );
  }
  return { ...part, grade, said: said.join('; ') };
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
