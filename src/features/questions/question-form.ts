/** A question as the organiser's form shows it, and in plain words. */
import { conditionChoices, type Question, type QuestionKind, type QuestionValues } from './question.ts';

export const KIND_NAMES: Record<QuestionKind, string> = {
  'short-text': 'Short text',
  'long-text': 'Long text',
  choice: 'One choice',
  choices: 'Several choices',
  number: 'Number',
  date: 'Date',
  file: 'File',
  consent: 'Consent',
};

/** Field names to texts. */
export function questionEntries(values: QuestionValues): Record<string, string> {
  const box = (ticked: boolean): string => (ticked ? 'on' : '');
  const number = (limit: number | null): string => (limit === null ? '' : String(limit));
  return {
    kind: values.kind,
    label: values.label,
    help: values.help,
    choices: values.choices.join('\n'),
    minimum: number(values.minimum),
    maximum: number(values.maximum),
    required: box(values.required),
    internal: box(values.internal),
    askedPer: values.askedPer,
    forTypes: values.types === null ? 'every' : 'some',
    condition: values.condition ? `${values.condition.question}:${values.condition.value}` : '',
  };
}

export const QUESTION_FIELD_LABELS: Record<string, string> = {
  kind: 'Kind of answer',
  label: 'Question',
  help: 'Explanation',
  choices: 'Choices',
  minimum: 'At least',
  maximum: 'At most',
  required: 'Must be answered',
  internal: 'Only the team answers',
  askedPer: 'Who is asked',
  forTypes: 'For which tickets',
  types: 'For which tickets',
  condition: 'When it is asked',
};

/** Every answer on which the question can depend, for a choice of one: with the value that its form sends. */
export function conditionOptions(
  questions: readonly Question[],
  except: number | null,
): { value: string; label: string }[] {
  const others = questions.filter(({ number, archived }) => number !== except && !archived);
  return others.flatMap((other) =>
    conditionChoices(other).map(({ question, value }) => ({
      value: `${question}:${value}`,
      label: value === '' ? `Only if ticked: ${other.label}` : `Only if ${other.label}: ${value}`,
    })),
  );
}

/** What there is to know of it at a glance: its kind, who answers, when. */
export function summariseQuestion(
  question: Question,
  all: readonly Question[],
  typeName: (number: number) => string,
): string {
  const parent = all.find(({ number }) => number === question.condition?.question);
  const who = question.internal
    ? 'only the team answers'
    : question.askedPer === 'order'
      ? 'once per order'
      : 'each attendee';
  const parts = [
    KIND_NAMES[question.kind],
    who,
    question.required ? 'must be answered' : '',
    question.types ? `for ${question.types.map(typeName).join(', ') || 'no ticket type'}` : '',
  ];
  if (parent)
    parts.push(
      question.condition?.value
        ? `only if ${parent.label}: ${question.condition.value}`
        : `only if ticked: ${parent.label}`,
    );
  return parts.filter(Boolean).join(' · ');
}
