import { SaxesParser } from 'saxes';
import { Invalid, wordsOf } from '#platform/errors.ts';
import { stripForbidden } from './clean-text.ts';
import type { Remarks } from './collect-remarks.ts';
import type { ReadLimits } from './read-limits.ts';
import { refusal } from './refuse-file.ts';

export type XmlElement = {
  /** Without its prefix, as written. */
  name: string;
  /** `pentabarf` of `pentabarf:title`, '' where there is none. */
  prefix: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** The text directly inside, white space and all. */
  text: string;
  line: number;
};

/**
 * Reads a whole XML document strictly into plain elements.
 *
 * Characters that XML forbids are taken out first and counted in one remark. Throws `Invalid`: `doctype` for any
 * document type declaration (entities are declared there), `too_deep`, `too_large` beyond the limits, and
 * `not_well_formed` with the line.
 */
export function parseXml(source: string, limits: ReadLimits, remarks: Remarks): XmlElement {
  const { text, count } = stripForbidden(source);
  if (count > 0) {
    remarks.mend('file', 'forbidden_characters', { count });
  }
  const tree = growTree(limits);
  try {
    tree.parser.write(text).close();
  } catch (cause) {
    if (cause instanceof Invalid) throw cause;
    throw notWellFormed(cause, tree.parser.line);
  }
  const root = tree.root();
  if (!root) throw refusal('not_well_formed.no_element');
  return root;
}

function notWellFormed(cause: unknown, line: number): Invalid {
  const fault = wordsOf(cause)
    .replace(/^(?:\d+:\d+: )/, '')
    .replace(/\.$/, '');
  return refusal('not_well_formed.xml', { where: `line ${line}`, cause }, { line, fault });
}

function growTree(limits: ReadLimits): { parser: SaxesParser; root: () => XmlElement | undefined } {
  const parser = new SaxesParser({ xmlns: false });
  const open: XmlElement[] = [];
  const guard = guardLimits(limits, () => parser.line);
  let root: XmlElement | undefined;
  parser.on('doctype', () => {
    throw refusal('doctype.xml', { where: `line ${parser.line}` }, { line: parser.line });
  });
  parser.on('attribute', () => guard.attribute());
  parser.on('opentagstart', () => guard.element(open.length + 1));
  parser.on('opentag', (tag) => {
    const colon = tag.name.indexOf(':');
    const element: XmlElement = {
      name: tag.name.slice(colon + 1),
      prefix: colon < 0 ? '' : tag.name.slice(0, colon),
      attributes: tag.attributes as Record<string, string>,
      children: [],
      text: '',
      line: parser.line,
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const addText = (text: string): void => {
    const parent = open.at(-1);
    if (parent) parent.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  return { parser, root: () => root };
}

function guardLimits(
  limits: ReadLimits,
  line: () => number,
): { element: (depth: number) => void; attribute: () => void } {
  const until = Date.now() + limits.milliseconds;
  let [elements, attributes, together] = [0, 0, 0];
  const tooLarge = (what: 'elements' | 'attributes' | 'attributes_at_once', most: number): Invalid =>
    refusal(`too_large.${what}`, { where: `line ${line()}` }, { line: line(), most });
  return {
    element: (depth) => {
      attributes = 0;
      elements += 1;
      if (depth > limits.depth) {
        throw refusal('too_deep.xml', { where: `line ${line()}` }, { line: line(), most: limits.depth });
      }
      if (elements > limits.elements) throw tooLarge('elements', limits.elements);
      if (elements % 1_000 === 0 && Date.now() > until)
        throw refusal('too_large.time', { where: `line ${line()}` }, { line: line() });
    },
    attribute: () => {
      attributes += 1;
      together += 1;
      if (together > limits.elements * 3) throw tooLarge('attributes', limits.elements * 3);
      if (attributes > limits.attributes) throw tooLarge('attributes_at_once', limits.attributes);
    },
  };
}

/** The first child called `name`, whatever its prefix. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((one) => one.name === name);
}

/** All children called `name`, whatever their prefix. */
export function children(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((one) => one.name === name) ?? [];
}

/** The text of the first child called `name`; undefined where there is no such child. */
export function childText(element: XmlElement | undefined, name: string): string | undefined {
  return child(element, name)?.text;
}
