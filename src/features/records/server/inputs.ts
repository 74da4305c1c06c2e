/** Texts of forms and tables as plain data: one schema for both. */
import { type PlainProblem, problemOf } from '#platform/i18n/problem.ts';
import { z } from 'zod';
import { cutText } from '#platform/fit-text.ts';
import { amountIn, percentField } from '#features/prices/server/inputs.ts';
import { codeField } from '#features/tickets/server/inputs.ts';
import { checkField, momentField, textField, webAddressField, wholeField } from '#platform/http/form-fields.ts';
import { SESSION_STATES } from '#features/sessions/session.ts';
import { type Choice, type Choices, choicesOf, findChoice, NOUN_FACTS, type Noun } from '../nouns.ts';
import type { Translate } from '#platform/i18n/text.ts';
import type { FormField } from '#platform/records/field.ts';

/** What texts are read against: the event's zone and currency, what it has to choose from, the reader's language. */
export type Place = { timeZone: string; currency: string; choices: Choices; t: Translate };

/** Values by field, as the use cases of the noun take them. Only fields of `only` where that is given. */
export function recordSchema(noun: Noun, place: Place, only?: ReadonlySet<string>): z.ZodType<Record<string, unknown>> {
  const fields = NOUN_FACTS[noun].fields.filter(({ name }) => !only || only.has(name));
  return z.object(Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field, place)]))) as z.ZodType<
    Record<string, unknown>
  >;
}

/** The values of new records: one, or one for each line of a field that takes several. */
export function newRecordsSchema(noun: Noun, place: Place): z.ZodType<Record<string, unknown>[]> {
  const several = NOUN_FACTS[noun].fields.find((field) => field.several);
  const one = recordSchema(noun, place);
  if (!several) return one.transform((values) => [values]);
  return z.record(z.string(), z.string()).transform((entries, context) => {
    const lines = (entries[several.name] ?? '').split('\n').filter((line) => line.trim() !== '');
    if (lines.length > MOST_AT_ONCE)
      context.addIssue({
        code: 'custom',
        path: [several.name],
        message: 'field.at_once',
        params: { count: MOST_AT_ONCE },
      });
    const read = (lines.length > 0 ? lines.slice(0, MOST_AT_ONCE) : ['']).map((line) => ({
      line,
      ...one.safeParse({ ...entries, [several.name]: line }),
    }));
    const refused = read.find(({ success }) => !success);
    for (const issue of refused?.error?.issues ?? []) {
      const { path, message } = issue;
      const named = path[0] === several.name && lines.length > 1;
      const { message: words, values } = problemOf(issue);
      context.addIssue(
        named
          ? {
              code: 'custom',
              path,
              message: 'field.of_line',
              params: { line: cutText(refused?.line ?? '', 60), problem: words },
            }
          : { code: 'custom', path, message, params: values },
      );
    }
    const records = read.flatMap(({ data }): Record<string, unknown>[] => (data ? [data] : []));
    // Who writes a line twice means one.
    return [...new Map(records.map((values) => [values[several.name], values])).values()];
  });
}

const MOST_AT_ONCE = 500;

export const COLOR = z
  .string()
  .trim()
  .toLowerCase()
  .refine((text) => /^(#[0-9a-f]{6})?$/.test(text), 'field.color');

export const EMAIL = z
  .string()
  .trim()
  .max(200)
  .refine((text) => text === '' || /^[^\s@]+@[^\s@]+$/.test(text), 'field.email');

function fieldSchema(field: FormField, place: Place): z.ZodType {
  const { kind, least = 0, max = 200, required, options = [] } = field;
  switch (kind) {
    case 'line':
    case 'area':
      return textField(max, required ? { required: place.t(required) } : {});
    case 'state':
      return z.enum(SESSION_STATES, 'field.state').default('draft');
    case 'track':
    case 'room':
    case 'type':
      return referenceField(field, `field.own_${kind}`, place);
    case 'check':
      return checkField;
    case 'whole':
      return wholeField(least, max);
    case 'code':
      return codeField;
    case 'choice':
      return z
        .enum(
          options.map(({ value }) => value),
          'field.one_of_these',
        )
        .default(options[0]?.value ?? '');
    case 'percent':
      return percentField;
    case 'money':
      return amountIn(place.currency);
    case 'taxRate':
      return referenceField(field, 'field.own_tax', place);
    case 'ticketTypes':
      return typesField(place.choices.ticketTypes);
    case 'time':
      return momentField(place.timeZone);
    case 'color':
      return COLOR.default('');
    case 'address':
      return webAddressField;
    case 'email':
      return EMAIL.default('');
    case 'speakers':
      return speakersField(place.choices.speakers);
  }
}

function referenceField(field: FormField, code: PlainProblem, { choices, t }: Place): z.ZodType {
  return z
    .string()
    .default('')
    .refine((text) => text === '' || choicesOf(field, choices, t)?.some(({ value }) => value === text), code)
    .transform((text) => (text === '' ? null : Number(text)));
}

function typesField(types: readonly Choice[]): z.ZodType {
  return z
    .string()
    .default('')
    .transform((text) => text.split('\n').filter(Boolean).map(Number))
    .refine((numbers) => numbers.every((number) => types.some((type) => type.number === number)), 'field.own_types');
}

function speakersField(speakers: readonly Choice[]): z.ZodType {
  return z
    .string()
    .default('')
    .transform((text, context) => {
      const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
      const found = lines.map((line) => findChoice(line, speakers));
      const missing = found.indexOf(undefined);
      if (missing < 0) return found.map((speaker) => (speaker as Choice).number);
      context.addIssue({
        code: 'custom',
        message: 'field.speaker',
        params: { name: lines[missing] },
      });
      return z.NEVER;
    });
}
