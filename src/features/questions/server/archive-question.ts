/** Asking a question no more, and asking it again. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { findConditionProblems } from '../question.ts';
import { lockQuestions } from './lock-questions.ts';
import { pickQuestion } from './queries.ts';

/**
 * Hides a question, or shows it again. What was answered stays, and the team sees it.
 * @throws NotFound for an unknown one; Conflict where another one depends on it, or where what it depends on is not
 * asked any more
 */
export async function archiveQuestion(
  ctx: Ctx,
  scope: EventScope,
  { number, archived }: { number: number; archived: boolean },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const all = await lockQuestions(ctx, scope);
    const question = pickQuestion(all, number);
    if (question.archived === archived) return;
    const dependent = archived ? all.find((one) => !one.archived && one.condition?.question === number) : undefined;
    if (dependent) throw new Conflict('depended_on.hide_first', { question: dependent.label });
    if (!archived && findConditionProblems({ ...question, archived }, all).length > 0)
      throw new Conflict('depends.gone');
    await ctx.db
      .updateTable('questions')
      .set({ archivedAt: archived ? new Date(ctx.now) : null, updatedAt: new Date(ctx.now) })
      .where('id', '=', question.id)
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: archived ? 'question.hide' : 'question.show',
      subject: `question ${number}: ${question.label}`,
    });
  });
}
