/** A question as the organiser's form shows it, and in plain words. */
import { joinNames } from '#platform/i18n/lists.ts';
import type { Translate } from '#platform/i18n/text.ts';
import { conditionChoices, type Question, type QuestionValues } from './question.ts';

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

const FIELDS = [
  'kind',
  'label',
  'help',
  'choices',
  'minimum',
  'maximum',
  'required',
  'internal',
  'askedPer',
  'forTypes',
  'types',
  'condition',
] as const;

/** Fields by the names that people know them by. */
export function questionLabels(t: Translate): Record<(typeof FIELDS)[number], string> {
  return Object.fromEntries(FIELDS.map((name) => [name, t(`fields.question.${name}`)])) as Record<
    (typeof FIELDS)[number],
    string
  >;
}

/** Every answer on which the question can depend, for a choice of one: with the value that its form sends. */
export function conditionOptions(
  questions: readonly Question[],
  except: number | null,
  t: Translate,
): { value: string; label: string }[] {
  const others = questions.filter(({ number, archived }) => number !== except && !archived);
  return others.flatMap((other) =>
    conditionChoices(other).map(({ question, value }) => ({
      value: `${question}:${value}`,
      label:
        value === ''
          ? t('shop.questions.onlyIfTicked', { question: other.label })
          : t('shop.questions.onlyIfAnswered', { question: other.label, answer: value }),
    })),
  );
}

/** What there is to know of it at a glance: its kind, who answers, when. */
export function summariseQuestion(
  question: Question,
  all: readonly Question[],
  { typeName, t, locale }: { typeName: (number: number) => string; t: Translate; locale: string },
): string {
  const { condition, types } = question;
  const parent = condition && all.find(({ number }) => number === condition.question)?.label;
  const who = question.internal
    ? t('shop.questions.byTeam')
    : question.askedPer === 'order'
      ? t('shop.questions.perOrder')
      : t('shop.questions.perTicket');
  const parts = [t(`shop.questions.kind.${question.kind}`), who];
  if (question.required) parts.push(t('shop.questions.required'));
  if (types)
    parts.push(
      types.length > 0
        ? t('shop.questions.for', { types: joinNames(types.map(typeName), locale) })
        : t('shop.questions.forNone'),
    );
  if (parent)
    parts.push(
      condition.value
        ? t('shop.questions.ifAnswered', { question: parent, answer: condition.value })
        : t('shop.questions.ifTicked', { question: parent }),
    );
  return parts.join(' · ');
}
