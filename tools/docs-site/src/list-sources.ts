/** Finds the documents of a tree, and says of each path whether it is there, in exactly that spelling. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { outputOf } from './page.ts';
import { foldersOf, isOutside, sameOnDisk } from './paths.ts';
import type { Report } from './report.ts';
import type { Settings } from './settings.ts';

export type Source = { source: string; output: string };

const DOCUMENT = /\.(md|markdown|rst)$/i;
const SKIPPED = new Set(['node_modules']);

export function isDocument(file: string): boolean {
  return DOCUMENT.test(file);
}

/**
 * The README, every document below the folder of documents, and those that `site.json` names beside it, sorted; hidden
 * folders and node_modules are left out.
 */
export function listSources(settings: Settings, report: Report): Source[] {
  const { root, readme, docs } = settings;
  const found = documentsBeside(settings).filter(
    (file) => isDocument(file) && kindOf(path.join(root, file)) === 'file',
  );
  walk(root, docs, [], found, report);
  const documents = [...new Set(found)].filter((file) => file !== readme).sort();
  const sources = [
    { source: readme, output: 'index.html' },
    ...documents.map((source) => ({ source, output: outputOf(source, isFolderPage(source, documents)) })),
  ];
  complainOfTwins(sources, report);
  return sources;
}

/**
 * What `site.json` names outside of the folder of documents, such as `../CONTRIBUTING.md`, as paths from the root. What
 * is wrong with the file is told by `readSiteFile`.
 */
function documentsBeside({ root, docs }: Settings): string[] {
  const file = path.join(root, docs, 'site.json');
  if (kindOf(file) !== 'file') return [];
  const named = [...readFileSync(file, 'utf8').matchAll(/"(\.\.\/[^"*?[\\]+)"/g)].map(([, name = '']) =>
    path.posix.join(docs, name),
  );
  return named.filter((name) => !isOutside(name));
}

/** `index` is the page of its folder; a README is where there is no index. */
function isFolderPage(source: string, all: string[]): boolean {
  const folder = source.slice(0, source.lastIndexOf('/') + 1);
  const name = source.slice(folder.length).replace(DOCUMENT, '').toLowerCase();
  if (folder === '') return false;
  return (
    name === 'index' ||
    (name === 'readme' &&
      !all.some((other) => other.startsWith(folder) && /^index\.(md|markdown|rst)$/i.test(other.slice(folder.length))))
  );
}

function walk(root: string, folder: string, above: string[], found: string[], report: Report): void {
  const real = realpathSync(path.join(root, folder));
  if (above.includes(real)) {
    report.problem({ file: folder, line: 1 }, 'this link leads to a folder that it lies in');
    return;
  }
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue;
    const kind = kindOf(path.join(root, file));
    if (kind === 'none') report.problem({ file, line: 1 }, 'this link leads nowhere');
    if (kind === 'folder') walk(root, file, [...above, real], found, report);
    if (kind === 'file' && isDocument(file)) found.push(file);
  }
}

function kindOf(file: string): 'file' | 'folder' | 'none' {
  try {
    return statSync(file).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'none';
  }
}

/** Two documents cannot share a page, and not every disk tells `A` from `a`. */
function complainOfTwins(sources: Source[], report: Report): void {
  const seen = new Map<string, Source>();
  for (const one of sources) {
    const key = sameOnDisk(one.output);
    const other = seen.get(key);
    if (other?.output === one.output)
      report.problem({ file: one.source, line: 1 }, `would be the same page as ${other.source}: ${one.output}`);
    else if (other)
      report.problem(
        { file: one.source, line: 1 },
        `differs from ${other.source} in case only: on many disks they are one file`,
      );
    seen.set(key, one);
  }
  for (const one of sources) {
    const other = foldersOf(one.output)
      .map((folder) => seen.get(sameOnDisk(folder)))
      .find((found) => found !== undefined);
    if (other)
      report.problem(
        { file: one.source, line: 1 },
        `lies in a folder that is named like the page of ${other.source}: ${other.output}`,
      );
  }
}

/** What lies in the tree. Names are compared as they are written, also on disks that would not. */
export class Tree {
  readonly #folders = new Map<string, Map<string, 'file' | 'folder' | 'none'>>();
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  kindOf(file: string): 'file' | 'folder' | 'none' {
    if (file === '') return 'folder';
    const folder = path.posix.dirname(file) === '.' ? '' : path.posix.dirname(file);
    if (folder !== '' && this.kindOf(folder) !== 'folder') return 'none';
    return this.#list(folder).get(path.posix.basename(file)) ?? 'none';
  }

  /** A file whose name is the same but for case, accents written in another way, or its ending. */
  resembling(file: string): string | null {
    const alike = (name: string) => name.normalize('NFC').toLowerCase();
    let folder = '';
    for (const [i, wanted] of file.split('/').entries()) {
      const last = i === file.split('/').length - 1;
      const names = [...this.#list(folder).keys()];
      const match =
        names.find((name) => name === wanted) ??
        names.find((name) => alike(name) === alike(wanted)) ??
        (last ? names.find((name) => isDocument(name) && stem(alike(name)) === stem(alike(wanted))) : undefined);
      if (match === undefined) return null;
      folder = folder === '' ? match : `${folder}/${match}`;
    }
    return folder;
  }

  #list(folder: string): Map<string, 'file' | 'folder' | 'none'> {
    let names = this.#folders.get(folder);
    if (!names) {
      const place = path.join(this.#root, folder);
      names = new Map(
        kindOf(place) === 'folder' ? readdirSync(place).map((name) => [name, kindOf(path.join(place, name))]) : [],
      );
      this.#folders.set(folder, names);
    }
    return names;
  }
}

function stem(name: string): string {
  return name.replace(/\.(md|markdown|rst|html?)$/, '');
}
