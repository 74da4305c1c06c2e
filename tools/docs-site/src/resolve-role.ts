/** Roles that lead to other places of the site: `:ref:`, `:doc:`, `:term:`, `:download:`. */
import path from 'node:path';
import type { Element } from 'hast';
import { h } from 'hastscript';
import { linkBetween, type Page, placeOf } from './page.ts';
import type { Place } from './report.ts';
import { addAsset, findDocument, type Site } from './site.ts';

type Role = { name: string; target: string; text: string | null };

export function resolveRole(site: Site, page: Page, element: Element, role: Role): void {
  const found = resolve(site, page, role, placeOf(page, element));
  if (found.problem) complain(site, placeOf(page, element), role, found.problem);
  if (found.to) site.links.get(page)?.add(found.to);
  const drawn =
    found.href === undefined ? h('code', role.text ?? role.target) : h('a', { href: found.href }, found.text);
  Object.assign(element, { tagName: drawn.tagName, properties: drawn.properties, children: drawn.children });
}

/** The search of this site is on every page. */
export const GENERATED = new Set(['genindex', 'modindex', 'py-modindex', 'search']);

/** `python:glossary` is the word of another documentation, whose pages are not known here. */
function complain({ report }: Site, place: Place, { name, target }: Role, problem: string): void {
  if (GENERATED.has(target))
    report.note(place, `:${name}:\`${target}\` is a page that Sphinx makes and this site has not; its text is shown`);
  else if (/^[A-Za-z][\w.-]*:[^:\s]/.test(target))
    report.note(place, `:${name}:\`${target}\` leads to other documentation; its text is shown`);
  else report.problem(place, problem);
}

type Found = { href?: string; text: string; to?: Page; problem?: string };

function resolve(site: Site, page: Page, role: Role, place: Place): Found {
  const text = role.text ?? role.target;
  switch (role.name) {
    case 'doc':
      return toDocument(site, page, role);
    case 'ref':
    case 'numref':
      return toLabel(site, page, role);
    case 'term':
      return toTerm(site, page, role);
    case 'download':
      return toDownload(site, page, role, place);
    case 'any': {
      const results = [toLabel, toDocument, toTerm].map((one) => one(site, page, role));
      return (
        results.find(({ problem }) => problem === undefined) ?? {
          text,
          problem: `:any: finds nothing named "${role.target}"`,
        }
      );
    }
    // Options and settings of a program that may be described anywhere.
    default:
      return page.anchors.has(role.target) ? { text, href: `#${role.target}` } : { text };
  }
}

function address(from: Page, to: Page, anchor: string): string {
  return (
    `${from === to ? '' : linkBetween(from.output, to.output)}${anchor === '' ? '' : `#${encodeURIComponent(anchor)}`}` ||
    '#'
  );
}

function toDocument(site: Site, page: Page, { target, text }: Role): Found {
  const to = findDocument(site, page.source, target);
  return to
    ? { to, href: address(page, to, ''), text: text ?? to.title }
    : { text: target, problem: `:doc: finds no document "${target}"` };
}

function toLabel(site: Site, page: Page, { target, text }: Role): Found {
  const found = site.labels.get(target.toLowerCase().replace(/\s+/g, ' ').trim());
  if (!found) return { text: target, problem: `:ref: finds no label "${target}"` };
  const { label, page: to } = found;
  const missing =
    text === null && label.title === null
      ? {
          problem: `:ref: "${target}" leads to no heading or caption, so it needs words of its own: :ref:\`words <${target}>\``,
        }
      : {};
  return { to, href: address(page, to, label.anchor), text: text ?? label.title ?? target, ...missing };
}

function toTerm(site: Site, page: Page, { target, text }: Role): Found {
  const found = site.terms.get(target.toLowerCase());
  return found
    ? { to: found.page, href: address(page, found.page, found.anchor), text: text ?? target }
    : { text: target, problem: `:term: finds no word "${target}" in a glossary` };
}

function toDownload(site: Site, page: Page, { target, text }: Role, place: Place): Found {
  const file = target.startsWith('/')
    ? path.posix.join(site.settings.docs, target)
    : path.posix.join(path.posix.dirname(page.source), target);
  if (site.tree.kindOf(file) !== 'file') return { text: target, problem: `:download: finds no file ${file}` };
  addAsset(site, file, place);
  return { href: linkBetween(page.output, file), text: text ?? target };
}
