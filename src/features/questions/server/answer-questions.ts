/** Answering what an event asks. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { seatsOf } from '#features/orders/order.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import type { SheetAnswer } from '../answer-sheet.ts';
import type { AnswerValue } from '../question.ts';
import { listQuestions, listSeats } from './queries.ts';
import type { KeptQuestion } from './tables.ts';
import { dropFiles } from './take-answers.ts';

/**
 * Writes down answers that `takeAnswers` found right; what has no value any more is taken away, a file with it. Whether
 * the buyer may still change them is the caller's to say. Locks the event's quotas and the order.
 * @throws Conflict where the order has no seats any more, or nobody said yet who it is for
 */
export async function answerQuestions(ctx: Ctx, scope: OrderScope, answers: readonly SheetAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    if (seatsOf(order.state) === 'free') throw new Conflict('order_state.no_seats');
    const places = await placesOf(ctx, scope, answers);
    const changed = await writeRows(ctx, scope, places);
    if (changed.length === 0) return;
    const { organizerId, eventId, code } = scope;
    // What somebody said of themselves is not repeated in the record.
    if (scope.by === 'team')
      await writeAuditEntry(ctx, {
        organizerId,
        eventId,
        action: 'answers.update',
        subject: `the answers of order ${code}`,
        after: { questions: [...new Set(changed)] },
      });
  });
}

type Place = { question: KeptQuestion; seat: number; ticketId: number | null; value: AnswerValue | null };

/** Where each answer belongs; of questions that are gone meanwhile none. */
async function placesOf(ctx: Ctx, scope: OrderScope, answers: readonly SheetAnswer[]): Promise<Place[]> {
  // None of them goes while they are being answered; so they are read only then.
  await ctx.db
    .selectFrom('questions')
    .select('id')
    .where('eventId', '=', scope.eventId)
    .orderBy('id')
    .forKeyShare()
    .execute();
  const questions = new Map((await listQuestions(ctx, scope)).map((question) => [question.number, question]));
  const seats = new Map((await listSeats(ctx, scope)).map(({ seat, ticketId }) => [seat, ticketId]));
  return answers.flatMap(({ question: number, seat, value }) => {
    const question = questions.get(number);
    const ticketId = seat === 0 ? null : seats.get(seat);
    if (seat !== 0 && ticketId === null) throw new Conflict('no_buyer.buyer');
    return question && ticketId !== undefined && (scope.by === 'team' || !question.internal)
      ? [{ question, seat, ticketId, value: keptValue(question, value) }]
      : [];
  });
}

/** A form carries a file by its id. */
function keptValue({ kind }: KeptQuestion, value: AnswerValue | null): AnswerValue | null {
  return kind === 'file' && typeof value === 'string' ? { file: Number(value) } : value;
}

/** Gives the questions whose answers changed. */
async function writeRows(ctx: Ctx, scope: OrderScope, places: readonly Place[]): Promise<string[]> {
  const { orderId } = scope;
  const rows = await ctx.db
    .selectFrom('answers')
    .select(['id', 'questionId', 'ticketId', 'value'])
    .where('orderId', '=', orderId)
    .execute();
  const before = new Map(rows.map((row) => [`${row.questionId} ${row.ticketId}`, row]));
  const keyOf = ({ question, ticketId }: Place): string => `${question.id} ${ticketId}`;
  const changed = places.filter(
    (place) => JSON.stringify(before.get(keyOf(place))?.value ?? null) !== JSON.stringify(place.value),
  );
  const gone = changed.filter(({ value }) => value === null);
  const ids = gone.flatMap((place) => before.get(keyOf(place))?.id ?? []);
  if (ids.length > 0) await ctx.db.deleteFrom('answers').where('id', 'in', ids).execute();
  const empty = places.filter(({ question, value }) => question.kind === 'file' && value === null);
  await dropFiles(
    ctx,
    scope,
    empty.map(({ question, seat }) => ({ questionId: question.id, seat })),
  );
  const values = changed
    .filter(({ value }) => value !== null)
    .map(({ question, ticketId, value }) => ({
      questionId: question.id,
      orderId,
      ticketId,
      label: question.label,
      value: JSON.stringify(value),
      answeredAt: new Date(ctx.now),
    }));
  if (values.length > 0) {
    await ctx.db
      .insertInto('answers')
      .values(values)
      .onConflict((conflict) =>
        conflict.columns(['orderId', 'ticketId', 'questionId']).doUpdateSet((row) => ({
          label: row.ref('excluded.label'),
          value: row.ref('excluded.value'),
          answeredAt: row.ref('excluded.answeredAt'),
        })),
      )
      .execute();
  }
  return changed.map(({ question }) => question.label);
}
