/** How money that goes back is shared among the payments that it came with. */

/** A payment that can be sent back the way it came. `leftMinor`: what of it has not gone back. */
export type Returnable = { paymentId: number; method: string; leftMinor: number };

export type RefundShare = { paymentId: number; method: string; amountMinor: number };

/** Takes from the payments in their order until the amount is there; `restMinor` is what none of them covers. */
export function shareRefund(amountMinor: number, payments: readonly Returnable[]): { shares: RefundShare[]; restMinor: number } {
  const shares: RefundShare[] = [];
  let restMinor = amountMinor;
  for (const { paymentId, method, leftMinor } of payments) {
    const share = Math.min(restMinor, leftMinor);
    if (share > 0) shares.push({ paymentId, method, amountMinor: share });
    restMinor -= Math.max(0, share);
  }
  return { shares, restMinor };
}
