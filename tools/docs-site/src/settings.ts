/** What a build is asked for, checked, and what the tree says of itself. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { findRepository } from './find-repository.ts';

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

export type Settings = { root: string; readme: string; docs: string; repository: string | null; title: string | null };

/** A call that cannot be carried out, whatever the documents say. */
export class WrongCall extends Error {}

export function readSettings(options: Options): Settings {
  const readme = path.resolve(options.readme);
  if (!existsSync(readme) || !statSync(readme).isFile()) throw new WrongCall(`There is no README at ${options.readme}`);
  if (!/\.(md|markdown|rst)$/i.test(readme)) throw new WrongCall(`${options.readme} is neither Markdown (.md) nor reStructuredText (.rst)`);
  const docs = path.resolve(options.docs);
  if (!existsSync(docs) || !statSync(docs).isDirectory()) throw new WrongCall(`There is no folder ${options.docs}`);
  const root = path.dirname(readme);
  const relative = path.relative(root, docs);
  if (relative.startsWith('..') || path.isAbsolute(relative)) throw new WrongCall(`${options.docs} does not lie beside or below ${options.readme}`);
  const repository = options.repository ?? findRepository(root);
  return { root, readme: path.basename(readme), docs: relative.split(path.sep).join('/'), repository: repository ? cleanRepository(repository) : null, title: options.title ?? null };
}

const HOSTS: Record<string, string> = { github: 'https://github.com', gitlab: 'https://gitlab.com', bitbucket: 'https://bitbucket.org' };

/** All that npm takes for a repository, as the address a browser opens. */
function cleanRepository(written: string): string {
  const short = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+)$/.exec(written);
  if (short) return `${HOSTS[short[1] ?? 'github']}/${short[2]}`;
  const web = written
    .replace(/^git\+/, '')
    .replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, 'https://$1/')
    .replace(/^git:/, 'https:')
    .replace(/\.git$/, '')
    .replace(/\/$/, '');
  if (!/^https?:\/\/[^/]+\/./.test(web)) throw new WrongCall(`${written} is no address of a repository`);
  return web;
}

/** Where the repository shows a file or folder in its newest state. */
export function addressInRepository(repository: string, file: string, kind: 'file' | 'folder'): string {
  const name = file.split('/').map(encodeURIComponent).join('/');
  const { host } = new URL(repository);
  if (host.includes('gitlab')) return `${repository}/-/${kind === 'file' ? 'blob' : 'tree'}/HEAD/${name}`;
  if (host.includes('bitbucket')) return `${repository}/src/HEAD/${name}`;
  return `${repository}/${kind === 'file' ? 'blob' : 'tree'}/HEAD/${name}`;
}
