/** How programs are told what is wrong: RFC 9457. */
import { type FoyerError, Invalid } from '../errors.ts';
import { english, type Issue, problemOf, type Reason } from '../i18n/problem.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** Where the list of problems is, in the reference of the API. */
export const PROBLEMS_PAGE = '/api/docs/problems';

/** `title` is the family, which stays the same for programs; `detail` is for people. */
export function problemBody(status: number, reason: Reason, more: object = {}): string {
  return write(status, reason.code.slice(0, reason.code.indexOf('.')), english(reason), {
    ...exactly(reason),
    ...more,
  });
}

/** The same of an error. */
export function errorBody(error: FoyerError, title = error.code): string {
  const { status, message, reason } = error;
  return write(status, title, message, {
    ...(reason && exactly(reason)),
    ...(error instanceof Invalid && { problems: error.problems }),
  });
}

function write(status: number, title: string, detail: string, more: object): string {
  return JSON.stringify({ type: `urn:foyer:problem:${title}`, title, status, detail, ...more });
}

function exactly({ code, values }: Reason): object {
  return { code, ...(Object.keys(values).length > 0 && { values }), help: `${PROBLEMS_PAGE}#${code}` };
}

/** What a schema found wrong with a request. */
export function invalidRequest({ issues }: { issues: readonly Issue[] }): Invalid {
  return new Invalid('bad_request.not_described', issues.flatMap(byField).map(problemOf));
}

/** The API key that was sent; '' for what is none. */
export function bearerOf(authorization: string): string {
  return /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
}

/** Fields that are not described one by one, each where it stands. */
function byField(issue: Issue): Issue[] {
  const { keys, path } = issue as Issue & { keys?: unknown };
  if (!Array.isArray(keys)) return [issue];
  return keys.map((key: string) => Object.assign({ ...issue }, { path: [...path, key], keys: [key] }));
}
