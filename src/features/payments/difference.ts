/**
 * Where a provider and Foyer do not say the same of an order's money, or a provider waits for somebody: what each
 * says, and what to do.
 */
import type { Translate } from '#platform/i18n/text.ts';

/**
 * `refund-failed`: it did not reach the buyer; `refund-slow`: it is under way for too long; `dispute`: the buyer told
 * their bank that the payment is not right; `no-answer`: the provider does not say how a try to pay stands;
 * `not-booked`: it has money that Foyer has not booked; `amount`: another amount came than was asked for;
 * `refunded-there`: another amount went back there than here; `lost`: it may have been paid in an account that was let
 * go meanwhile.
 */
export type DifferenceKind =
  'refund-failed' | 'refund-slow' | 'dispute' | 'no-answer' | 'not-booked' | 'amount' | 'refunded-there' | 'lost';

export type DifferenceFacts = {
  why: DifferenceKind;
  /** What the provider is called. */
  provider: string;
  /** The provider's own words; '' where it said none. */
  said: string;
  /** Amounts and days, in words. */
  amount: string;
  due: string;
};

export type DifferenceWords = { title: string; there: string; here: string; todo: string };

/** The row of the money page, in plain words. */
export function describeDifference(
  { why, provider, said, amount, due }: DifferenceFacts,
  t: Translate,
): DifferenceWords {
  const values = { provider, amount, date: due };
  const there = t(`sales.difference.${why}.there`, values);
  return {
    title: t(`sales.difference.${why}.title`, values),
    there: said ? `${there} ${t('sales.difference.quoted', { provider, said: said.replace(/[.\s]+$/, '') })}` : there,
    here: t(`sales.difference.${why}.here`, values),
    todo:
      why === 'dispute' && due
        ? t('sales.difference.dispute.todoBy', values)
        : t(`sales.difference.${why}.todo`, values),
  };
}
