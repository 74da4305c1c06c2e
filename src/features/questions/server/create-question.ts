/** Adding a question. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { listTypeNames } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { QUESTION_LIMITS, type QuestionValues } from '../question.ts';
import { checkQuestion, writeTypes } from './check-question.ts';
import { lockQuestions } from './lock-questions.ts';
import { describeQuestion } from './present.ts';
import { toColumns } from './tables.ts';

/**
 * Adds a question behind the others.
 * @throws Invalid where its parts do not go together; Conflict where there are too many
 */
export async function createQuestion(ctx: Ctx, scope: EventScope, values: QuestionValues): Promise<{ number: number }> {
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const others = await lockQuestions(ctx, scope);
    if (others.length >= QUESTION_LIMITS.perEvent)
      throw new Conflict('conflict.most_questions', { most: QUESTION_LIMITS.perEvent });
    const number = Math.max(0, ...others.map((one) => one.number)) + 1;
    const { typeIds, dependsOnId } = await checkQuestion(ctx, scope, { ...values, number, archived: false }, others);
    const at = new Date(ctx.now);
    const row = {
      eventId,
      number,
      position: others.length + 1,
      ...toColumns(values, dependsOnId),
      createdAt: at,
      updatedAt: at,
    };
    const { id } = await ctx.db.insertInto('questions').values(row).returning('id').executeTakeFirstOrThrow();
    await writeTypes(ctx, id, typeIds);
    const said = describeQuestion(values, { typeNames: await listTypeNames(ctx, scope, values.types ?? []), others });
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'question.create',
      subject: `question ${number}: ${values.label}`,
      after: said,
    });
    return { number };
  });
}
