/** Trees of documents for tests, written to a folder of their own and built. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { buildSite } from '../build-site.ts';

/** What a file holds; `{ to }` is a symbolic link. */
export type Planted = Record<string, string | Uint8Array | { to: string }>;

/**
 * The folder with the files in it, which goes when the tests are done. Without a README among them there is a short
 * one.
 */
export function plantTree(files: Planted): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'docs-site-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, 'docs'));
  const readme = Object.keys(files).some((name) => /^README\./.test(name))
    ? {}
    : { 'README.md': `# A tree\n\n${linksTo(Object.keys(files))}\n` };
  for (const [name, content] of Object.entries({ ...readme, ...files })) {
    const place = path.join(folder, name);
    mkdirSync(path.dirname(place), { recursive: true });
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(place, content);
    else symlinkSync(content.to, place);
  }
  return folder;
}

/** A link to every document, so that none is an orphan unless a test means it. */
function linksTo(names: string[]): string {
  const documents = names.filter((name) => /^docs\/.*\.(md|rst)$/.test(name));
  return documents.map((name) => `- [x](${name.split('/').map(encodeURIComponent).join('/')})`).join('\n');
}

export type BuiltTree = {
  out: string;
  problems: string[];
  notes: string[];
  pages: string[];
  page: (name: string) => string;
  has: (name: string) => boolean;
};

/** Builds what is planted. `page` is the text of a page between the header and the ways on. */
export async function buildTree(
  files: Planted,
  options: { repository?: string; strict?: boolean } = {},
): Promise<BuiltTree> {
  const folder = plantTree(files);
  const readme = Object.keys(files).find((name) => /^README\./.test(name)) ?? 'README.md';
  const out = path.join(folder, 'site');
  const built = await buildSite({
    readme: path.join(folder, readme),
    docs: path.join(folder, 'docs'),
    out,
    ...options,
  });
  return {
    ...built,
    out,
    page: (name) => articleOf(readFileSync(path.join(out, name), 'utf8')),
    has: (name) => existsSync(path.join(out, name)),
  };
}

export function articleOf(html: string): string {
  return html.slice(html.indexOf('>', html.indexOf('<article')) + 1, html.indexOf('</article>'));
}
