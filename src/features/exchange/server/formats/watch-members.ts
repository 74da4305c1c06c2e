/** Objects and elements that remember what was read of them, so that what has no place here can be named. */
import { asText, type JsonObject } from './parse-json.ts';
import type { XmlElement } from './parse-xml.ts';
import type { Remarks } from './collect-remarks.ts';

type Leave = Remarks['leave'];

/**
 * `read` gives a member of `object`; `leave` counts the members of a `kind` of record that hold something and were not
 * read.
 */
export type WatchedObject = {
  read: (name: string) => unknown;
  textOf: (name: string) => string | undefined;
  leave: (kind: string, leave: Leave) => void;
};

export function watchObject(object: JsonObject): WatchedObject {
  const seen = new Set<string>();
  const read = (name: string): unknown => {
    seen.add(name);
    return object[name];
  };
  return {
    read,
    textOf: (name) => asText(read(name)),
    leave: (kind, leave) => {
      for (const [name, value] of Object.entries(object))
        if (!seen.has(name) && holdsSomething(value)) leave(kind, name);
    },
  };
}

/** Whether a value says more than that there is none. */
export function holdsSomething(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.some(holdsSomething);
  if (typeof value === 'object' && value !== null) return Object.values(value).some(holdsSomething);
  return value !== undefined && value !== null && value !== false;
}

export type WatchedElement = {
  child: (name: string) => XmlElement | undefined;
  text: (name: string) => string | undefined;
  attribute: (name: string) => string | undefined;
  leave: (kind: string, leave: Leave, known?: readonly string[]) => void;
};

/**
 * The same for an XML element with its children and attributes; `known` are those that are read elsewhere or say
 * nothing new.
 */
export function watchElement(element: XmlElement): WatchedElement {
  const seen = new Set<string>();
  const child = (name: string): XmlElement | undefined => {
    seen.add(name);
    return element.children.find((one) => one.name === name);
  };
  return {
    child,
    text: (name) => child(name)?.text,
    attribute: (name) => {
      seen.add(name);
      return element.attributes[name];
    },
    leave: (kind, leave, known = []) => {
      const names = new Set([
        ...Object.entries(element.attributes).flatMap(([name, value]) =>
          /^(xmlns|xsi|xml)(:|$)/.test(name) || says(value) === false ? [] : name,
        ),
        ...element.children.flatMap((one) => (hasText(one) ? one.name : [])),
      ]);
      for (const name of names) if (!seen.has(name) && !known.includes(name)) leave(kind, name);
    },
  };
}

/** In XML a flag that is off is a word. */
const says = (text: string): boolean => text.trim() !== '' && text.trim() !== 'false';

function hasText(element: XmlElement): boolean {
  return says(element.text) || Object.values(element.attributes).some(says) || element.children.some(hasText);
}
