/**
 * Where a provider and Foyer do not say the same of an order's money, or a provider waits for somebody: what each
 * says, and what to do.
 */

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
export function describeDifference({ why, provider, said, amount, due }: DifferenceFacts): DifferenceWords {
  const quoted = said ? ` ${provider} says: ${said.replace(/[.\s]+$/, '')}.` : '';
  return {
    'refund-failed': {
      title: 'Refund failed',
      there: `The money is still in your account.${quoted}`,
      here: `${amount} is promised to the buyer.`,
      todo: 'Try again, or send it in another way.',
    },
    'refund-slow': {
      title: 'Refund under way for more than a day',
      there: `${provider} has not said yet that it was sent.${quoted}`,
      here: `${amount} is promised to the buyer.`,
      todo: `Nothing: it is asked for again and again. Look at ${provider} if it stays.`,
    },
    dispute: {
      title: 'Disputed payment',
      there: `The buyer told their bank that this payment is not right${said ? ` (${said})` : ''}. ${provider} holds ${amount} back.`,
      here: 'The order counts as paid.',
      todo: `Answer at ${provider}${due ? ` before ${due}` : ''}. Do not send the money back as well.`,
    },
    'no-answer': {
      title: `${provider} does not answer`,
      there: `Nobody knows yet whether ${amount} was paid.${quoted}`,
      here: 'The seats are held.',
      todo: 'Nothing: it is asked again and again.',
    },
    'not-booked': {
      title: 'Paid there, not here',
      there: `${provider} has money for this order.${quoted}`,
      here: 'No such payment is booked.',
      todo: `Send it back at ${provider}, then put this aside.`,
    },
    amount: {
      title: 'Another amount came',
      there: `${amount} came.`,
      here: 'Another amount was asked for.',
      todo: 'Send back what is too much, or ask the buyer for the rest.',
    },
    'refunded-there': {
      title: 'Another amount went back there',
      there: `${provider} and Foyer differ by ${amount} in what went back.`,
      here: 'The order counts only what was sent back from here.',
      todo: `If you sent money back at ${provider}, record it: send money back, and tick that it was sent already.`,
    },
    lost: {
      title: `May have been paid at ${provider}`,
      there: `${amount} may have been paid: the account was disconnected while the buyer was paying, so ${provider} says no more of it here.`,
      here: 'No such payment is booked; the order goes on without it.',
      todo: `Look at ${provider}. If it was paid, record it or send it back there. Then put this aside.`,
    },
  }[why];
}
