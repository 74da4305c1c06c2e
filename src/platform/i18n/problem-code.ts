/** What is wrong, as data: a code of the catalogue (`problem.<code>`) and what its text names. */
import type { TextKey, ValuesOf } from './text.ts';

export type Values = Record<string, string | number>;

/** `<family>.<name>`: programs go by the family, which stays the same; people read the text. */
export type ProblemCode = TextKey extends infer K ? (K extends `problem.${infer Code}` ? Code : never) : never;
/** A problem whose text needs no values: what tables of problems name. */
export type PlainProblem = {
  [C in ProblemCode]: Record<never, never> extends ValuesOf<`problem.${C}`> ? C : never;
}[ProblemCode];
export type Reason = { code: ProblemCode; values: Values };

/** What the text of a problem needs. */
export type ProblemValues<C extends ProblemCode> =
  Record<never, never> extends ValuesOf<`problem.${C}`>
    ? [values?: Values]
    : [values: ValuesOf<`problem.${C}`> & Values];

/** One thing wrong with a field, before it is worded: `problemAt` makes a problem of it. */
export type Fault = Reason & { where: string };

export function fault<C extends ProblemCode>(where: string, code: C, ...[values]: ProblemValues<C>): Fault {
  return { where, code, values: values ?? {} };
}
