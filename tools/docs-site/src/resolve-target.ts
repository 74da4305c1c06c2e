/**
 * Where an address in a document leads: to a page, to a file that is copied, to the repository, or out into the world.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { linkBetween, type Page } from './page.ts';
import { isOutside } from './paths.ts';
import type { Place } from './report.ts';
import { addressOfSource } from './settings.ts';
import { addAsset, type Site } from './site.ts';

/** The address as it has to be on the page; `plain` where the words stay without a link. */
export type Target = { href: string } | 'plain';

const HOST_PAGES =
  /^\.\.\/\.\.\/(?:-\/)?(?:actions|badges|commits|compare|discussions|issues|pulls?|raw|releases|security|tags|tree|wiki|workflows)(?:[/?#]|$)/;
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** Where an address counts from: the file that it is written in, then the document that includes this file. */
export type Origin = { page: Page; base: string };

export function resolveLink(site: Site, from: Origin, written: string, place: Place): Target {
  const { page } = from;
  if (ELSEWHERE.test(written)) return checkAddress(site, written, place);
  if (written === '') return fail(site, place, 'a link without an address');
  const parts = splitAddress(site, written, place);
  if (!parts) return 'plain';
  if (parts.file === '') {
    const file = signHint(site, from, written);
    return file === ''
      ? toAnchor(site, page, page, parts, place)
      : fail(site, place, `${written} leads to this page${file}`);
  }
  const file = locate(site, from, parts.file);
  if (isOutside(file)) return leaveTree(site, from, written, place);
  return toFile(site, from, file, parts, place);
}

/** Pictures are copied wherever they lie in the tree. */
export function resolvePicture(site: Site, from: Origin, written: string, place: Place): Target {
  const { page } = from;
  if (ELSEWHERE.test(written)) return checkAddress(site, written, place);
  if (written === '') return fail(site, place, 'a picture without an address');
  const parts = splitAddress(site, written, place);
  if (!parts) return 'plain';
  const file = findKind(site, locate(site, from, parts.file));
  if (leadsToHost(file)) return leaveTree(site, from, written, place);
  if (isOutside(file) || site.tree.kindOf(file) !== 'file')
    return fail(site, place, `the picture ${file} does not exist${hint(site, file)}${signHint(site, from, written)}`);
  if (!addAsset(site, file, place)) return 'plain';
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
function signHint(site: Site, from: Origin, written: string): string {
  return /[?#]/.test(written) && site.tree.kindOf(locate(site, from, written)) === 'file'
    ? '; in the name of a file write # as %23 and ? as %3F'
    : '';
}

/** The file that is meant; where there is none, the one that is meant from the file that the words stand in. */
function locate(site: Site, { page, base }: Origin, name: string): string {
  const own = locateFrom(site, base, name);
  if (base === page.source || isThere(site, own)) return own;
  const other = locateFrom(site, page.source, name);
  return isThere(site, other) ? other : own;
}

function isThere({ tree }: Site, file: string): boolean {
  return !isOutside(file) && tree.kindOf(file.replace(/\.\*$/, '.svg')) !== 'none';
}

/**
 * A slash at the beginning is the root of the tree, as on GitHub; in reStructuredText also the folder of documents, as
 * in Sphinx.
 */
function locateFrom({ settings, tree }: Pick<Site, 'settings' | 'tree'>, base: string, name: string): string {
  const inDocs = path.posix.join(settings.docs, name);
  const inRoot = path.posix.normalize(name.slice(1));
  if (name.startsWith('/') && base.toLowerCase().endsWith('.rst') && tree.kindOf(inRoot) === 'none')
    return inDocs.replace(/\/$/, '');
  const file = name.startsWith('/') ? inRoot : path.posix.join(path.posix.dirname(base), name);
  return file === './' || file === '.' ? '' : file.replace(/\/$/, '');
}

function toFile(site: Site, from: Origin, file: string, parts: Parts, place: Place): Target {
  const { page } = from;
  const kind = site.tree.kindOf(file);
  const target = kind === 'folder' ? folderPage(site, file) : site.bySource.get(file);
  if (target) return toAnchor(site, page, target, parts, place);
  if (kind === 'none') return toMissing(site, from, file, parts, place);
  if (kind === 'file' && isBelow(file, site.settings.docs)) {
    if (!addAsset(site, file, place)) return 'plain';
    return { href: linkBetween(page.output, file) + parts.query + fragmentOf(parts) };
  }
  return toRepository(site, file, kind, parts, place);
}

/** The tree may be a part of what the repository holds, so what is not here may be there. */
function toMissing(site: Site, from: Origin, file: string, parts: Parts, place: Place): Target {
  const near = hint(site, file);
  fail(site, place, `${file} does not exist${near}${signHint(site, from, parts.written)}`);
  const address = near === '' ? addressOfSource(site.settings, file, 'file') : null;
  return address === null ? 'plain' : { href: address + fragmentOf(parts) };
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
  const address = page === target ? '' : linkBetween(page.output, target.output);
  if (fragment !== '' && fragment !== 'top' && !target.anchors.has(fragment)) {
    fail(site, place, `${target.source} has no anchor #${fragment}${anchorHint(target, fragment)}`);
    return { href: `${address}${query}` || '#' };
  }
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
  parts: Parts | null,
  place: Place,
): Target {
  const address = parts && addressOfSource(settings, file, kind);
  if (address) return { href: address + fragmentOf(parts) };
  report.remark(
    place,
    `links to ${file} in the repository, whose address is not known: the link is left out; say it in package.json or with --repository`,
  );
  return 'plain';
}

/** `../../actions/x.svg` in a README: from the page of a file on the host it leads to a page of the repository. */
function leadsToHost(file: string): boolean {
  return HOST_PAGES.test(file);
}

/**
 * `../../issues` in a README leads, on GitHub, to a page of the repository; in a folder of it, `../x` to what lies
 * beside that.
 */
function leaveTree(site: Site, origin: Origin, written: string, place: Place): Target {
  const { repository } = site.settings;
  if (repository === null && leadsToHost(locate(site, origin, written)))
    return toRepository(site, written, 'file', null, place);
  const from = addressOfSource(site.settings, origin.base, 'file');
  const address = from ? new URL(written, from).href : '';
  const inRepository =
    repository !== null && address.startsWith(`${repository}/`) ? address.slice(repository.length + 1) : null;
  const isFile = inRepository !== null && /^(?:-\/)?(?:blob|tree|src)\//.test(inRepository);
  const isReal = isFile
    ? inRepository.includes('/HEAD/') &&
      existsSync(
        path.join(site.settings.root, locate(site, origin, decodeURIComponent(written.replace(/[?#].*$/s, '')))),
      )
    : inRepository !== null;
  return isReal ? { href: address } : fail(site, place, `${written} leads out of the tree`);
}

function checkAddress(site: Site, written: string, place: Place): Target {
  return URL.canParse(written, 'https://example.org/')
    ? { href: written }
    : fail(site, place, `${written} is no address`);
}

/** What leads nowhere is said, and its words stay. */
function fail({ report }: Site, place: Place, text: string): 'plain' {
  report.problem(place, text);
  return 'plain';
}

function hint({ tree }: Site, file: string): string {
  const near = tree.resembling(file);
  return near && near !== file ? `; there is ${near}` : '';
}
