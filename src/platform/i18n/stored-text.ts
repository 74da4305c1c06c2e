/**
 * Texts that are stored when something happens and read later: the key and its values, which are worded in the language
 * of their reader then.
 */
import type { ProblemCode, Reason } from './problem-code.ts';
import type { CheckedKey, TextKey, ValuesOf } from './text.ts';
import { hasText, textKey, translator } from './translate.ts';

type Values = Record<string, string | number>;

export function storeText<const K extends TextKey>(
  key: K,
  ...[values]: Record<never, never> extends ValuesOf<K> ? [values?: Values] : [values: ValuesOf<K> & Values]
): string {
  return write(key, values ?? {});
}

/** The same for a key that code puts together. */
export function storeAny(key: CheckedKey, values: Values): string {
  return write(key, values);
}

/** The same for a problem. */
export function storeReason({ code, values }: Reason): string {
  return write(`problem.${code satisfies ProblemCode}`, values);
}

function write(text: string, values: Values): string {
  return JSON.stringify({ text, ...(Object.keys(values).length > 0 && { values }) });
}

/** What was stored, in words; what people wrote, and what was stored in words, as it is. */
export function wordStored(stored: string, locale: string): string {
  if (!stored.startsWith('{"text":"')) return stored;
  try {
    const { text, values } = JSON.parse(stored) as { text: string; values?: Values };
    return hasText(text) ? translator(locale)(textKey(text), values) : stored;
  } catch {
    return stored;
  }
}
