/**
 * How money that goes back is shared among the payments that it came with, and how often a provider that does not
 * answer is asked.
 */

/**
 * A payment that can be sent back the way it came. `leftMinor`: what of it has not gone back; `stepMinor`: its provider
 * moves money in steps of so much.
 */
export type Returnable = { paymentId: number; method: string; leftMinor: number; stepMinor: number };

export type RefundShare = { paymentId: number; method: string; amountMinor: number };

/** What of a payment its provider can move: whole steps. */
const movable = ({ leftMinor, stepMinor }: Returnable): number => leftMinor - (leftMinor % stepMinor);

/**
 * Takes whole steps from the payments in their order until the amount is there; `restMinor` is what none of them
 * covers.
 */
export function shareRefund(
  amountMinor: number,
  payments: readonly Returnable[],
): { shares: RefundShare[]; restMinor: number } {
  const shares: RefundShare[] = [];
  let restMinor = amountMinor;
  for (const payment of payments) {
    const { paymentId, method, stepMinor } = payment;
    const wanted = Math.min(restMinor, movable(payment));
    const share = wanted - (wanted % stepMinor);
    if (share > 0) shares.push({ paymentId, method, amountMinor: share });
    restMinor -= share;
  }
  return { shares, restMinor };
}

/**
 * An amount that rules or percentages gave, as it can be sent: rounded up to the steps of the providers that it goes
 * through, in the buyer's favour, where so much is left of what was paid.
 */
export function roundRefund(
  amountMinor: number,
  { payments, leftMinor }: { payments: readonly Returnable[]; leftMinor: number },
): number {
  let restMinor = amountMinor;
  let rounded = 0;
  for (const payment of payments) {
    const share = Math.ceil(Math.min(restMinor, movable(payment)) / payment.stepMinor) * payment.stepMinor;
    rounded += share;
    restMinor = Math.max(0, restMinor - share);
  }
  const sent = rounded + restMinor;
  return sent <= leftMinor ? sent : amountMinor;
}

/**
 * The amounts next to one that a provider cannot move, `null` where there is none that it can; `stepMinor` is its step.
 */
export function nearestExact(
  amountMinor: number,
  stepMinor: number,
  mostMinor: number,
): { below: number | null; above: number | null } {
  const below = amountMinor - (amountMinor % stepMinor);
  const above = below + stepMinor;
  return { below: below > 0 ? below : null, above: above <= mostMinor ? above : null };
}

const MINUTE = 60_000;
/**
 * For so many tries, some three days, a provider that does not answer is asked every quarter of an hour; then every six
 * hours, for ever.
 */
const PATIENT_ATTEMPTS = 288;

/**
 * Milliseconds until a refund is sent again of which `tries` times in a row nobody learned how it stands: ten seconds
 * at first, four times as long each time, then as above.
 */
export function sendAgainAfter(tries: number): number {
  return tries > PATIENT_ATTEMPTS ? 360 * MINUTE : Math.min(15 * MINUTE, 10_000 * 4 ** Math.min(tries - 1, 9));
}
