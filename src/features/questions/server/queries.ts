/** Reading questions, and what was answered. */
import { sql } from 'kysely';
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { getOrder, type OrderView } from '#features/orders/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { type AnswerValue, answerField, answerText, type Question, questionsOfTicket, typedOf } from '../question.ts';
import { type KeptQuestion, toQuestion } from './tables.ts';

/** An event, however one came to know that it may be looked at. */
type InEvent = Pick<EventScope | OrderScope, 'eventId'>;

/** The questions of an event in their order, hidden ones too. */
export async function listQuestions(ctx: Ctx, { eventId }: InEvent): Promise<readonly KeptQuestion[]> {
  return rememberOfEvent(ctx, eventId, 'questions', () => loadQuestions(ctx, eventId));
}

async function loadQuestions(ctx: Ctx, eventId: number): Promise<KeptQuestion[]> {
  const rows = await ctx.db
    .selectFrom('questions as q')
    .leftJoin('questions as p', 'p.id', 'q.dependsOnId')
    .select([
      'q.id',
      'q.number',
      'q.kind',
      'q.label',
      'q.help',
      'q.choices',
      'q.minimum',
      'q.maximum',
      'q.required',
      'q.internal',
      'q.askedPer',
      'q.everyType',
      'p.number as dependsOn',
      'q.dependsOnValue',
      'q.archivedAt',
    ])
    .select(({ selectFrom }) =>
      selectFrom('questionTicketTypes as m')
        .innerJoin('ticketTypes as t', 't.id', 'm.ticketTypeId')
        .whereRef('m.questionId', '=', 'q.id')
        .select(sql<number[]>`coalesce(array_agg(t.number order by t.number), '{}')`.as('numbers'))
        .as('types'),
    )
    .$narrowType<{ types: number[] }>()
    .where('q.eventId', '=', eventId)
    .orderBy('q.position')
    .execute();
  return rows.map(toQuestion);
}

/** One question among those of its event. @throws NotFound */
export function pickQuestion<T extends Question>(questions: readonly T[], number: number): T {
  const question = questions.find((one) => one.number === number);
  if (!question) throw new NotFound('not_found.question', { number });
  return question;
}

/** How many orders have answered each question, by its number. */
export async function countAnswers(ctx: Ctx, { eventId }: EventScope): Promise<Map<number, number>> {
  const rows = await ctx.db
    .selectFrom('questions as q')
    .innerJoin('answers as a', 'a.questionId', 'q.id')
    .select(['q.number', sql<number>`count(distinct a.order_id)::integer`.as('orders')])
    .where('q.eventId', '=', eventId)
    .groupBy('q.number')
    .execute();
  return new Map(rows.map(({ number, orders }) => [number, orders]));
}

/**
 * What was answered for tickets and, beside that, for their orders: by the ticket's id, then by the question's number,
 * as tables show it.
 */
export async function listTicketAnswers(
  ctx: Ctx,
  { eventId }: EventScope,
  ticketIds: readonly number[],
): Promise<Map<number, Map<number, string>>> {
  const { rows } = await sql<{ ticketId: number; question: number; value: AnswerValue; fileName: string | null }>`
    select k.id as ticket_id, q.number as question, a.value, f.file_name
    from tickets as k join orders as o on o.id = k.order_id join answers as a on a.order_id = k.order_id and (a.ticket_id = k.id or a.ticket_id is null)
      join questions as q on q.id = a.question_id
      left join answer_files as f on f.order_id = a.order_id and f.question_id = a.question_id and f.seat = case when a.ticket_id is null then 0 else k.number end
    where o.event_id = ${eventId} and k.id = any(${ticketIds}::bigint[])`.execute(ctx.db);
  const found = new Map<number, Map<number, string>>();
  for (const { ticketId, question, value, fileName } of rows) {
    const answers = found.get(Number(ticketId)) ?? new Map<number, string>();
    found.set(Number(ticketId), answers.set(question, answerText(value, { yes: 'yes', file: fileName ?? '' })));
  }
  return found;
}

function answersQuery(ctx: Ctx) {
  return ctx.db
    .selectFrom('answers as a')
    .innerJoin('questions as q', 'q.id', 'a.questionId')
    .leftJoin('tickets as k', 'k.id', 'a.ticketId')
    .leftJoin('answerFiles as f', (join) =>
      join
        .onRef('f.orderId', '=', 'a.orderId')
        .onRef('f.questionId', '=', 'a.questionId')
        .on(sql<boolean>`f.seat = coalesce(k.number, 0)`),
    )
    .select([
      'a.orderId',
      'a.ticketId',
      'k.number as ticket',
      'q.number as question',
      'a.label',
      'a.value',
      'f.fileName',
    ]);
}

/** A seat of an order: the number of its ticket, also before there are tickets. */
export type Seat = {
  seat: number;
  ticketType: number;
  name: string;
  attendeeName: string;
  ticketId: number | null;
  /** It is no longer the buyer's. */
  transferred: boolean;
};

/** Who comes by an order; not by tickets that were given up. */
export async function listSeats(ctx: Ctx, scope: OrderScope): Promise<Seat[]> {
  return seatsOf(await getOrder(ctx, scope));
}

/** The same of an order in hand. */
function seatsOf({ tickets, lines }: OrderView): Seat[] {
  if (tickets.length > 0)
    return tickets
      .filter(({ cancelledAt }) => cancelledAt === null)
      .map(({ id, number, ticketType, name, attendeeName, transferredAt }) => ({
        seat: number,
        ticketType,
        name,
        attendeeName,
        ticketId: id,
        transferred: transferredAt !== null,
      }));
  return lines
    .toSorted((a, b) => a.id - b.id)
    .flatMap(({ quantity, ticketType, name }) => Array.from({ length: quantity }, () => ({ ticketType, name })))
    .map((line, at) => ({ ...line, seat: at + 1, attendeeName: '', ticketId: null, transferred: false }));
}

export type AnswerFile = { id: number; question: number; seat: number; fileName: string };

/** The files that came with an order, those of answers not yet given too. */
export async function listAnswerFiles(ctx: Ctx, { orderId }: OrderScope): Promise<AnswerFile[]> {
  return ctx.db
    .selectFrom('answerFiles as f')
    .innerJoin('questions as q', 'q.id', 'f.questionId')
    .select(['f.id', 'q.number as question', 'f.seat', 'f.fileName'])
    .where('f.orderId', '=', orderId)
    .orderBy('f.id')
    .execute();
}

/**
 * One file of an order; `held`: for whoever holds the ticket with that number alone. @throws NotFound also for that of
 * a question which only the team answers, or of a ticket that went over to somebody else, unless the team asks
 */
export async function getAnswerFile(
  ctx: Ctx,
  { orderId, by }: OrderScope,
  id: number,
  { held }: { held?: number } = {},
): Promise<{ storageKey: string; fileName: string; contentType: string }> {
  const file = await ctx.db
    .selectFrom('answerFiles as f')
    .innerJoin('questions as q', 'q.id', 'f.questionId')
    .leftJoin('tickets as k', (join) => join.onRef('k.orderId', '=', 'f.orderId').onRef('k.number', '=', 'f.seat'))
    .select(['f.storageKey', 'f.fileName', 'f.contentType', 'f.seat', 'q.internal', 'k.transferredAt'])
    .where('f.orderId', '=', orderId)
    .where('f.id', '=', id)
    .executeTakeFirst();
  const own = file && (held === undefined ? file.transferredAt === null : file.seat === held);
  if (!file || (by === 'buyer' && (file.internal || !own))) throw new NotFound('not_found.file');
  const { storageKey, fileName, contentType } = file;
  return { storageKey, fileName, contentType };
}

/** What is asked in an order, and what was answered so far. */
export type OrderSheet = {
  questions: Question[];
  seats: Seat[];
  /** Typed answers by field: `q-5-2`. */
  entries: Record<string, string>;
  /** By field. */
  files: Record<string, { id: number; fileName: string }>;
};

/**
 * Everything that a form with the questions of one order shows. A buyer sees nothing of what only the team answers, or
 * those whose ticket it is now. `order`: where the caller has it already.
 */
export async function getOrderSheet(ctx: Ctx, scope: OrderScope, order?: OrderView): Promise<OrderSheet> {
  const { entries, files, ...sheet } = await loadSheet(ctx, scope, order);
  const gone = sheet.seats.filter(({ transferred }) => transferred && scope.by === 'buyer').map(({ seat }) => seat);
  const mine = (field: string): boolean => !gone.some((seat) => field.endsWith(`-${seat}`) && field !== `q-${seat}`);
  const seats = sheet.seats.map((seat) => (gone.includes(seat.seat) ? { ...seat, attendeeName: '' } : seat));
  return { questions: sheet.questions, seats, entries: pick(entries, mine), files: pick(files, mine) };
}

/**
 * What one ticket is asked, and what was answered for it: nothing of the order or of its other tickets. `anew`: as if
 * nothing was.
 */
export async function getTicketSheet(
  ctx: Ctx,
  scope: OrderScope,
  number: number,
  { anew = false }: { anew?: boolean } = {},
): Promise<OrderSheet> {
  const { questions, seats, entries, files } = await loadSheet(ctx, scope);
  const seat = seats.find((one) => one.seat === number);
  if (!seat) return { questions: [], seats: [], entries: {}, files: {} };
  const ofOrder = new Map(
    questions.map((question) => [question.number, entries[answerField(question.number, 0)] ?? '']),
  );
  const asked = questionsOfTicket(questions, {
    ticketType: seat.ticketType,
    types: [...new Set(seats.map(({ ticketType }) => ticketType))],
    ofOrder,
  });
  const own = new Set(asked.map((question) => answerField(question.number, number)));
  const mine = (field: string): boolean => !anew && own.has(field);
  return { questions: asked, seats: [seat], entries: pick(entries, mine), files: pick(files, mine) };
}

function pick<T>(all: Record<string, T>, mine: (field: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([field]) => mine(field)));
}

async function loadSheet(ctx: Ctx, scope: OrderScope, order?: OrderView): Promise<OrderSheet> {
  const all = await listQuestions(ctx, scope);
  const questions = all.filter(({ archived, internal }) => !archived && (scope.by === 'team' || !internal));
  const seats = order ? seatsOf(order) : await listSeats(ctx, scope);
  if (questions.length === 0) return { questions: [], seats, entries: {}, files: {} };
  const seen = new Set(questions.map(({ number }) => number));
  const rows = await answersQuery(ctx).where('a.orderId', '=', scope.orderId).execute();
  const files = (await listAnswerFiles(ctx, scope)).filter(({ question }) => seen.has(question));
  return {
    questions: questions.map(({ id: _id, ...question }: KeptQuestion) => question),
    seats,
    entries: Object.fromEntries(
      rows
        .filter(({ question }) => seen.has(question))
        .map(({ question, ticket, value }) => [answerField(question, ticket ?? 0), typedOf(value as AnswerValue)]),
    ),
    files: Object.fromEntries(
      files.map(({ id, question, seat, fileName }) => [answerField(question, seat), { id, fileName }]),
    ),
  };
}

/** What the order as a whole answered, as a form shows it: by field. */
export async function listOrderEntries(ctx: Ctx, { orderId }: OrderScope): Promise<Record<string, string>> {
  const rows = await answersQuery(ctx).where('a.orderId', '=', orderId).where('a.ticketId', 'is', null).execute();
  return Object.fromEntries(
    rows.map(({ question, value }) => [answerField(question, 0), typedOf(value as AnswerValue)]),
  );
}

/** An answer as it is shown to whoever may see the order. `fileId` where it is a file. */
export type ShownAnswer = {
  seat: number;
  question: number;
  label: string;
  internal: boolean;
  value: AnswerValue;
  fileId: number | null;
  fileName: string;
  answeredAt: Instant;
};

/**
 * What was answered in one order, hidden questions too, in the order of the questions; to a buyer nothing of who took a
 * ticket over.
 */
export async function listOrderAnswers(ctx: Ctx, { orderId, eventId, by }: OrderScope): Promise<ShownAnswer[]> {
  if ((await listQuestions(ctx, { eventId })).length === 0) return [];
  const rows = await answersQuery(ctx)
    .select(['q.internal', 'f.id as fileId', 'a.answeredAt', 'k.transferredAt'])
    .where('a.orderId', '=', orderId)
    .orderBy('k.number', (order) => order.asc().nullsFirst())
    .orderBy('q.position')
    .execute();
  const seen = rows.filter(({ internal, transferredAt }) => by === 'team' || (!internal && transferredAt === null));
  return seen.map(({ ticket, question, label, internal, value, fileId, fileName, answeredAt }) => {
    const kept = value as AnswerValue;
    const isFile = typeof kept === 'object' && !Array.isArray(kept);
    return {
      seat: ticket ?? 0,
      question,
      label,
      internal,
      value: kept,
      fileId: isFile ? fileId : null,
      fileName: isFile ? (fileName ?? '') : '',
      answeredAt,
    };
  });
}
