import { Invalid } from '#platform/errors.ts';

/**
 * The error for a file that cannot be used at all.
 *
 * `code` is stable (`zip_slip`); `message` is one sentence for the person who chose the file; `where` names the line,
 * element or entry.
 */
export function refusal(code: string, message: string, where = 'file', cause?: unknown): Invalid {
  return new Invalid(message, [{ where, message }], code, cause === undefined ? undefined : { cause });
}
