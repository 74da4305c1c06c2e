/** Puts a site on the disk: pages, pictures, theme, search. The old site goes only when the new one is complete. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { COPIED, MARK, SEARCH_ENGINE } from './own-files.ts';
import { isWithin, type Settings, WrongCall } from './settings.ts';

const require = createRequire(import.meta.url);

/** A folder that is no site of ours is never replaced. */
export function checkOut(out: string, { root, docs }: Settings): void {
  const place = path.resolve(out);
  if (
    isWithin(place, root) ||
    isWithin(place, path.join(root, docs)) ||
    (docs !== '' && isWithin(path.join(root, docs), place))
  )
    throw new WrongCall(`${out} cannot be the site: it holds documents or lies among them`);
  if (!existsSync(place)) return;
  if (!statSync(place).isDirectory()) throw new WrongCall(`${out} is a file and no folder`);
  if (readdirSync(place).length > 0 && !existsSync(path.join(place, MARK)))
    throw new WrongCall(`${out} is there already and was not made by docs-site; name another folder or remove it`);
}

/** Files are page paths and their text, written as they come; assets are copied from the tree to the same path. */
export function writeSite(
  out: string,
  files: Iterable<[file: string, text: string]>,
  assets: Iterable<string>,
  root: string,
  further: [file: string, place: string][] = [],
): void {
  const place = path.resolve(out);
  mkdirSync(path.dirname(place), { recursive: true });
  const work = mkdtempSync(`${place}.`);
  const next = path.join(work, 'next');
  try {
    for (const [file, text] of files) write(path.join(next, file), text);
    for (const asset of assets) copy(path.join(root, asset), path.join(next, asset));
    for (const [file, from] of [...COPIED, ...further]) copy(from, path.join(next, file));
    write(
      path.join(next, SEARCH_ENGINE),
      readFileSync(
        require.resolve('minisearch').replace(/dist[/\\].*$/, path.join('dist', 'umd', 'index.js')),
        'utf8',
      ).replace(/^\/\/# sourceMappingURL=.*$/m, ''),
    );
    write(path.join(next, MARK), 'This folder is made anew by every build.\n');
    replace(place, next, path.join(work, 'old'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What was there is put back where the new one cannot be put in its place. */
function replace(place: string, next: string, old: string): void {
  const isThere = existsSync(place);
  if (isThere) renameSync(place, old);
  try {
    renameSync(next, place);
  } catch (error) {
    if (isThere) renameSync(old, place);
    throw error;
  }
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, to, { dereference: true });
}
