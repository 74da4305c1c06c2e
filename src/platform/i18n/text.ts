/** Texts that people read, by key: which there are, and which values each needs. */
import type { TextValues } from './text-keys.ts';

/** A text of the catalogue, `src/ui/texts/en`. */
export type TextKey = keyof TextValues;

type Values = Record<string, string | number>;
type AllOf<T> = (T extends unknown ? (values: T) => void : never) extends (values: infer All) => void ? All : never;
/** What the text of `K` needs; of several possible texts, what all of them need together. */
export type ValuesOf<K extends TextKey> = AllOf<TextValues[K]>;

/** A text that needs no values: what declarations name. */
export type PlainKey = { [K in TextKey]: Record<never, never> extends TextValues[K] ? K : never }[TextKey];

/** A key that code put together: `textKey`. */
export type CheckedKey = string & { readonly isText: true };

/** Gives the text of `key` in the reader's language, with `values` set in; `count` chooses the plural. */
export type Translate = {
  <const K extends TextKey>(
    key: K,
    ...values: Record<never, never> extends ValuesOf<K> ? [values?: Values] : [values: ValuesOf<K> & Values]
  ): string;
  (key: CheckedKey, values?: Values): string;
};

/** The key `name`, which code put together. One that the catalogue lacks is shown as it is: no page fails for it. */
export function textKey(name: string): CheckedKey {
  return name as CheckedKey;
}
