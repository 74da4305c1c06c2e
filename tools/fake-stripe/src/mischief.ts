/** How the next calls go wrong. `before`: nothing was done; `after`: it was, and the answer is lost or wrong. */

/**
 * `match` is a part of `POST /v1/refunds`; every call where absent. `does`: a status that is answered (429, 500, 502,
 * 503), `hang` (no answer, ever), `cut` (the connection breaks), or a delay before the work. A 500 after the work is
 * kept with its idempotency key, as Stripe keeps it; the others are not, so that a repetition gets what the first call
 * should have got.
 */
export type CallMischief = {
  match?: string;
  when?: 'before' | 'after';
  does: 429 | 500 | 502 | 503 | 'hang' | 'cut' | { delayMs: number };
  times?: number;
};

/** The one for this call, which is used up by it. */
export function takeMischief(waiting: CallMischief[], call: string): CallMischief | undefined {
  const found = waiting.find((one) => call.includes(one.match ?? ''));
  if (!found) return undefined;
  found.times = (found.times ?? 1) - 1;
  if (found.times <= 0) waiting.splice(waiting.indexOf(found), 1);
  return found;
}

export function faultBody(status: number): object {
  if (status === 429)
    return {
      error: {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message: 'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
        doc_url: 'https://stripe.com/docs/error-codes/rate-limit',
      },
    };
  return { error: { type: 'api_error', message: 'An unknown error occurred' } };
}
