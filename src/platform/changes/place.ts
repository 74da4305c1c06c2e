/** Where a reader of changes stands: an opaque text, good for one list in one cluster of the database. */
import { createHash } from 'node:crypto';
import { Invalid, problem } from '../errors.ts';
import { DAY_MS, type Instant, isInRange } from '../time.ts';

/** How long changes are kept, and so how old a place may be. */
export const CHANGES_KEPT_MS = 30 * DAY_MS;

/** After the row `id` of the transaction `xid`: both as digits, since they are larger than a number holds exactly. */
export type Place = { xid: string; id: string };

export const FIRST_PLACE: Place = { xid: '0', id: '0' };

const DIGITS = /^\d{1,19}$/;
const LARGEST = 2n ** 63n - 1n;

/** `of` is the list, `era` the cluster; `at` is when it was true. */
export function writePlace(place: Place, { of, era, at }: { of: string; era: string; at: Instant }): string {
  return Buffer.from(JSON.stringify([place.xid, place.id, at, mark(of), mark(era)])).toString('base64url');
}

/**
 * @throws Invalid for what is no place or one of another list; with the code `field.place_gone` where changes after it
 * may be gone, so that a copy has to be read anew
 */
export function readPlace(text: string, { of, era, now }: { of: string; era: string; now: Instant }): Place {
  let said: unknown;
  try {
    said = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    // Refused below.
  }
  const [xid, id, at, list, cluster] = Array.isArray(said) ? (said as unknown[]) : [];
  const isPlace = isNumber(xid) && isNumber(id) && typeof at === 'number' && isInRange(at) && list === mark(of);
  if (!isPlace) throw new Invalid('bad_request.not_described', [problem('after', 'field.cursor')]);
  if (cluster !== mark(era) || at < now - CHANGES_KEPT_MS) throw placeGone();
  return { xid, id };
}

/** Changes after a place may be gone. */
export function placeGone(): Invalid {
  return new Invalid('bad_request.not_described', [problem('after', 'field.place_gone')]);
}

/** Nobody signs a place, so it may say anything. */
function isNumber(value: unknown): value is string {
  return typeof value === 'string' && DIGITS.test(value) && BigInt(value) <= LARGEST;
}

function mark(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
