/** Same key, same request: the same answer. Same key, another request: refused. */
import { invalid, refuse } from './refusal.ts';

export type Answer = { status: number; body: object };
type Kept = { print: string; requestId: string; answer?: Answer };
export type Idempotency = Map<string, Kept>;

const LONGEST = 255;

/**
 * The kept answer, or nothing where the request is new, which it then is noted to be. `print` is what must not differ.
 */
export function claimKey(
  kept: Idempotency,
  account: string,
  key: string,
  print: string,
  requestId: string,
): (Answer & { original: string }) | undefined {
  if (key.length > LONGEST)
    throw invalid(`Idempotency key is too long: ${key.length} characters, at most ${LONGEST} are allowed.`);
  const found = kept.get(`${account} ${key}`);
  if (!found) {
    kept.set(`${account} ${key}`, { print, requestId });
    return undefined;
  }
  if (found.print !== print)
    throw refuse(400, {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    });
  if (!found.answer)
    throw refuse(409, {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    });
  return { ...found.answer, original: found.requestId };
}

export function storeAnswer(kept: Idempotency, account: string, key: string, answer: Answer): void {
  const found = kept.get(`${account} ${key}`);
  if (found) found.answer = structuredClone(answer);
}

/** For requests that came to no work: the key is free again. */
export function releaseKey(kept: Idempotency, account: string, key: string): void {
  kept.delete(`${account} ${key}`);
}
