/** What a build is asked for, checked, and what the tree says of itself. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { findVersion } from './find-version.ts';
import { findFolder, findRepository, readRepository } from './find-repository.ts';

export type Options = {
  /** The README, which is the index page. Its folder is the root of the tree. */
  readme: string;
  /** The folder of documents, at the root or below it. */
  docs: string;
  /** Address of the repository, for links to its files. Where absent, `findRepository` looks for it. */
  repository?: string;
  /** Name of the site. Taken from `site.json`, the README's title or package.json where absent. */
  title?: string;
};

/** `folder` is where the root lies in the repository. */
export type Settings = {
  root: string;
  readme: string;
  docs: string;
  repository: string | null;
  folder: string;
  title: string | null;
  /** The version of the project, which `|version|` stands for. */
  version: string | null;
};

/** A call that cannot be carried out, whatever the documents say. */
export class WrongCall extends Error {}

export function readSettings(options: Options): Settings {
  const readme = findReadme(path.resolve(options.readme));
  if (!existsSync(readme) || !statSync(readme).isFile()) throw new WrongCall(`There is no README at ${options.readme}`);
  if (!/\.(md|markdown|rst)$/i.test(readme))
    throw new WrongCall(`${options.readme} is neither Markdown (.md) nor reStructuredText (.rst)`);
  const docs = path.resolve(options.docs);
  if (!existsSync(docs) || !statSync(docs).isDirectory()) throw new WrongCall(`There is no folder ${options.docs}`);
  const root = path.dirname(readme);
  if (!isWithin(root, docs)) throw new WrongCall(`${options.docs} does not lie beside or below ${options.readme}`);
  const given = options.repository === undefined ? null : readRepository(options.repository);
  if (options.repository !== undefined && given === null)
    throw new WrongCall(`${options.repository} is no address of a repository`);
  return {
    root,
    readme: path.basename(readme),
    docs: path.relative(root, docs).split(path.sep).join('/'),
    repository: given ?? findRepository(root),
    folder: findFolder(root),
    title: options.title ?? null,
    version: findVersion(root),
  };
}

/** `README` may stand for the file with its ending. */
function findReadme(named: string): string {
  const endings = ['', '.md', '.markdown', '.rst'];
  return endings.map((ending) => named + ending).find((file) => existsSync(file)) ?? named;
}

/** Whether a path is a folder itself or lies in it. */
export function isWithin(folder: string, inner: string): boolean {
  const way = path.relative(folder, inner);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** Where a file or folder of the tree is shown; null where no repository is known. */
export function addressOfSource(
  { repository, folder }: Settings,
  file: string,
  kind: 'file' | 'folder',
): string | null {
  return repository && addressInRepository(repository, path.posix.join(folder, file), kind);
}

/** Where the repository shows a file or folder in its newest state. */
export function addressInRepository(repository: string, file: string, kind: 'file' | 'folder'): string {
  const name = file.split('/').map(encodeURIComponent).join('/');
  const { host } = new URL(repository);
  if (host.includes('gitlab')) return `${repository}/-/${kind === 'file' ? 'blob' : 'tree'}/HEAD/${name}`;
  if (host.includes('bitbucket')) return `${repository}/src/HEAD/${name}`;
  return `${repository}/${kind === 'file' ? 'blob' : 'tree'}/HEAD/${name}`;
}
