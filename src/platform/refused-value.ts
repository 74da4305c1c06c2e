/** Values that the database refuses: the last guard behind the schemas of forms, API, imports and tables. */
import { Invalid } from './errors.ts';
import type { ProblemCode } from './i18n/problem.ts';

/** By PostgreSQL's code for it. All of them are about a value that somebody sent, whatever else is well. */
const REASONS: Record<string, ProblemCode> = {
  '22021': 'refused_value.text',
  '22P05': 'refused_value.text',
  '22P02': 'refused_value.value',
  '22007': 'refused_value.date',
  '22003': 'refused_value.number',
  '22008': 'refused_value.moment',
};

/** What the log says then: a schema in front should have refused it. */
export const REFUSED_VALUE = 'the database refused a value that was let through';

/**
 * What a shell says where `error`, or what caused it, means that the database refused a value; undefined for any other
 * error.
 */
export function refusedValue(error: unknown): Invalid | undefined {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code = '', constraint = '' } = cause as Error & { code?: string; constraint?: string };
    const reason = code === '23514' && constraint.endsWith('_in_range') ? 'refused_value.moment' : REASONS[code];
    if (reason !== undefined) return new Invalid(reason, [], {}, { cause: error });
  }
  return undefined;
}
