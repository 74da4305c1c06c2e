import { writableText } from './writable-text.ts';

/* A carriage return cannot be left: writableText has made line feeds of them. */
const MARKUP = /[&<>]/;
const TEXT = /[&<>]/g;
const ATTRIBUTE = /[&<>"\n\t]/g;
const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};
const escapeOne = (character: string): string => ESCAPES[character] ?? character;

/** Character data of XML 1.0. Characters that XML cannot carry are left out. */
export function xmlText(text: string): string {
  const clean = writableText(text);
  return MARKUP.test(clean) ? clean.replace(TEXT, escapeOne) : clean;
}

/** The value of an attribute, without its double quotes; line feeds and tabs survive attribute normalisation. */
export function xmlAttribute(text: string): string {
  return writableText(text).replace(ATTRIBUTE, escapeOne);
}

/** `<name>text</name>`. */
export function element(name: string, text: string | number): string {
  return `<${name}>${typeof text === 'number' ? text : xmlText(text)}</${name}>`;
}

/** ` name="value"` for every value that is not ''. */
export function attributes(values: Record<string, string | number>): string {
  let out = '';
  for (const [name, value] of Object.entries(values)) {
    if (value !== '') out += ` ${name}="${typeof value === 'number' ? value : xmlAttribute(value)}"`;
  }
  return out;
}
