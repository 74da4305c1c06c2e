/** Fields of forms as schemas: texts in, plain data out. An empty field is null where it may stay empty. */
import { z } from 'zod';
import '../plain-words.ts';
import type { ProblemCode } from '../i18n/problem.ts';
import { type Instant, parseIso, readMoment } from '../time.ts';

/** One line or many, trimmed, with an upper limit in characters. */
export function textField(maximum: number, options: { required?: string } = {}) {
  const text = z.string().trim().max(maximum);
  return options.required ? text.min(1, options.required) : text.default('');
}

/** A whole number, or null for an empty field. */
export function wholeField(minimum: number, maximum: number) {
  return z
    .string()
    .trim()
    .default('')
    .transform((text, context) => {
      if (text === '') return null;
      const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
      if (number >= minimum && number <= maximum) return number;
      context.addIssue({ code: 'custom', message: 'field.whole_between', params: { minimum, maximum } });
      return z.NEVER;
    });
}

/** A box that is ticked or not. */
export const checkField = z
  .string()
  .optional()
  .transform((value) => value !== undefined && value !== '');

/**
 * What `<input type="datetime-local">` sends, such as `2027-05-08T09:30`; null for an empty field. Which instant that
 * is depends on a time zone.
 */
export const localTimeField = z
  .string()
  .trim()
  .regex(/^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?)?$/, 'field.local_time')
  .default('')
  .transform((text, context) => {
    const message = text === '' ? undefined : problemOf(text);
    if (message === undefined) return text === '' ? null : text.slice(0, 16);
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** What is wrong with a clock's reading in whatever zone. */
function problemOf(text: string): ProblemCode | undefined {
  if (parseIso(text, 'UTC') === undefined) return 'field.no_such_day';
  const year = Number(text.slice(0, 4));
  return year >= 1970 && year <= 2200 ? undefined : 'field.moment';
}

/** Such a field as the moment that it is by the clock of `timeZone`; null for an empty one. */
export function momentField(timeZone: string) {
  return localTimeField.transform((text, context): Instant | null => {
    if (text === null) return null;
    const read = readMoment(text, timeZone);
    if (read.at !== undefined) return read.at;
    context.addIssue({ code: 'custom', message: read.problem });
    return z.NEVER;
  });
}

/** A web address that begins with http or https, or ''. */
export const webAddress = z
  .string()
  .trim()
  .max(2000)
  .refine((text) => text === '' || (/^https?:\/\//i.test(text) && URL.canParse(text)), 'field.web_address');

/** The same; '' for a field that is not there. */
export const webAddressField = webAddress.default('');
