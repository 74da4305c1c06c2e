/** Roles of inline text. Those that link to other pages are only noted here; the others are carried out. */
import type { Element } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import { h } from 'hastscript';
import { noteData } from '../page.ts';
import type { Place, Report } from '../report.ts';

/** Resolved when all pages are known. */
const LINKS = new Set([
  'ref',
  'numref',
  'doc',
  'term',
  'download',
  'any',
  'std:ref',
  'std:doc',
  'std:term',
  'option',
  'envvar',
  'confval',
]);
const KEYS = new Set(['kbd']);
const SLANTED = new Set(['manpage', 'dfn']);
const BOLD = new Set(['guilabel', 'menuselection', 'command', 'program']);
const CODE = new Set([
  'file',
  'samp',
  'regexp',
  'makevar',
  'token',
  'keyword',
  'mimetype',
  'newsgroup',
  'code',
  'bash',
  'python',
  'literal',
  'func',
  'class',
  'meth',
  'mod',
  'attr',
  'exc',
  'data',
  'const',
  'obj',
  'type',
  'var',
  'macro',
  'setting',
  'djadmin',
  'source',
  'issue',
  'pypi',
]);

/** Turns the code element that Pandoc made of a role into what the role stands for. */
export function drawRole(element: Element, place: Place, report: Report): void {
  const name = String(element.properties.role ?? '');
  const written = textOf(element).replace(/\s+/g, ' ');
  const titled = /^(.+?)\s*<(.+)>$/.exec(written);
  const target = titled?.[2] ?? written.replace(/^[!~]/, '');
  const text = titled?.[1] ?? null;
  element.properties = {};
  if (LINKS.has(name)) noteData(element, { role: { name: name.replace('std:', ''), target, text } });
  else if (KEYS.has(name)) become(element, 'kbd', written);
  else if (SLANTED.has(name)) become(element, 'em', written);
  else if (BOLD.has(name)) become(element, 'strong', written.replace(/&(?=\S)/g, '').replaceAll('-->', '›'));
  else if (name === 'abbr') drawAbbreviation(element, written);
  else if (name === 'rfc' || name === 'pep' || name === 'cve') drawSeries(element, name, target, text);
  else if (CODE.has(name) || name.includes(':')) become(element, 'code', shortName(text ?? written));
  else {
    report.note(place, `the role :${name}: is not known; its text is shown as code`);
    become(element, 'code', text ?? written);
  }
}

function become(element: Element, tagName: string, text: string): void {
  element.tagName = tagName;
  element.children = [{ type: 'text', value: text }];
}

/** `~package.module.name` shows its last part. */
function shortName(written: string): string {
  return written.startsWith('~') ? (written.slice(1).split('.').at(-1) ?? '') : written.replace(/^!/, '');
}

function drawAbbreviation(element: Element, written: string): void {
  const [, short = written, long] = /^(.+?)\s*\((.+)\)$/.exec(written) ?? [];
  become(element, 'abbr', short);
  if (long) element.properties.title = long;
}

const SERIES: Record<string, (number: string) => string> = {
  rfc: (number) => `https://datatracker.ietf.org/doc/html/rfc${number}`,
  pep: (number) => `https://peps.python.org/pep-${number.padStart(4, '0')}/`,
  cve: (number) => `https://www.cve.org/CVERecord?id=CVE-${number}`,
};

function drawSeries(element: Element, name: 'rfc' | 'pep' | 'cve', target: string, text: string | null): void {
  const [number = '', fragment] = target.split('#');
  const link = h(
    'a',
    { href: `${SERIES[name]?.(number)}${fragment ? `#${fragment}` : ''}` },
    text ?? `${name.toUpperCase()}${name === 'cve' ? '-' : ' '}${number}`,
  );
  Object.assign(element, { tagName: link.tagName, properties: link.properties, children: link.children });
}
