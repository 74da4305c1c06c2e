/** How programs are told what is wrong: RFC 9457. */
import { Invalid } from '../errors.ts';
import { type Issue, problemOf } from '../i18n/problem.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** `code` stays the same for programs, `detail` is for people. */
export function problemBody(status: number, code: string, detail: string, more: object = {}): string {
  return JSON.stringify({ type: `urn:foyer:problem:${code}`, title: code, status, detail, ...more });
}

/** What a schema found wrong with a request. */
export function invalidRequest({ issues }: { issues: readonly Issue[] }): Invalid {
  return new Invalid('bad_request.not_described', issues.map(problemOf));
}

/** The API key that was sent; '' for what is none. */
export function bearerOf(authorization: string): string {
  return /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
}
