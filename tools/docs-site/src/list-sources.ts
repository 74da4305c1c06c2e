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
  const start = { source: readme, output: 'index.html' };
  return [start, ...nameOutputs(documents, [start], report)];
}

/** Gives each document a page of its own; `before` are those that have one. */
export function nameOutputs(documents: string[], before: Source[], report: Report): Source[] {
  const all = [...before.map(({ source }) => source), ...documents];
  const sources = documents.map((source) => ({ source, output: visible(outputOf(source, isFolderPage(source, all))) }));
  return parted(sources, before, report);
}

/** Hosts leave out what begins with a full stop: `.github/x` lies in `github/x`. */
function visible(output: string): string {
  return output.replace(/(^|\/)\.+(?=[^/])/g, '$1');
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

/** Two documents cannot share a page, and not every disk knows `A` from `a`: the second gets another name. */
function parted(sources: Source[], before: Source[], report: Report): Source[] {
  const seen = new Map(before.map((one) => [sameOnDisk(one.output), one]));
  const named: Source[] = [];
  for (const one of sources) {
    const other = seen.get(sameOnDisk(one.output));
    if (other?.output === one.output)
      report.problem({ file: one.source, line: 1 }, `would be the same page as ${other.source}: ${one.output}`);
    else if (other)
      report.problem(
        { file: one.source, line: 1 },
        `differs from ${other.source} in case only: on many disks they are one file`,
      );
    const output = other ? freeName(one, seen) : one.output;
    const last = { source: one.source, output };
    seen.set(sameOnDisk(output), last);
    named.push(last);
  }
  return named.map((one) => outOfPages(one, seen, report));
}

/** `x.rst` beside `x.md` is `x-rst.html`. */
function freeName({ source, output }: Source, seen: Map<string, Source>): string {
  const ending = path.posix.extname(source).slice(1).toLowerCase();
  const base = source.includes('/') || output === source.replace(/\.[^.]+$/, '.html') ? output : 'index.html';
  for (let i = 1; ; i += 1) {
    const name = base.replace(/\.html$/, `-${ending}${i === 1 ? '' : i}.html`);
    if (!seen.has(sameOnDisk(name))) return name;
  }
}

/** No folder can be where a page is. */
function outOfPages(one: Source, seen: Map<string, Source>, report: Report): Source {
  const other = foldersOf(one.output)
    .map((folder) => seen.get(sameOnDisk(folder)))
    .find((found) => found !== undefined);
  if (!other) return one;
  report.problem(
    { file: one.source, line: 1 },
    `lies in a folder that is named like the page of ${other.source}: ${other.output}`,
  );
  return { ...one, output: one.output.replace(`${other.output}/`, `${other.output}-/`) };
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
