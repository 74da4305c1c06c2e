/** What programs may say of a record, derived from its declaration: the same values that a form gives. */
import { z } from '@hono/zod-openapi';
import { SESSION_STATES } from '#features/sessions/session.ts';
import { codeField } from '#features/tickets/server/inputs.ts';
import { TICKET_LIMITS } from '#features/tickets/ticket.ts';
import { webAddress } from '#platform/http/form-fields.ts';
import { LARGEST_NUMBER } from '#platform/ids.ts';
import type { FormField } from '#platform/records/field.ts';
import { isInRange } from '#platform/time.ts';
import { NOUN_FACTS, type Noun } from '../nouns.ts';
import { COLOR, EMAIL } from './inputs.ts';

/** The name of a field over REST: amounts say that they are in the minor unit of the event's currency. */
export function sentName({ name, kind }: { name: string; kind: FormField['kind'] }): string {
  return kind === 'money' ? `${name}Minor` : name;
}

/** All that may be said of a record; what is not required may be left out. */
export function recordBody(noun: Noun) {
  const fields = NOUN_FACTS[noun].fields;
  const shape = Object.fromEntries(fields.map((field) => [sentName(field), bodyOf(field)]));
  const whole = z.strictObject(shape);
  const optional = fields.filter(({ required }) => required === undefined).map((field) => [sentName(field), true]);
  return { create: whole.partial(Object.fromEntries(optional) as Record<string, true>), change: whole.partial() };
}

/** By the names that the use cases know. */
export function readBody(noun: Noun, body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    NOUN_FACTS[noun].fields.flatMap((field) => {
      const value = body[sentName(field)];
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
}

/** What a new record holds where nothing is said. */
export function blankValues(noun: Noun): Record<string, unknown> {
  const { declared, fields } = NOUN_FACTS[noun];
  return Object.fromEntries(fields.map(({ name }) => [name, declared[name] ? declared[name].blank : '']));
}

const reference = z.number().int().min(1).max(LARGEST_NUMBER);

function bodyOf(field: FormField): z.ZodType {
  const { kind, least = 0, max = 200, required, options = [] } = field;
  switch (kind) {
    case 'line':
    case 'area':
      return z
        .string()
        .trim()
        .min(required ? 1 : 0)
        .max(max);
    case 'address':
      return z.string().pipe(webAddress).openapi({ maxLength: 2000 });
    case 'email':
      return z.string().pipe(EMAIL);
    case 'color':
      return z.string().pipe(COLOR).openapi({ description: '`#` and six digits, or nothing', example: '#336699' });
    case 'code':
      return z
        .string()
        .pipe(codeField)
        .openapi({ type: 'string', description: 'From 4 to 40 letters, digits and hyphens' });
    case 'state':
      return z.enum(SESSION_STATES);
    case 'choice':
      return z.enum(options.map(({ value }) => value));
    case 'check':
      return z.boolean();
    case 'whole':
      return z.number().int().min(least).max(max).nullable();
    case 'percent':
      return PERCENT;
    case 'money':
      return z.number().int().min(0).max(TICKET_LIMITS.priceMinor);
    case 'time':
      return MOMENT;
    case 'speakers':
      return z.array(reference).max(1000).openapi({ description: 'The numbers of speakers, in their order' });
    case 'ticketTypes':
      return z.array(reference).max(1000).openapi({ description: 'The numbers of ticket types' });
    default:
      return reference.nullable().openapi({ description: 'The number of such a record of the event; null for none' });
  }
}

/** In percent, as hundredths of it. */
const PERCENT = z
  .number()
  .refine((percent) => percent >= 0 && percent <= 100 && isWhole(percent * 100), 'field.hundredths')
  .transform((percent) => Math.round(percent * 100))
  .openapi({
    type: 'number',
    minimum: 0,
    maximum: 100,
    description: 'In percent, with at most two decimals',
    example: 7.5,
  });

const isWhole = (number: number): boolean => Math.abs(number - Math.round(number)) < 1e-6;

const MOMENT = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .refine((at) => isInRange(at), 'field.moment')
  .nullable()
  .openapi({ type: ['string', 'null'], format: 'date-time', example: '2027-05-08T09:30:00+01:00' });
