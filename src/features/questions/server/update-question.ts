/** Changing a question. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { listTypeNames } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import type { QuestionValues } from '../question.ts';
import { checkQuestion, writeTypes } from './check-question.ts';
import { lockQuestions } from './lock-questions.ts';
import { describeQuestion } from './present.ts';
import { pickQuestion } from './queries.ts';
import { type KeptQuestion, toColumns } from './tables.ts';

/**
 * Changes the question with that number. What was answered keeps the words in which it was asked.
 * @throws NotFound for an unknown one; Invalid where its parts or what depends on it do not go together, or where
 * answers would no longer fit
 */
export async function updateQuestion(
  ctx: Ctx,
  scope: EventScope,
  { number, change }: { number: number; change: QuestionValues },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const all = await lockQuestions(ctx, scope);
    const { id, ...before } = pickQuestion(all, number);
    const { typeIds, dependsOnId } = await checkQuestion(
      ctx,
      scope,
      { ...before, ...change },
      all.filter((one) => one.number !== number),
    );
    if (change.kind !== before.kind || change.askedPer !== before.askedPer || change.internal !== before.internal)
      await guardAnswers(ctx, { id, ...before }, change);
    await ctx.db
      .updateTable('questions')
      .set({ ...toColumns(change, dependsOnId), updatedAt: new Date(ctx.now) })
      .where('id', '=', id)
      .execute();
    await writeTypes(ctx, id, typeIds);
    const describe = async (values: QuestionValues): Promise<Record<string, unknown>> =>
      describeQuestion(values, { typeNames: await listTypeNames(ctx, scope, values.types ?? []), others: all });
    const { number: _number, archived: _archived, ...values } = before;
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'question.update',
      subject: `question ${number}: ${change.label}`,
      before: await describe(values),
      after: await describe(change),
    });
  });
}

/** @throws Invalid at the field whose change the answers would not outlive */
async function guardAnswers(ctx: Ctx, question: KeptQuestion, change: QuestionValues): Promise<void> {
  await ctx.db.selectFrom('questions').select('id').where('id', '=', question.id).forUpdate().execute();
  const answered = await ctx.db
    .selectFrom('answers')
    .select('id')
    .where('questionId', '=', question.id)
    .limit(1)
    .executeTakeFirst();
  if (!answered) return;
  const where =
    change.kind !== question.kind ? 'kind' : change.askedPer !== question.askedPer ? 'askedPer' : 'internal';
  throw new Invalid('invalid.answered', [problem(where, 'field.answered')]);
}
