/** Moving a question to another place. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import type { QuestionMove } from './inputs.ts';
import { lockQuestions, renumberQuestions } from './lock-questions.ts';
import { pickQuestion } from './queries.ts';

/**
 * Moves it and gives the place where it now stands, from 1 on.
 * @throws NotFound for an unknown one; Conflict where what it was to follow is gone
 */
export async function moveQuestion(
  ctx: Ctx,
  scope: EventScope,
  { question: number, move }: QuestionMove,
): Promise<{
  position: number;
  /** The question that it stood behind before; null where it was the first. */
  stoodBehind: number | null;
}> {
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const all = await lockQuestions(ctx, scope);
    const question = pickQuestion(all, number);
    const from = all.indexOf(question);
    const others = all.filter((one) => one !== question);
    const to = targetOf(others, { number, from, move });
    if (to === undefined) throw new Conflict('conflict.list_changed');
    const stoodBehind = all[from - 1]?.number ?? null;
    if (to === from) return { position: from + 1, stoodBehind };
    await renumberQuestions(ctx, others.toSpliced(to, 0, question));
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'question.move',
      subject: `question ${number}: ${question.label}`,
      before: { position: from + 1 },
      after: { position: to + 1 },
    });
    return { position: to + 1, stoodBehind };
  });
}

function targetOf(
  others: readonly { number: number }[],
  { number, from, move }: { number: number; from: number; move: QuestionMove['move'] },
): number | undefined {
  if ('step' in move) return Math.max(0, Math.min(from + (move.step === 'up' ? -1 : 1), others.length));
  if (move.after === null) return 0;
  if (move.after === number) return from;
  const at = others.findIndex((one) => one.number === move.after);
  return at < 0 ? undefined : at + 1;
}
