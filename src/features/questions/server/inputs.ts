/** What may be said of questions and in answer to them, in forms. */
import { z } from 'zod';
import { tickedTypes } from '#features/tickets/ticket-form.ts';
import { checkField, textField } from '#platform/http/form-fields.ts';
import {
  ASKED_PER,
  type Condition,
  QUESTION_KINDS,
  QUESTION_LIMITS,
  type QuestionValues,
  readNumber,
  type Typed,
} from '../question.ts';

/** Of the name of a file, in characters. */
export const ANSWER_FILE_NAME = 120;

/** The job that deletes the files of orders that are over; one waits for each event. */
export const DISCARD_ENDED_QUEUE = 'discard_ended_files';

/**
 * The most bytes of files in one order; in all orders of an event that nobody has placed yet, and in those of them that
 * one network holds; and in all orders of an event.
 */
export const FILE_QUOTAS = {
  order: 100 * 1024 ** 2,
  network: 400 * 1024 ** 2,
  unplaced: 2 * 1024 ** 3,
  event: 20 * 1024 ** 3,
} as const;

const choices = z
  .string()
  .max(QUESTION_LIMITS.choices * (QUESTION_LIMITS.choice + 2))
  .default('')
  .transform((text, context) => {
    const lines = text
      .split('\n')
      .map((line) => line.trim().replace(/\s+/g, ' '))
      .filter(Boolean);
    if (lines.length > QUESTION_LIMITS.choices)
      context.addIssue({ code: 'custom', message: 'field.most_choices', params: { count: QUESTION_LIMITS.choices } });
    else if (lines.some((line) => line.length > QUESTION_LIMITS.choice))
      context.addIssue({ code: 'custom', message: 'field.choice_length', params: { count: QUESTION_LIMITS.choice } });
    return lines;
  });

const numberField = z
  .string()
  .trim()
  .default('')
  .transform((text, context) => {
    if (text === '') return null;
    const number = readNumber(text);
    if (number !== undefined) return number;
    context.addIssue({ code: 'custom', message: 'field.decimal' });
    return z.NEVER;
  });

/** `12:Vegan`, or `13:` for one that is ticked; '' for always. */
const conditionField = z
  .string()
  .default('')
  .transform((text, context): Condition | null => {
    if (text === '') return null;
    const [, number, value = ''] = /^([1-9]\d{0,8}):(.*)$/s.exec(text) ?? [];
    if (number !== undefined) return { question: Number(number), value };
    context.addIssue({ code: 'custom', message: 'field.one_of_these' });
    return z.NEVER;
  });

/** A question's form. What its kind has no use for is left out, whatever the fields hold. */
export const questionForm = z
  .object({
    kind: z.enum(QUESTION_KINDS, 'field.one_of_these'),
    label: textField(QUESTION_LIMITS.label, { required: 'field.question' }),
    help: textField(QUESTION_LIMITS.help),
    choices,
    minimum: numberField,
    maximum: numberField,
    required: checkField,
    internal: checkField,
    askedPer: z.enum(ASKED_PER, 'field.one_of_these'),
    forTypes: z.enum(['every', 'some']).default('every'),
    condition: conditionField,
  })
  .loose()
  .transform((form): QuestionValues => {
    const { kind, label, help, required, internal, askedPer, condition } = form;
    const chooses = kind === 'choice' || kind === 'choices';
    return {
      kind,
      label,
      help,
      internal,
      askedPer,
      condition,
      // What only the team answers stops nobody.
      required: required && !internal,
      choices: chooses ? form.choices : [],
      minimum: kind === 'number' ? form.minimum : null,
      maximum: kind === 'number' ? form.maximum : null,
      types: form.forTypes === 'some' ? tickedTypes(form) : null,
    };
  });

export type QuestionMove = { question: number; move: { step: 'up' | 'down' } | { after: number | null } };

/** A move as a form sends it: one step, or right behind another question ('' for first). */
export const moveQuestionForm = z
  .object({ item: z.string(), step: z.enum(['up', 'down']).optional(), after: z.string().optional() })
  .transform(({ item, step, after }, context): QuestionMove => {
    const question = numberOf(item);
    const behind = after ? numberOf(after) : null;
    if (question && step) return { question, move: { step } };
    if (question && after !== undefined && behind !== undefined) return { question, move: { after: behind } };
    context.addIssue({ code: 'custom', path: ['item'], message: 'field.move' });
    return z.NEVER;
  });

function numberOf(key: string): number | undefined {
  const number = /^question-([1-9]\d{0,8})$/.exec(key)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** What a form with questions sent, by field. `removed`: files that are to go. */
export type SentSheet = { typed: Record<string, Typed>; files: Record<string, File>; removed: ReadonlySet<string> };

const FIELD = /^q-[1-9]\d{0,8}(-[1-9]\d{0,3})?$/;

/** Several choices of one field come one a line. */
export function readSheet(form: FormData): SentSheet {
  const sent = { typed: {} as Record<string, Typed>, files: {} as Record<string, File>, removed: new Set<string>() };
  for (const [name, value] of form) {
    if (typeof value !== 'string') {
      if (FIELD.test(name) && value.name !== '') sent.files[name] = value;
    } else if (FIELD.test(name)) sent.typed[name] = [sent.typed[name], value].filter(Boolean).join('\n');
    else if (name.endsWith('.remove')) sent.removed.add(name.slice(0, -'.remove'.length));
  }
  return sent;
}
