/** Puts a site on the disk: pages, pictures, theme, search. The old site goes only when the new one is complete. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Settings, WrongCall } from './settings.ts';

const THEME = path.join(import.meta.dirname, '../theme');
const MARK = '.docs-site';
const require = createRequire(import.meta.url);

const FONTS = [
  '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2',
  '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2',
  '@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wdth-normal.woff2',
  '@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-ext-wdth-normal.woff2',
];

/** A folder that is no site of ours is never replaced. */
export function checkOut(out: string, { root, docs }: Settings): void {
  const place = path.resolve(out);
  const holds = (inner: string) => !path.relative(place, inner).startsWith('..');
  if (holds(root) || holds(path.join(root, docs)) || (docs !== '' && !path.relative(path.join(root, docs), place).startsWith('..'))) throw new WrongCall(`${out} cannot be the site: it holds documents or lies among them`);
  if (existsSync(place) && readdirSync(place).length > 0 && !existsSync(path.join(place, MARK))) throw new WrongCall(`${out} is there already and was not made by docs-site; name another folder or remove it`);
}

/** Files are page paths and their text; assets are copied from the tree to the same path. */
export function writeSite(out: string, files: Map<string, string>, assets: Iterable<string>, root: string): void {
  const place = path.resolve(out);
  const next = `${place}.next`;
  rmSync(next, { recursive: true, force: true });
  mkdirSync(path.join(next, 'assets'), { recursive: true });
  for (const [file, text] of files) write(path.join(next, file), text);
  for (const asset of assets) copy(path.join(root, asset), path.join(next, asset));
  for (const name of readdirSync(THEME).filter((file) => !file.endsWith('.d.ts'))) copy(path.join(THEME, name), path.join(next, 'assets', name));
  for (const font of FONTS) copy(require.resolve(font), path.join(next, 'assets', path.basename(font)));
  write(path.join(next, 'assets/minisearch.js'), readFileSync(require.resolve('minisearch').replace(/dist[/\\].*$/, path.join('dist', 'umd', 'index.js')), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, ''));
  write(path.join(next, MARK), 'This folder is made anew by every build.\n');
  rmSync(place, { recursive: true, force: true });
  renameSync(next, place);
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, to, { dereference: true });
}
