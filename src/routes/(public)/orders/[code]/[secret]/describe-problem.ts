/** What is wrong with an order, in its buyer's language. */
import { textKey } from '#platform/i18n/translate.ts';
import type { translator } from '#platform/i18n/translate.ts';

/** `problem` is the key of a text, or one with what goes into it: `checkout.perPerson {"most":3}`. */
export function describeProblem(problem: string, t: ReturnType<typeof translator>): string {
  const [, key = problem, values] = /^(\S+) (\{.*\})$/s.exec(problem) ?? [];
  return t(textKey(key), values ? (JSON.parse(values) as Record<string, string | number>) : undefined);
}

/** Refusals of a whole form that have words of their own. */
const SAID = ['too_many', 'busy', 'order_state'] as const;

/** Why an order was not taken, by the code of the refusal. */
export function describeRefusal(code: string | undefined, t: ReturnType<typeof translator>): string {
  return t(`checkout.problem.${SAID.find((one) => one === code) ?? 'closed'}`);
}
