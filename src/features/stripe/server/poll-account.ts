/** Asking Stripe how an account stands. */
import { Conflict } from '#platform/errors.ts';
import type { AccountStatus } from '../account.ts';
import { plainWords } from '../plain-words.ts';
import { askStripe, type Stripe, stripeApi } from './stripe-client.ts';

/** `gone` where it allows us nothing any more. Outside any transaction. @throws Unavailable, Invalid */
export async function pollAccount(account: string): Promise<AccountStatus | 'gone'> {
  try {
    return statusOf(await askStripe(stripeApi().accounts.retrieve(account)));
  } catch (error) {
    if (error instanceof Conflict && error.code === 'no_access') return 'gone';
    throw error;
  }
}

/** More than that nobody reads. */
const MOST_DUE = 50;

function statusOf({
  requirements,
  settings,
  business_profile: business,
  email,
  charges_enabled,
  payouts_enabled,
  details_submitted,
}: Stripe.Account): AccountStatus {
  const asked = [...(requirements?.past_due ?? []), ...(requirements?.currently_due ?? [])]
    .map(plainWords)
    .filter((name) => name !== '');
  const due = [...new Set(asked)].slice(0, MOST_DUE);
  return {
    name: plainWords(settings?.dashboard.display_name ?? business?.name ?? email),
    chargesEnabled: charges_enabled,
    payoutsEnabled: payouts_enabled,
    detailsSubmitted: details_submitted,
    due,
    inReview: due.length === 0 && (requirements?.pending_verification ?? []).length > 0,
  };
}
