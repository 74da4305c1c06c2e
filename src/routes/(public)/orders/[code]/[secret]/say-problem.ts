/** What is wrong with an order, in its buyer's language. */
import type { translator } from '#platform/i18n/translate.ts';

/** `problem` is the key of a text, or one with what goes into it: `checkout.perPerson {"most":3}`. */
export function sayProblem(problem: string, t: ReturnType<typeof translator>): string {
  const [, key = problem, values] = /^(\S+) (\{.*\})$/s.exec(problem) ?? [];
  return t(key, values ? (JSON.parse(values) as Record<string, string | number>) : undefined);
}
