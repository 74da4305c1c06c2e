/** What operations of the REST API share. */
import { z } from '@hono/zod-openapi';
import type { Ctx } from '../ctx.ts';
import { NotFound } from '../errors.ts';
import { LARGEST_NUMBER } from '../ids.ts';
import '../plain-words.ts';

/** What every operation finds in its context: `c.get('ctx')`. */
export type ApiEnv = { Variables: { ctx: Ctx } };

/** The part of an address that names a thing by its slug. */
export const slugParameter = z.object({
  slug: z.string().openapi({
    param: { name: 'slug', in: 'path', description: 'The name of the event in its addresses' },
    example: 'lantern-days-2027',
  }),
});

/** The part of an address that names a thing by its number within its event. */
export const numberParameter = slugParameter.extend({
  number: z
    .string()
    .regex(/^[1-9]\d*$/, 'field.whole_positive')
    .transform(numberOf)
    .openapi({
      param: { name: 'number', in: 'path', description: 'Its number within the event' },
      type: 'integer',
      minimum: 1,
      maximum: LARGEST_NUMBER,
      example: 1,
    }),
});

/** Nothing has a larger number than the database holds. @throws NotFound */
function numberOf(digits: string): number {
  if (Number(digits) > LARGEST_NUMBER) throw new NotFound('not_found.number', { number: digits.slice(0, 40) });
  return Number(digits);
}

/** A whole number in a query, written in digits; `usual` where it is not said. */
export function wholeParameter({
  least,
  most,
  usual,
  description,
}: {
  least: number;
  most: number;
  usual: number;
  description: string;
}) {
  return z
    .string()
    .regex(/^\d+$/, 'field.whole')
    .transform(Number)
    .refine((number) => number >= least && number <= most, {
      message: 'field.whole_between',
      params: { minimum: least, maximum: most },
    })
    .default(usual)
    .openapi({ type: 'integer', minimum: least, maximum: most, default: usual, description });
}

/** The number of a record in a query. */
export const wholePositive = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'field.whole')
  .transform(Number);

/** A moment as answers write it. */
export const moment = z.string().openapi({
  format: 'date-time',
  description: 'With the offset of the event’s zone at that moment',
  example: '2027-05-08T09:30:00+01:00',
});

/** Words of the organiser, of which a page has to take out what it does not want. */
export const markup = z
  .string()
  .openapi({ description: 'Markdown, or HTML where it came so; as it was written, so clean it before you show it' });

/** Something that has a number and a name within its event. */
export const named = z.object({ number: z.number().int(), name: z.string().openapi({ example: 'Mira Lind' }) });

/** A refusal (RFC 9457). */
const problemJson = z
  .object({
    type: z.string().openapi({ format: 'uri', example: 'urn:foyer:problem:not_found' }),
    title: z.string().openapi({ description: 'A code that stays the same, for programs', example: 'not_found' }),
    status: z.number().int().openapi({ description: 'The status of the answer', example: 404 }),
    detail: z
      .string()
      .openapi({ description: 'A sentence for people', example: 'There is no event called "lantern-days-2027"' }),
    code: z
      .string()
      .optional()
      .openapi({ description: 'What exactly is wrong, for programs; it stays the same', example: 'not_found.event' }),
    values: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .optional()
      .openapi({ description: 'What the sentence names, such as limits' }),
    help: z
      .string()
      .optional()
      .openapi({ description: 'Where this code is described', example: '/api/docs/problems#not_found.event' }),
    problems: z
      .array(
        z.object({
          where: z.string().openapi({ description: 'The field or parameter', example: 'saleEndsAt' }),
          message: z.string().openapi({ description: 'A sentence for people' }),
          code: z
            .string()
            .optional()
            .openapi({ description: 'What is wrong, for programs', example: 'field.whole_between' }),
          values: z
            .record(z.string(), z.union([z.string(), z.number()]))
            .optional()
            .openapi({ description: 'What the sentence names, such as limits' }),
        }),
      )
      .optional()
      .openapi({ description: 'What is wrong where, of a request that is refused' }),
    left: z
      .array(z.object({ ticketType: z.number().int(), left: z.number().int() }))
      .optional()
      .openapi({
        description: 'Of a reservation that is `sold_out`: how many can still be had of each ticket type with a limit',
      }),
  })
  .openapi('Problem');

/** The answer of an operation that gives `schema` as JSON. */
export const json = <S extends z.ZodType>(schema: S) => ({ content: { 'application/json': { schema } } });

const refusal = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemJson } },
});

/** What every operation may answer besides. */
const EVERYWHERE = {
  400: '`bad_request`: the address holds signs that no address may, such as `%00`',
  401: '`unknown_key`: the key that was sent is unknown, over or revoked. `key_needed`: this needs one',
  429: '`too_many`: more requests with this key than `RateLimit-Policy` allows; ask again after `Retry-After` seconds',
  500: '`defect`: something went wrong on our side',
  503: '`database_away`: ask again after the seconds that `Retry-After` says',
};

type Refusals<Status extends number> = Record<Status | keyof typeof EVERYWHERE, ReturnType<typeof refusal>>;

/** The refusals of an operation: those that it names by their status, and those of all. */
export function refusals<
  const Said extends Partial<Record<400 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 503, string>>,
>(said: Said): Refusals<keyof Said & number> {
  const texts: Record<string, string> = { ...EVERYWHERE };
  for (const [status, text] of Object.entries(said)) texts[status] = [text, texts[status]].filter(Boolean).join('. ');
  return Object.fromEntries(Object.entries(texts).map(([status, text]) => [status, refusal(text)])) as Refusals<
    keyof Said & number
  >;
}

/** What operations say that take JSON. */
export const BODY_REFUSALS = {
  413: '`too_large`: the body has more than 512 KiB',
  415: '`unsupported_media_type`: the body is not sent as `application/json`',
} as const;

/** The key is not needed, and shows its owner more. */
export const KEY_IF_ANY: Record<string, string[]>[] = [{}, { apiKey: [] }];
/** Nothing is done without a key. */
export const KEY_NEEDED: Record<string, string[]>[] = [{ apiKey: [] }];
