/** Where a list goes on: an opaque text, good for the same list with the same filters only. */
import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { Invalid, problem } from '../errors.ts';
import { isInRange } from '../time.ts';
import { wholeParameter } from './api-env.ts';

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

/**
 * `largest` is what the column of the list holds: an id, if nothing else is said.
 * @throws Invalid for what is no cursor, or one of another list
 */
export function readCursor(text: string, of: object, largest = Number.MAX_SAFE_INTEGER): Place {
  try {
    const [after, asOf, said] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [number, number, unknown];
    // Nobody signs it, so it may say anything.
    const isPlace =
      Number.isInteger(after) && after >= 0 && after <= largest && Number.isFinite(asOf) && isInRange(asOf);
    if (isPlace && said === mark(of)) return { after, asOf };
  } catch {
    // Refused below.
  }
  throw new Invalid('bad_request.not_described', [problem('after', 'field.cursor')]);
}

/** The address of the page after `place`. `asked`: what the list was asked for with, but for where it goes on. */
export function nextPage(path: string, asked: Record<string, unknown>, place: Place, of: object): string {
  const said = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return `${path}?${new URLSearchParams([...said, ['after', writeCursor(place, of)]] as string[][]).toString()}`;
}

/** The parameters of every list that goes on. */
export const pageParameters = {
  limit: wholeParameter({ least: 1, most: 100, usual: 50, description: 'How many a page has at most' }),
  after: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: 'Where the page begins: `next` of the one before has it' }),
};

/** Where a list goes on, as its answer says it. */
export const nextJson = z.string().nullable().openapi({
  format: 'uri-reference',
  description: 'The address of the next page on this host; null on the last. Also as a `Link`',
});

function mark(of: object): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('base64url').slice(0, 12);
}
