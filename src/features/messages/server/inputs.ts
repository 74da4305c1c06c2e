/** What may be said in templates and messages, and how much of it. */
import { z } from 'zod';
import { tickedTypes } from '#features/tickets/ticket-form.ts';
import { checkField, localTimeField, textField, wholeField } from '#platform/http/form-fields.ts';
import { problemOf, type Values } from '#platform/i18n/problem.ts';
import { LOCALES } from '#platform/i18n/translate.ts';
import { DAY_MS, readMoment as readTime } from '#platform/time.ts';
import { AUDIENCES, type Audience, STANDINGS, type WordsByLocale } from '../message.ts';
import { findUnknownName, type Variables, VARIABLES, WORDS_LIMITS } from '../notice.ts';
import type { ReminderSettings } from '../reminder.ts';

/** Text whose names in brackets must stand for something. */
function wordsField(maximum: number, variables: Variables) {
  return textField(maximum).superRefine((text, context) => {
    const unknown = findUnknownName(text, variables);
    if (unknown) context.addIssue({ code: 'custom', message: unknown.code, params: unknown.values });
  });
}

/** The words of one kind of mail; an empty field leaves it to Foyer. */
export function templateForm(kind: keyof typeof VARIABLES) {
  const variables = VARIABLES[kind];
  return z.object({
    subject: wordsField(WORDS_LIMITS.subject, variables).transform((text) => text.replace(/\s+/g, ' ')),
    body: wordsField(WORDS_LIMITS.body, variables).transform((text) => text.replaceAll('\r\n', '\n')),
  });
}

export const remindersForm = z
  .object({
    event: checkField,
    eventDays: wholeField(0, 30),
    eventTime: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'field.time'),
    payment: checkField,
    paymentDays: wholeField(1, 30),
  })
  .transform(({ event, eventDays, eventTime, payment, paymentDays }): ReminderSettings => {
    const [hour, minute] = eventTime.split(':').map(Number) as [number, number];
    return {
      eventDays: event ? (eventDays ?? 1) : null,
      eventMinute: hour * 60 + minute,
      paymentDays: payment ? (paymentDays ?? 2) : null,
    };
  });

/** A message as its form sends it; `sendAt` null for at once. */
export type NewMessage = { audience: Audience; words: WordsByLocale; sendAt: number | null; key: string };

const FARTHEST_MS = 400 * DAY_MS;

/** The form of a message to many. Fields of another language are named `subject.ar`; its moment is in `timeZone`. */
export function messageForm({ timeZone, now }: { timeZone: string; now: number }) {
  return z
    .object({
      who: z.enum(AUDIENCES, 'field.one_of_these'),
      standing: z.enum(STANDINGS, 'field.one_of_these'),
      when: z.enum(['now', 'later'], 'field.one_of_these'),
      sendAt: localTimeField,
      key: z.string().regex(/^[\w-]{8,60}$/),
    })
    .loose()
    .transform((form, context): NewMessage => {
      const words = readWords(form, context);
      const sendAt = form.when === 'now' ? null : readMoment(form.sendAt, { timeZone, now }, context);
      return {
        audience: { who: form.who, standing: form.standing, types: tickedTypes(form) },
        words,
        sendAt,
        key: form.key,
      };
    });
}

type Context = {
  addIssue: (issue: { code: 'custom'; message: string; path: string[]; params?: Values | undefined }) => void;
};

/** The languages in which something was written; each needs a subject and a body. */
function readWords(form: Record<string, unknown>, context: Context): WordsByLocale {
  const words: WordsByLocale = {};
  const schema = templateForm('message');
  for (const locale of LOCALES) {
    const [subject, body] = [String(form[`subject.${locale}`] ?? ''), String(form[`body.${locale}`] ?? '')];
    if (subject.trim() === '' && body.trim() === '') continue;
    const read = schema.safeParse({ subject, body });
    for (const issue of read.error?.issues ?? [])
      context.addIssue({
        code: 'custom',
        message: issue.message,
        params: problemOf(issue).values,
        path: [`${String(issue.path[0])}.${locale}`],
      });
    if (subject.trim() === '')
      context.addIssue({ code: 'custom', message: 'field.subject', path: [`subject.${locale}`] });
    if (body.trim() === '')
      context.addIssue({ code: 'custom', message: 'field.message_text', path: [`body.${locale}`] });
    if (read.success) words[locale] = read.data;
  }
  if (
    Object.keys(words).length === 0 &&
    LOCALES.every((locale) => !form[`subject.${locale}`] && !form[`body.${locale}`])
  ) {
    context.addIssue({ code: 'custom', message: 'field.subject', path: ['subject.en'] });
    context.addIssue({ code: 'custom', message: 'field.message_text', path: ['body.en'] });
  }
  return words;
}

function readMoment(
  text: string | null,
  { timeZone, now }: { timeZone: string; now: number },
  context: Context,
): number {
  const at = text === null ? undefined : readTime(text, timeZone).at;
  const message =
    at === undefined
      ? 'field.choose_time'
      : at <= now
        ? 'field.time_passed'
        : at > now + FARTHEST_MS
          ? 'field.within_year'
          : '';
  if (message) context.addIssue({ code: 'custom', message, path: ['sendAt'] });
  return at ?? now;
}
