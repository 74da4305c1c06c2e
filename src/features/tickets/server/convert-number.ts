/** Amounts in an event's next currency. */
import { Invalid } from '#platform/errors.ts';
import { problemAt, type Reason } from '#platform/i18n/problem.ts';
import { changeDigits } from '../ticket.ts';

/**
 * The amount with the same number in another currency, as prices have it: 2 stays 2.
 * @throws Invalid at `currency`, naming `what` to change first, where the new currency lacks its decimals
 */
export function convertNumber(minor: number, { from, to }: { from: string; to: string }, what: Reason): number {
  const changed = changeDigits(minor, from, to);
  if (changed === undefined)
    throw new Invalid('invalid.currency_exact', [problemAt({ where: 'currency', ...what })], {
      currency: to,
    });
  return changed;
}
