/** Whether a question can stand among the others of its event. */
import type { EventScope } from '#features/events/server/policy.ts';
import { getTicketTypeIds } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { problemAt } from '#platform/i18n/problem.ts';
import { findConditionProblems, findQuestionProblems, type Question } from '../question.ts';
import type { KeptQuestion } from './tables.ts';

/** The ids of what it names. @throws Invalid saying what does not go together, or is not of this event */
export async function checkQuestion(
  ctx: Ctx,
  scope: EventScope,
  question: Question,
  others: readonly KeptQuestion[],
): Promise<{ typeIds: number[]; dependsOnId: number | null }> {
  const problems = [...findQuestionProblems(question), ...findConditionProblems(question, others)];
  if (problems.length > 0) throw new Invalid('invalid.fields', problems.map(problemAt));
  const typeIds = await getTicketTypeIds(ctx, scope, question.types ?? []);
  return { typeIds, dependsOnId: others.find(({ number }) => number === question.condition?.question)?.id ?? null };
}

/** For which ticket types alone a question is asked. Call it within the transaction that writes the question. */
export async function writeTypes(ctx: Ctx, questionId: number, typeIds: readonly number[]): Promise<void> {
  await ctx.db.deleteFrom('questionTicketTypes').where('questionId', '=', questionId).execute();
  if (typeIds.length > 0)
    await ctx.db
      .insertInto('questionTicketTypes')
      .values(typeIds.map((ticketTypeId) => ({ questionId, ticketTypeId })))
      .execute();
}
