/**
 * Where an address in a document leads: to a page, to a file that is copied, to the repository, or out into the world.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isDocument } from './list-sources.ts';
import { linkBetween, type Page } from './page.ts';
import { isOutside } from './paths.ts';
import type { Place } from './report.ts';
import { addressOfSource } from './settings.ts';
import { addAsset, type Site } from './site.ts';

/**
 * The address as it has to be on the page; null where there is none to give, `plain` where the words stay without a
 * link.
 */
export type Target = { href: string } | 'plain' | null;

const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

export function resolveLink(site: Site, page: Page, written: string, place: Place): Target {
  if (ELSEWHERE.test(written)) return checkAddress(site, written, place);
  if (written === '') return fail(site, place, 'a link without an address');
  const parts = splitAddress(site, written, place);
  if (!parts) return null;
  if (parts.file === '') {
    const file = signHint(site, page, written);
    return file === ''
      ? toAnchor(site, page, page, parts, place)
      : fail(site, place, `${written} leads to this page${file}`);
  }
  const file = locate(site, page, parts.file);
  if (isOutside(file)) return leaveTree(site, page, written, place);
  return toFile(site, page, file, parts, place);
}

/** Pictures are copied wherever they lie in the tree. */
export function resolvePicture(site: Site, page: Page, written: string, place: Place): Target {
  if (ELSEWHERE.test(written)) return checkAddress(site, written, place);
  if (written === '') return fail(site, place, 'a picture without an address');
  const parts = splitAddress(site, written, place);
  if (!parts) return null;
  const file = findKind(site, locate(site, page, parts.file));
  if (isOutside(file) || site.tree.kindOf(file) !== 'file')
    return fail(site, place, `the picture ${file} does not exist${hint(site, file)}${signHint(site, page, written)}`);
  addAsset(site, file, place);
  return { href: linkBetween(page.output, file) + parts.query };
}

/** `plan.*` is the picture in whichever kind there is, the sharpest first. */
function findKind({ tree }: Site, file: string): string {
  const kinds = ['.svg', '.png', '.webp', '.gif', '.jpg', '.jpeg'].map((ending) => file.replace(/\.\*$/, ending));
  return file.endsWith('.*') ? (kinds.find((one) => tree.kindOf(one) === 'file') ?? file) : file;
}

type Parts = { written: string; file: string; query: string; fragment: string };

function splitAddress(site: Site, written: string, place: Place): Parts | null {
  const [, name = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/s.exec(written) ?? [];
  try {
    return { written, file: decodeURIComponent(name), query, fragment: decodeURIComponent(fragment) };
  } catch {
    fail(site, place, `${written} is no address: a % begins nothing; write it as %25`);
    return null;
  }
}

/** `a#b.md` is the file `a` and a place in it; who means a file of that name writes `%23`. */
function signHint(site: Site, page: Page, written: string): string {
  return /[?#]/.test(written) && site.tree.kindOf(locate(site, page, written)) === 'file'
    ? '; in the name of a file write # as %23 and ? as %3F'
    : '';
}

/**
 * A slash at the beginning is the root of the tree, as on GitHub; in reStructuredText also the folder of documents, as
 * in Sphinx.
 */
function locate({ settings, tree }: Site, page: Page, name: string): string {
  const inDocs = path.posix.join(settings.docs, name);
  const inRoot = path.posix.normalize(name.slice(1));
  if (name.startsWith('/') && page.source.toLowerCase().endsWith('.rst') && tree.kindOf(inRoot) === 'none')
    return inDocs.replace(/\/$/, '');
  const file = name.startsWith('/') ? inRoot : path.posix.join(path.posix.dirname(page.source), name);
  return file === './' || file === '.' ? '' : file.replace(/\/$/, '');
}

function toFile(site: Site, page: Page, file: string, parts: Parts, place: Place): Target {
  const kind = site.tree.kindOf(file);
  const target = kind === 'folder' ? folderPage(site, file) : site.bySource.get(file);
  if (target) return toAnchor(site, page, target, parts, place);
  if (kind === 'none')
    return fail(site, place, `${file} does not exist${hint(site, file)}${signHint(site, page, parts.written)}`);
  if (kind === 'file' && isBelow(file, site.settings.docs) && isDocument(file))
    return fail(site, place, `${file} is included by another document, so it has no page of its own`);
  if (kind === 'file' && isBelow(file, site.settings.docs)) {
    addAsset(site, file, place);
    return { href: linkBetween(page.output, file) + parts.query + fragmentOf(parts) };
  }
  return toRepository(site, file, kind, parts, place);
}

function isBelow(file: string, folder: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}

function folderPage({ byOutput }: Site, folder: string): Page | undefined {
  return byOutput.get(path.posix.join(folder, 'index.html'));
}

function fragmentOf({ fragment }: Parts): string {
  return fragment === '' ? '' : `#${encodeURI(fragment)}`;
}

function toAnchor(site: Site, page: Page, target: Page, { query, fragment }: Parts, place: Place): Target {
  site.links.get(page)?.add(target);
  if (fragment !== '' && fragment !== 'top' && !target.anchors.has(fragment))
    return fail(site, place, `${target.source} has no anchor #${fragment}${anchorHint(target, fragment)}`);
  const address = page === target ? '' : linkBetween(page.output, target.output);
  return { href: `${address}${query}${fragment === '' ? '' : `#${encodeURIComponent(fragment)}`}` || '#' };
}

function anchorHint({ anchors }: Page, fragment: string): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const near = [...anchors].find((anchor) => plain(anchor) === plain(fragment));
  return near ? `; there is #${near}` : '';
}

function toRepository(
  { settings, report }: Site,
  file: string,
  kind: 'file' | 'folder',
  parts: Parts,
  place: Place,
): Target {
  const address = addressOfSource(settings, file, kind);
  if (address) return { href: address + fragmentOf(parts) };
  report.note(
    place,
    `links to ${file} in the repository, whose address is not known: the link is left out; say it in package.json or with --repository`,
  );
  return 'plain';
}

/**
 * `../../issues` in a README leads, on GitHub, to a page of the repository; in a folder of it, `../x` to what lies
 * beside that.
 */
function leaveTree(site: Site, page: Page, written: string, place: Place): Target {
  const { repository } = site.settings;
  const from = addressOfSource(site.settings, page.source, 'file');
  const address = from ? new URL(written, from).href : '';
  const inRepository =
    repository !== null && address.startsWith(`${repository}/`) ? address.slice(repository.length + 1) : null;
  const isFile = inRepository !== null && /^(?:-\/)?(?:blob|tree|src)\//.test(inRepository);
  const isThere = isFile
    ? inRepository.includes('/HEAD/') &&
      existsSync(path.join(site.settings.root, locate(site, page, decodeURIComponent(written.replace(/[?#].*$/s, '')))))
    : inRepository !== null;
  return isThere ? { href: address } : fail(site, place, `${written} leads out of the tree`);
}

function checkAddress(site: Site, written: string, place: Place): Target {
  return URL.canParse(written, 'https://example.org/')
    ? { href: written }
    : fail(site, place, `${written} is no address`);
}

function fail({ report }: Site, place: Place, text: string): null {
  report.problem(place, text);
  return null;
}

function hint({ tree }: Site, file: string): string {
  const near = tree.resembling(file);
  return near && near !== file ? `; there is ${near}` : '';
}
