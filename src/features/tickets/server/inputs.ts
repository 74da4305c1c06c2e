/** What may be said of ticket types, headings, quotas and access codes, and how much of it: in forms and over REST. */
import { z } from 'zod';
import { Invalid, problem } from '#platform/errors.ts';
import { checkField, momentField, textField, wholeField } from '#platform/http/form-fields.ts';
import { isInRange } from '#platform/time.ts';
import { readShopKey, type ShopKey, type ShopMove } from '../shop.ts';
import {
  ACCESS_CODE,
  BLANK_TICKET,
  readAmount,
  TICKET_KINDS,
  TICKET_LIMITS,
  TICKET_VISIBILITIES,
  type TicketValues,
  tidyCode,
} from '../ticket.ts';
import { tickedTypes } from '../ticket-form.ts';

/** An amount in `currency`, in its minor unit; null for an empty field. */
export function amountField(currency: string) {
  return z
    .string()
    .trim()
    .default('')
    .transform((text, context) => {
      if (text === '') return null;
      const read = readAmount(text, currency);
      if ('minor' in read) return read.minor;
      context.addIssue({ code: 'custom', message: read.problem.code, params: read.problem.values });
      return z.NEVER;
    });
}

/** A ticket type's form. Amounts are in `currency`, times in `timeZone`. */
export function ticketTypeForm({ currency, timeZone }: { currency: string; timeZone: string }) {
  const amount = amountField(currency);
  const moment = momentField(timeZone);
  return z
    .object({
      name: textField(TICKET_LIMITS.name, { required: 'field.name' }),
      description: textField(TICKET_LIMITS.description),
      kind: z.enum(TICKET_KINDS, 'field.one_of_these'),
      price: amount,
      suggested: amount,
      quantity: wholeField(0, TICKET_LIMITS.quantity),
      minimumPerOrder: wholeField(1, TICKET_LIMITS.perOrder),
      maximumPerOrder: wholeField(1, TICKET_LIMITS.perOrder),
      maximumPerPerson: wholeField(1, TICKET_LIMITS.quantity),
      saleStartsAt: moment,
      saleEndsAt: moment,
      visibility: z.enum(TICKET_VISIBILITIES, 'field.one_of_these'),
    })
    .transform(({ price, suggested, ...form }): TicketValues => ({
      ...form,
      // A kind of ticket takes no amounts that are not meant for it, whatever their fields hold.
      priceMinor: form.kind === 'free' ? 0 : (price ?? 0),
      suggestedMinor: form.kind === 'donation' ? suggested : null,
      minimumPerOrder: form.minimumPerOrder ?? BLANK_TICKET.minimumPerOrder,
      maximumPerOrder: form.maximumPerOrder ?? Math.max(BLANK_TICKET.maximumPerOrder, form.minimumPerOrder ?? 0),
    }));
}

export const headingForm = z.object({
  name: textField(TICKET_LIMITS.name, { required: 'field.name' }),
  description: textField(TICKET_LIMITS.description),
});

export const quotaForm = z
  .object({
    name: textField(TICKET_LIMITS.name, { required: 'field.name' }),
    size: wholeField(0, TICKET_LIMITS.quantity),
  })
  .loose()
  .transform((form) => ({ name: form.name, size: form.size, types: tickedTypes(form) }));

export const capacityForm = z.object({ size: wholeField(1, TICKET_LIMITS.quantity) });

const CODE_HINT = 'field.access_code';

/** A code as it was typed, tidied: capitals, without spaces. */
export const codeField = z
  .string()
  .max(80, CODE_HINT)
  .transform(tidyCode)
  .pipe(z.string().regex(ACCESS_CODE, CODE_HINT));

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

export const currencyForm = z.object({
  currency: z.string().refine((code) => CURRENCIES.has(code), 'field.currency'),
  keepNumbers: checkField,
});

const count = (least: number, most: number) => z.number().int().min(least).max(most);
const money = count(0, TICKET_LIMITS.priceMinor);

const moment = z.iso.datetime({ offset: true }).nullable();

/** What REST may say of a ticket type. */
export const ticketTypeBody = z.object({
  name: z.string().trim().min(1).max(TICKET_LIMITS.name),
  description: z.string().max(TICKET_LIMITS.description),
  kind: z.enum(TICKET_KINDS),
  priceMinor: money,
  suggestedMinor: money.nullable(),
  quantity: count(0, TICKET_LIMITS.quantity).nullable(),
  minimumPerOrder: count(1, TICKET_LIMITS.perOrder),
  maximumPerOrder: count(1, TICKET_LIMITS.perOrder),
  maximumPerPerson: count(1, TICKET_LIMITS.quantity).nullable(),
  saleStartsAt: moment,
  saleEndsAt: moment,
  visibility: z.enum(TICKET_VISIBILITIES),
});

/** What was said of a ticket type over REST. @throws Invalid where a moment of it is none */
export function readTicketBody({
  saleStartsAt,
  saleEndsAt,
  ...body
}: Partial<z.output<typeof ticketTypeBody>>): Partial<TicketValues> {
  const values: Partial<TicketValues> = {};
  if (saleStartsAt !== undefined) values.saleStartsAt = instantOf('saleStartsAt', saleStartsAt);
  if (saleEndsAt !== undefined) values.saleEndsAt = instantOf('saleEndsAt', saleEndsAt);
  for (const [name, value] of Object.entries(body)) if (value !== undefined) Object.assign(values, { [name]: value });
  return values;
}

function instantOf(where: string, text: string | null): number | null {
  if (text === null) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Invalid('invalid.moment', [problem(where, 'field.date_time')]);
  if (!isInRange(at)) throw new Invalid('invalid.moment_range', [problem(where, 'field.moment')]);
  return at;
}

export const headingBody = z.object({
  name: z.string().trim().min(1).max(TICKET_LIMITS.name),
  description: z.string().max(TICKET_LIMITS.description),
});

/** A place among ticket types and headings together, from 1 on; beyond the end means the end. */
export const positionBody = count(1, 1_000_000);

/** A move as a form sends it: one step, or right behind another record ('' for first). */
export const moveForm = z
  .object({ item: z.string(), step: z.enum(['up', 'down']).optional(), after: z.string().optional() })
  .transform(({ item, step, after }, context): { item: ShopKey; move: ShopMove } => {
    const key = readShopKey(item);
    const behind = after ? readShopKey(after) : null;
    if (key && step) return { item: key, move: { step } };
    if (key && after !== undefined && behind !== undefined) return { item: key, move: { after: behind } };
    context.addIssue({ code: 'custom', path: ['item'], message: 'field.move' });
    return z.NEVER;
  });
