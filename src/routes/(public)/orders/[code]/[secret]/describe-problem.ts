/** What is wrong with an order, in its buyer's language. */
import type { translator } from '#platform/i18n/translate.ts';

/** Refusals of a whole form that have words of their own. */
const SAID = ['too_many', 'busy', 'order_state'] as const;

/** Why an order was not taken, by the code of the refusal. */
export function describeRefusal(code: string | undefined, t: ReturnType<typeof translator>): string {
  return t(`checkout.problem.${SAID.find((one) => one === code) ?? 'closed'}`);
}
