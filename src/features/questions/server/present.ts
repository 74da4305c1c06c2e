/** A question in the words of the record. */
import type { Question, QuestionValues } from '../question.ts';

/** Without what it does not say; ticket types by their names. */
export function describeQuestion(
  { types, condition, ...values }: QuestionValues,
  { typeNames, others }: { typeNames: readonly string[]; others: readonly Question[] },
): Record<string, unknown> {
  const parent = others.find(({ number }) => number === condition?.question);
  return {
    ...values,
    ...(types !== null && { types: typeNames }),
    ...(condition && { onlyIf: `${parent?.label ?? ''}${condition.value ? `: ${condition.value}` : ''}` }),
  };
}
