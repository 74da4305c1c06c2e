/** What Stripe answers where it refuses: an error object for the API, a word and a sentence for OAuth. */

type ApiError = {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  charge?: string;
  payment_intent?: object;
};

export class Refusal extends Error {
  status: number;
  body: object;
  constructor(status: number, body: object, message: string) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

export function refuse(status: number, error: ApiError): Refusal {
  const doc_url = error.code ? `https://stripe.com/docs/error-codes/${error.code.replaceAll('_', '-')}` : undefined;
  return new Refusal(status, { error: { ...error, ...(doc_url ? { doc_url } : {}) } }, error.message);
}

/** A request that cannot be done as it was made. */
export function invalid(message: string, more: { param?: string; code?: string } = {}): Refusal {
  return refuse(400, { type: 'invalid_request_error', message, ...more });
}

/** `kind` as Stripe names it (`payment_intent`). Other people's resources are as unknown as those that never were. */
export function noSuch(kind: string, id: string, param = 'id'): Refusal {
  return refuse(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  });
}

export function refuseOauth(status: number, error: string, error_description: string): Refusal {
  return new Refusal(status, { error, error_description }, error_description);
}
