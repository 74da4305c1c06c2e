import { Invalid } from '#platform/errors.ts';
import { problemAt, type ProblemCode, type ProblemValues } from '#platform/i18n/problem.ts';

/** `where` names the line, element or entry; the file itself without it. */
type Place = { where?: string; cause?: unknown };

/** The error for a file that cannot be used at all, by its code in the catalogue. */
export function refusal<C extends ProblemCode>(
  code: C,
  { where = 'file', cause }: Place = {},
  ...[values = {}]: ProblemValues<C>
): Invalid {
  return new Invalid(code, [problemAt({ where, code, values })], values, cause === undefined ? undefined : { cause });
}
