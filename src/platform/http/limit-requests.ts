/**
 * How many requests an API key may send: a token bucket for each key in each process, so over several processes the
 * limit is as many times as high. Not in the database, where counting would cost more than most answers.
 */

/** Requests in a minute; so many may come at once. */
export const REQUESTS_PER_MINUTE = 600;
/** As many keys are counted at a time; the one used longest ago is forgotten first, and was full again by then. */
const MOST_KEYS = 10_000;

type Bucket = { tokens: number; at: number };

/** Whether a request may go on, and the headers of draft-ietf-httpapi-ratelimit-headers that say what is left. */
export type Counted = { allowed: boolean; retryAfter: number; headers: Record<string, string> };

/** A limit of its own; `perMinute` tokens come back evenly. */
export function createRequestLimit(perMinute: number = REQUESTS_PER_MINUTE): (keyId: number, now: number) => Counted {
  const buckets = new Map<number, Bucket>();
  return (keyId, now) => {
    const { tokens, at } = buckets.get(keyId) ?? { tokens: perMinute, at: now };
    const refilled = Math.min(perMinute, tokens + (Math.max(0, now - at) * perMinute) / 60_000);
    const allowed = refilled >= 1;
    const left = allowed ? refilled - 1 : refilled;
    buckets.delete(keyId);
    buckets.set(keyId, { tokens: left, at: now });
    if (buckets.size > MOST_KEYS) buckets.delete(buckets.keys().next().value as number);
    const secondsUntil = (wanted: number): number => Math.max(0, Math.ceil(((wanted - left) * 60) / perMinute));
    return {
      allowed,
      retryAfter: Math.max(1, secondsUntil(1)),
      headers: {
        'ratelimit-policy': `"key";q=${perMinute};w=60`,
        ratelimit: `"key";r=${Math.floor(left)};t=${secondsUntil(perMinute)}`,
      },
    };
  };
}
