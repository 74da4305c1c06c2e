/** Values that the database refuses: the last guard behind the schemas of forms, API, imports and tables. */
import { Invalid } from './errors.ts';
import { OUT_OF_RANGE } from './time.ts';

/** By PostgreSQL's code for it. All of them are about a value that somebody sent, whatever else is well. */
const REASONS: Record<string, string> = {
  '22021': 'A text has a character that no text may have',
  '22P05': 'A text has a character that no text may have',
  '22P02': 'A value is not written as its field needs it',
  '22007': 'A date is not written as its field needs it',
  '22003': 'A number is too large or too small',
  '22008': OUT_OF_RANGE,
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
    const reason = code === '23514' && constraint.endsWith('_in_range') ? OUT_OF_RANGE : REASONS[code];
    if (reason !== undefined)
      return new Invalid(`${reason}. Nothing was changed.`, [], 'refused_value', { cause: error });
  }
  return undefined;
}
