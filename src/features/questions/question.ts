/** What buyers are asked, who is asked what, and which answers will do. */
import { type Fault, fault, type PlainProblem } from '#platform/i18n/problem-code.ts';

export const QUESTION_KINDS = [
  'short-text',
  'long-text',
  'choice',
  'choices',
  'number',
  'date',
  'file',
  'consent',
] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** `ticket`: each who comes; `order`: once, whoever orders. */
export const ASKED_PER = ['ticket', 'order'] as const;
export type AskedPer = (typeof ASKED_PER)[number];

/** Lengths in characters. */
export const QUESTION_LIMITS = {
  label: 300,
  help: 1000,
  choice: 120,
  choices: 60,
  perEvent: 100,
  shortText: 300,
  longText: 5000,
  number: 1e12,
} as const;

/** That another question was answered so: with that choice; '' where it is ticked. */
export type Condition = { question: number; value: string };

/** Everything that an organiser says of a question. */
export type QuestionValues = {
  kind: QuestionKind;
  label: string;
  help: string;
  choices: string[];
  minimum: number | null;
  maximum: number | null;
  required: boolean;
  /** Only the team answers. */
  internal: boolean;
  askedPer: AskedPer;
  /** Numbers of the ticket types for which it is asked; null for all, also those to come. */
  types: number[] | null;
  condition: Condition | null;
};

/** `number` is its public name within the event. */
export type Question = QuestionValues & { number: number; archived: boolean };

export const BLANK_QUESTION: QuestionValues = {
  kind: 'short-text',
  label: '',
  help: '',
  choices: [],
  minimum: null,
  maximum: null,
  required: false,
  internal: false,
  askedPer: 'ticket',
  types: null,
  condition: null,
};

/** An answer as it is kept. A file is named by its id. */
export type AnswerValue = string | number | string[] | true | { file: number };

/**
 * An answer as a form carries it: a text; `2027-05-08`; a number as it was typed; a choice; several choices, one a
 * line; `on` where it is ticked; for a file any text where there is one. '' for none.
 */
export type Typed = string;

/** The typed answers of one who is asked, by the number of the question. */
export type TypedAnswers = ReadonlyMap<number, Typed>;

/**
 * Which of these are asked, given what was answered so far: those of an order where `ticketType` is null, else those of
 * each who comes with a ticket of that type. A question that depends on one that is not asked is not asked either.
 * `ofOrder`: what the order was asked and answered, on which questions of its tickets may depend; `types`: all in the
 * order.
 */
export function questionsFor(
  questions: readonly Question[],
  {
    ticketType,
    types,
    answers,
    ofOrder = new Map(),
  }: { ticketType: number | null; types: readonly number[]; answers: TypedAnswers; ofOrder?: TypedAnswers },
): Question[] {
  const meant = questions.filter((question) => isMeantFor(question, ticketType, types));
  const byNumber = new Map(questions.map((question) => [question.number, question]));
  const holds = ({ condition }: Question, depth = 0): boolean => {
    if (!condition) return true;
    const parent = byNumber.get(condition.question);
    if (!parent || depth > QUESTION_LIMITS.perEvent) return false;
    const isOfOrder = ticketType !== null && parent.askedPer === 'order';
    const typed = (isOfOrder ? ofOrder : answers).get(parent.number) ?? '';
    return (
      isMeantFor(parent, isOfOrder ? null : ticketType, types) && holds(parent, depth + 1) && meets(condition, typed)
    );
  };
  return meant.filter((question) => holds(question));
}

/**
 * What one ticket is asked, for a form that shows nothing of its order: what depends on an answer of the order is asked
 * always, or not at all, as the order was answered.
 */
export function questionsOfTicket(
  questions: readonly Question[],
  { ticketType, types, ofOrder }: { ticketType: number; types: readonly number[]; ofOrder: TypedAnswers },
): Question[] {
  const meant = questions.filter((question) => isMeantFor(question, ticketType, types));
  const byNumber = new Map(questions.map((question) => [question.number, question]));
  const asked = new Set(
    questionsFor(questions, { ticketType: null, types, answers: ofOrder }).map(({ number }) => number),
  );
  const settle = (question: Question, depth = 0): Question[] => {
    const parent = question.condition && byNumber.get(question.condition.question);
    if (!question.condition) return [question];
    if (!parent || depth > QUESTION_LIMITS.perEvent) return [];
    if (parent.askedPer === 'ticket')
      return meant.includes(parent) && settle(parent, depth + 1).length > 0 ? [question] : [];
    return asked.has(parent.number) && meets(question.condition, ofOrder.get(parent.number) ?? '')
      ? [{ ...question, condition: null }]
      : [];
  };
  return meant.flatMap((question) => settle(question));
}

/** Whether it is asked at all of that ticket type, or of an order with those types, whatever else was answered. */
export function isMeantFor(
  { askedPer, types, archived }: Question,
  ticketType: number | null,
  all: readonly number[],
): boolean {
  if (archived || (askedPer === 'order') !== (ticketType === null)) return false;
  return types === null || types.some((type) => (ticketType === null ? all.includes(type) : type === ticketType));
}

function meets({ value }: Condition, typed: Typed): boolean {
  return value === '' ? typed !== '' : typed.split('\n').includes(value);
}

/** Why an answer will not do: a key of texts, and what goes into them. */
export type AnswerProblem = { key: string; values?: Record<string, string | number> };
export type CheckedAnswer = { value: AnswerValue | null } | { problem: AnswerProblem };

/**
 * Reads what was typed; `value` null for no answer. Of files only whether there is one: their bytes are looked at where
 * they arrive.
 */
export function checkAnswer(question: Question, typed: Typed): CheckedAnswer {
  const text = typed.trim();
  if (text === '') return question.required ? { problem: { key: missingKey(question.kind) } } : { value: null };
  return CHECKS[question.kind](question, text);
}

function missingKey(kind: QuestionKind): string {
  if (kind === 'consent') return 'questions.needConsent';
  if (kind === 'file') return 'questions.needFile';
  return kind === 'choice' || kind === 'choices' ? 'questions.needChoice' : 'questions.needAnswer';
}

const CHECKS: Record<QuestionKind, (question: Question, text: string) => CheckedAnswer> = {
  'short-text': (_, text) => within(text.replace(/\s+/g, ' '), QUESTION_LIMITS.shortText),
  'long-text': (_, text) => within(text, QUESTION_LIMITS.longText),
  choice: ({ choices }, text) =>
    choices.includes(text) ? { value: text } : { problem: { key: 'questions.needChoice' } },
  choices: ({ choices }, text) => {
    const chosen = text.split('\n');
    return chosen.every((one) => choices.includes(one))
      ? { value: choices.filter((one) => chosen.includes(one)) }
      : { problem: { key: 'questions.needChoice' } };
  },
  number: checkNumber,
  date: (_, text) => (isDay(text) ? { value: text } : { problem: { key: 'questions.needDate' } }),
  file: (_, text) => ({ value: text }),
  consent: () => ({ value: true }),
};

function within(text: string, limit: number): CheckedAnswer {
  return text.length <= limit ? { value: text } : { problem: { key: 'questions.tooLong', values: { limit } } };
}

function checkNumber({ minimum, maximum }: Question, text: string): CheckedAnswer {
  const number = readNumber(text);
  if (number === undefined) return { problem: { key: 'questions.needNumber' } };
  if (minimum !== null && number < minimum) return { problem: { key: 'questions.tooSmall', values: { minimum } } };
  return maximum !== null && number > maximum
    ? { problem: { key: 'questions.tooLarge', values: { maximum } } }
    : { value: number };
}

/** A number as people type it, with point or comma before the decimals. */
export function readNumber(text: string): number | undefined {
  const number = /^[-+]?\d{1,15}([.,]\d{1,6})?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
  return Math.abs(number) <= QUESTION_LIMITS.number ? number : undefined;
}

/** Whether there is such a day: `2027-02-29` is none. */
function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const date = new Date(`${text}T00:00:00Z`);
  return (
    year !== undefined &&
    Number(year) >= 1 &&
    !Number.isNaN(date.getTime()) &&
    date.getUTCMonth() + 1 === Number(month) &&
    date.getUTCDate() === Number(day)
  );
}

/** A kept answer as a form shows it again; of a file its id. */
export function typedOf(value: AnswerValue): Typed {
  if (value === true) return 'on';
  if (Array.isArray(value)) return value.join('\n');
  return typeof value === 'object' ? String(value.file) : String(value);
}

/**
 * A kept answer in one line, for lists and tables. `yes`: the word for what is ticked; `file`: the name of the file.
 */
export function answerText(value: AnswerValue, { yes, file }: { yes: string; file: string }): string {
  if (value === true) return yes;
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? file : String(value);
}

/** The name of a question's field: `q-5` of the order, `q-5-2` of its second ticket. */
export function answerField(question: number, seat: number): string {
  return seat === 0 ? `q-${question}` : `q-${question}-${seat}`;
}

/** What other questions can depend on: each choice of a question, or that it is ticked. */
export function conditionChoices({ number, kind, choices }: Question): Condition[] {
  if (kind === 'consent') return [{ question: number, value: '' }];
  return kind === 'choice' || kind === 'choices' ? choices.map((value) => ({ question: number, value })) : [];
}

/** What does not go together in a question, by field of its form; nothing where all is well. */
export function findQuestionProblems(values: QuestionValues): Fault[] {
  const found: Fault[] = [];
  const add = (where: string, code: PlainProblem): void => void found.push(fault(where, code));
  const chooses = values.kind === 'choice' || values.kind === 'choices';
  if (chooses && values.choices.length < 2) add('choices', 'field.two_choices');
  if (new Set(values.choices).size < values.choices.length) add('choices', 'field.choice_twice');
  if (values.minimum !== null && values.maximum !== null && values.maximum < values.minimum)
    add('maximum', 'field.least_number');
  if (values.types?.length === 0) add('types', 'field.one_type');
  return found;
}

/**
 * What is wrong with how `changed` hangs together with the other questions of its event, as they would then be: on what
 * it depends, and what depends on it.
 */
export function findConditionProblems(changed: Question, others: readonly Question[]): Fault[] {
  const all = new Map(
    [...others.filter(({ number }) => number !== changed.number), changed].map((question) => [
      question.number,
      question,
    ]),
  );
  const dependents = others.filter(
    ({ number, condition, archived }) =>
      number !== changed.number && !archived && condition?.question === changed.number,
  );
  const broken = dependents.filter((one) => !isSound(one, all));
  const found = broken.map(({ label }) => fault('choices', 'field.asked_when', { question: label }));
  return isSound(changed, all) ? found : [fault('condition', 'field.condition'), ...found];
}

/** Whether what it depends on can be answered so, by the same people, without going round in a circle. */
function isSound(question: Question, all: ReadonlyMap<number, Question>): boolean {
  const seen = new Set([question.number]);
  for (let at = question; at.condition;) {
    const { condition } = at;
    const parent = all.get(condition.question);
    if (!parent || parent.archived || seen.has(parent.number)) return false;
    if (at.askedPer === 'order' && parent.askedPer === 'ticket') return false;
    if (!conditionChoices(parent).some(({ value }) => value === condition.value)) return false;
    if (parent.internal && !at.internal) return false;
    seen.add(parent.number);
    at = parent;
  }
  return true;
}
