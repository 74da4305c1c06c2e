/** A question as its table has it. */
import type { AskedPer, Question, QuestionKind, QuestionValues } from '../question.ts';

/** Values as columns; the ticket types stand in a table of their own, and what it depends on by its id. */
export function toColumns({ types, condition, ...columns }: QuestionValues, dependsOnId: number | null) {
  return { ...columns, everyType: types === null, dependsOnId, dependsOnValue: condition?.value ?? '' };
}

export type QuestionRow = Omit<Question, 'kind' | 'askedPer' | 'types' | 'condition' | 'archived'> & {
  id: number;
  kind: string;
  askedPer: string;
  everyType: boolean;
  types: number[];
  dependsOn: number | null;
  dependsOnValue: string;
  archivedAt: number | null;
};

export type KeptQuestion = Question & { id: number };

export function toQuestion({
  kind,
  askedPer,
  everyType,
  types,
  dependsOn,
  dependsOnValue,
  archivedAt,
  ...row
}: QuestionRow): KeptQuestion {
  return {
    ...row,
    kind: kind as QuestionKind,
    askedPer: askedPer as AskedPer,
    types: everyType ? null : types,
    condition: dependsOn === null ? null : { question: dependsOn, value: dependsOnValue },
    archived: archivedAt !== null,
  };
}
