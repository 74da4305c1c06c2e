/** Where a list goes on: an opaque text, good for the same list with the same filters only. */
import { createHash } from 'node:crypto';
import { Invalid, problem } from '../errors.ts';
import { LARGEST_NUMBER } from '../ids.ts';
import { isInRange } from '../time.ts';

type Place = {
  /** The last one that was given. */
  after: number;
  /** What the first page said. */
  asOf: number;
};

/** `of` is all that the list was asked for with. */
export function writeCursor({ after, asOf }: Place, of: object): string {
  return Buffer.from(JSON.stringify([after, asOf, mark(of)])).toString('base64url');
}

/** @throws Invalid for what is no cursor, or one of another list */
export function readCursor(text: string, of: object): Place {
  try {
    const [after, asOf, said] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [number, number, unknown];
    // Nobody signs it, so it may say anything.
    const isPlace =
      Number.isInteger(after) && after >= 0 && after <= LARGEST_NUMBER && Number.isFinite(asOf) && isInRange(asOf);
    if (isPlace && said === mark(of)) return { after, asOf };
  } catch {
    // Refused below.
  }
  throw new Invalid('bad_request.not_described', [problem('after', 'field.cursor')]);
}

function mark(of: object): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('base64url').slice(0, 12);
}
