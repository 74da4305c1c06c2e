/** Taking a question away. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { listTypeNames } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { discardObjects } from '#platform/storage/discard-objects.ts';
import { transact } from '#platform/transact.ts';
import { lockQuestions, renumberQuestions } from './lock-questions.ts';
import { describeQuestion } from './present.ts';
import { pickQuestion } from './queries.ts';

/**
 * Deletes a question that nobody answered, with files that came for it from orders that were never finished.
 * @throws NotFound for an unknown one; Conflict where it was answered, or another one depends on it
 */
export async function deleteQuestion(ctx: Ctx, scope: EventScope, { number }: { number: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const all = await lockQuestions(ctx, scope);
    const { id, ...question } = pickQuestion(all, number);
    const dependent = all.find(({ condition }) => condition?.question === number);
    if (dependent) throw new Conflict('depended_on.delete_first', { question: dependent.label });
    // Whoever is answering it at this moment has done so afterwards, or finds it gone.
    await ctx.db.selectFrom('questions').select('id').where('id', '=', id).forUpdate().execute();
    const answered = await ctx.db
      .selectFrom('answers')
      .select('id')
      .where('questionId', '=', id)
      .limit(1)
      .executeTakeFirst();
    if (answered) throw new Conflict('answered.question');
    const files = await ctx.db.deleteFrom('answerFiles').where('questionId', '=', id).returning('storageKey').execute();
    await discardObjects(
      ctx,
      files.map(({ storageKey }) => storageKey),
    );
    await ctx.db.deleteFrom('questions').where('id', '=', id).execute();
    await renumberQuestions(
      ctx,
      all.filter((one) => one.number !== number),
    );
    const { number: _number, archived: _archived, ...values } = question;
    const said = describeQuestion(values, {
      typeNames: await listTypeNames(ctx, scope, values.types ?? []),
      others: all,
    });
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'question.delete',
      subject: `question ${number}: ${question.label}`,
      before: said,
    });
  });
}
