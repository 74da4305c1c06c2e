/** What is wrong, as data: a text of the catalogue (`problem.<code>`) and what goes into it. */
import type { Fault, ProblemCode, ProblemValues, Reason, Values } from './problem-code.ts';
import { hasText, textKey, translator } from './translate.ts';

export type { PlainProblem, ProblemCode, ProblemValues, Reason, Values } from './problem-code.ts';

/**
 * One thing wrong with what somebody gave us: where (`title`, `sessions[3].start`, `line 12`), and what to do about it.
 * `message` is English, or the key of a text; shells that know their reader ask `wordProblem`.
 */
export type Problem = { where: string; message: string; code?: ProblemCode; values?: Values };

/** A problem of the catalogue. */
export function problem<C extends ProblemCode>(where: string, code: C, ...[values]: ProblemValues<C>): Problem {
  return problemAt({ where, code, values: values ?? {} });
}

/** The same for what was found elsewhere. */
export function problemAt({ where, code, values }: Fault): Problem {
  const has = Object.keys(values).length > 0;
  return { where, message: english({ code, values }), code, ...(has && { values }) };
}

export function isProblemCode(text: string): text is ProblemCode {
  return /^[\w-]+\.[\w-]+$/.test(text) && hasText(`problem.${text}`);
}

/** What the log and the command line say. */
export function english(reason: Reason): string {
  return wordReason(reason, 'en');
}

export function wordReason({ code, values }: Reason, locale: string): string {
  return translator(locale)(textKey(`problem.${code}`), values);
}

/** In the reader's language; what has no text there as it is. */
export function wordProblem({ message, code, values = {} }: Problem, locale: string): string {
  if (code !== undefined) return wordReason({ code, values }, locale);
  return hasText(message) ? translator(locale)(message, values) : message;
}

/** What a schema found wrong, by zod's issue: the code that the schema gives, or what kind of fault it is. */
export type Issue = { path: readonly PropertyKey[]; message: string; params?: unknown };

export function problemOf(issue: Issue): Problem {
  const where = issue.path.join('.');
  const { message } = issue;
  if (!isProblemCode(message)) return { where, message };
  const values = valuesOf(issue as unknown as Record<string, unknown>);
  return { where, message: english({ code: message, values }), code: message, values };
}

/** Limits that zod names, and what a check of our own adds as `params`. */
function valuesOf({ params, minimum, maximum, divisor, keys, values }: Record<string, unknown>): Values {
  const list = (some: unknown): string | undefined => (Array.isArray(some) ? some.map(String).join(', ') : undefined);
  const found = { minimum, maximum, divisor, keys: list(keys), choices: list(values) };
  const count = minimum ?? maximum;
  const own = Object.entries({
    ...found,
    ...(typeof count === 'number' && { count }),
    ...(params as object | undefined),
  });
  return Object.fromEntries(
    own.filter((entry): entry is [string, string | number] => ['string', 'number'].includes(typeof entry[1])),
  );
}
