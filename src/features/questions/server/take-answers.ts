/** What a form with questions says: files are kept as they arrive, everything is checked, nothing is answered yet. */
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { getEventTimes } from '#features/events/server/queries.ts';
import { type OrderState, seatsOf } from '#features/orders/order.ts';
import { refuseNames } from '#features/orders/after-sale.ts';
import { loadOrderRules } from '#features/orders/server/after-sale/load-order-rules.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, TooLarge } from '#platform/errors.ts';
import { getRuntime } from '#platform/runtime.ts';
import { checkUpload, UPLOAD_PURPOSES } from '#platform/storage/check-upload.ts';
import { HEAD_BYTES } from '#platform/storage/content-type.ts';
import { discardObjects, replaceObject } from '#platform/storage/discard-objects.ts';
import { attachment } from '#platform/storage/storage.ts';
import {
  type Asked,
  checkSheet,
  everyAsked,
  type SheetAnswer,
  type SheetProblem,
  seatsToAsk,
  typesOf,
} from '../answer-sheet.ts';
import { answerField, isMeantFor } from '../question.ts';
import { ANSWER_FILE_NAME, FILE_QUOTAS, readSheet, type SentSheet } from './inputs.ts';
import { listAnswerFiles, listOrderEntries, listQuestions, listSeats } from './queries.ts';
import type { KeptQuestion } from './tables.ts';

/** What a file's field lets people choose; what is in the file is looked at when it arrives. */
export const ANSWER_TYPES = Object.keys(UPLOAD_PURPOSES.answer.types).join(',');

export type TakenAnswers = {
  /** One for each question that those who were asked are meant to be asked. */
  answers: SheetAnswer[];
  problems: SheetProblem[];
  /** What was typed, by field, to be shown again; of a file its id. */
  entries: Record<string, string>;
};

/** @throws Invalid, at their fields, where some of the answers will not do */
export function checkTaken({ problems }: TakenAnswers): void {
  if (problems.length > 0)
    throw new Invalid(
      'invalid.fields',
      problems.map(({ field, key }) => ({ where: field, message: key })),
    );
}

/**
 * Reads the answers of a form. Files that will do are stored and stand beside the order from then on, also where
 * something else in the form is not right yet: nobody sends them twice. The team may leave empty what a buyer must
 * answer. `seats`: of whom the form asks, 0 for the order as a whole; `checkout`: those that are asked before an order
 * goes on; absent for all. `files` false: the form takes none; nor does any once it is too late for a buyer. Call it
 * outside a transaction: it waits for the store.
 */
export async function takeAnswers(
  ctx: Ctx,
  scope: OrderScope,
  form: FormData,
  { seats, files = true }: { seats?: readonly number[] | 'checkout'; files?: boolean } = {},
): Promise<TakenAnswers> {
  const meant = (await listQuestions(ctx, scope)).filter(({ internal }) => scope.by === 'team' || !internal);
  const takesFiles =
    files && meant.some(({ kind }) => kind === 'file') && (await isOpenToFiles(ctx, scope, seats === 'checkout'));
  const questions = meant.filter(({ kind }) => takesFiles || kind !== 'file');
  if (questions.length === 0) return { answers: [], problems: [], entries: {} };
  const comers = await listSeats(ctx, scope);
  const all = everyAsked(comers);
  const of = seats === 'checkout' ? [0, ...seatsToAsk(questions, comers).map(({ seat }) => seat)] : seats;
  const asked = of ? all.filter(({ seat }) => of.includes(seat)) : all;
  const sent = readSheet(form);
  const { entries, problems } = await takeFiles(ctx, scope, { sent, all, asked, questions });
  // Where the order itself is not asked, what it answered still decides what its tickets are.
  const ofOrder = of && !of.includes(0) ? await listOrderEntries(ctx, scope) : {};
  const checked = checkSheet(questions, all, { ...entries, ...ofOrder }, { asked, needed: scope.by === 'buyer' });
  const refused = new Set(problems.map(({ field }) => field));
  return {
    answers: checked.answers,
    problems: [...problems, ...checked.problems.filter(({ field }) => !refused.has(field))],
    entries,
  };
}

/**
 * A file is stored, and takes the place of the one before, whatever becomes of the rest of the form; so what refuses
 * the rest later is asked before.
 */
async function isOpenToFiles(ctx: Ctx, scope: OrderScope, inCheckout: boolean): Promise<boolean> {
  if (scope.by === 'team') return true;
  const { state } = await getOrder(ctx, scope);
  if (inCheckout || state === 'reserved') return state === 'reserved';
  const { startsAt } = await getEventTimes(ctx, scope);
  return refuseNames(await loadOrderRules(ctx, scope), { state, startsAt, now: ctx.now }) === undefined;
}

type Taking = { sent: SentSheet; all: readonly Asked[]; asked: readonly Asked[]; questions: readonly KeptQuestion[] };

/** The typed answers with the ids of files that are there, new or kept from before; and what is wrong with new ones. */
async function takeFiles(
  ctx: Ctx,
  scope: OrderScope,
  { sent, all, asked, questions }: Taking,
): Promise<{ entries: Record<string, string>; problems: SheetProblem[] }> {
  const types = typesOf(all);
  const kept = new Map(
    (await listAnswerFiles(ctx, scope)).map((file) => [answerField(file.question, file.seat), file.id]),
  );
  const entries = { ...sent.typed };
  const problems: SheetProblem[] = [];
  for (const question of questions.filter(({ kind }) => kind === 'file')) {
    for (const { seat, ticketType } of asked) {
      const field = answerField(question.number, seat);
      delete entries[field];
      if (!isMeantFor(question, ticketType, types)) continue;
      const file = sent.files[field];
      if (file) {
        const taken = await takeFile(ctx, scope, { file, question, seat });
        if (typeof taken === 'number') kept.set(field, taken);
        else problems.push({ field, ...taken });
      }
      if (kept.has(field) && (file || !sent.removed.has(field))) entries[field] = String(kept.get(field));
    }
  }
  return { entries, problems };
}

type Arrived = { file: File; question: KeptQuestion; seat: number };

/** Its id, or what is wrong with it. */
async function takeFile(
  ctx: Ctx,
  { orderId }: OrderScope,
  { file, question, seat }: Arrived,
): Promise<number | Pick<SheetProblem, 'key' | 'values'>> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const fileName = file.name.split(/[/\\]/).at(-1)?.slice(-ANSWER_FILE_NAME) || 'file';
  let contentType: string;
  try {
    contentType = (await checkUpload('answer', { head, size: file.size })).contentType;
  } catch (error) {
    if (error instanceof TooLarge)
      return { key: 'questions.fileTooLarge', values: { megabytes: UPLOAD_PURPOSES.answer.maxBytes / 1024 ** 2 } };
    if (error instanceof Invalid) return { key: error.code === 'empty' ? 'questions.fileEmpty' : 'questions.fileType' };
    throw error;
  }
  const body = Readable.from(file.stream(), { objectMode: false });
  const object = { folder: 'answers', fileName, body, contentType, disposition: attachment(fileName) };
  return replaceObject(ctx, getRuntime().storage, object, async (ctx, { key, meta }) => {
    const place = { orderId, questionId: question.id, seat };
    // Of an order that is over nothing is taken any more, also where it ended while the file was on its way.
    const order = await ctx.db
      .selectFrom('orders')
      .select(['state', 'completedAt'])
      .where('id', '=', orderId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    if (seatsOf(order.state as OrderState) === 'free') throw new Conflict('order_state.no_seats');
    const before = await ctx.db
      .deleteFrom('answerFiles')
      .where('orderId', '=', orderId)
      .where('questionId', '=', question.id)
      .where('seat', '=', seat)
      .returning('storageKey')
      .executeTakeFirst();
    await checkRoom(ctx, { orderId, isPlaced: order.completedAt !== null }, meta.bytes);
    const row = await ctx.db
      .insertInto('answerFiles')
      .values({ ...place, storageKey: key, fileName, contentType, bytes: meta.bytes, createdAt: new Date(ctx.now) })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { before: before?.storageKey ?? null, result: row.id };
  }).catch((error: unknown) => {
    if (error instanceof TooLarge) return { key: `questions.${error.code}` } as const;
    throw error;
  });
}

/**
 * Whether so many bytes more may be kept for that order. Call it while the order is locked.
 * @throws TooLarge, whose code is the key of a text
 */
async function checkRoom(
  ctx: Ctx,
  { orderId, isPlaced }: { orderId: number; isPlaced: boolean },
  bytes: number,
): Promise<void> {
  const own = await ctx.db
    .selectFrom('answerFiles')
    .select(sql<number>`coalesce(sum(bytes), 0)::float8`.as('bytes'))
    .where('orderId', '=', orderId)
    .executeTakeFirstOrThrow();
  if (own.bytes + bytes > FILE_QUOTAS.order) throw new TooLarge('orderFull.order_files');
  const { rows } = await sql<{ event: number; unplaced: number; network: number }>`
    select coalesce(sum(f.bytes), 0)::float8 as event,
      coalesce(sum(f.bytes) filter (where o.completed_at is null), 0)::float8 as unplaced,
      coalesce(sum(f.bytes) filter (where o.completed_at is null and o.holder = mine.holder), 0)::float8 as network
    from orders as mine join orders as o on o.event_id = mine.event_id join answer_files as f on f.order_id = o.id
    where mine.id = ${orderId}`.execute(ctx.db);
  const { event, unplaced, network } = rows[0] ?? { event: 0, unplaced: 0, network: 0 };
  if (event + bytes > FILE_QUOTAS.event) throw new TooLarge('filesFull.event_files');
  if (isPlaced) return;
  if (unplaced + bytes > FILE_QUOTAS.unplaced || network + bytes > FILE_QUOTAS.network) {
    throw new TooLarge('eventFull.unplaced_orders');
  }
}

/** Lets files of an order go that no answer needs. Call it within a transaction that holds the order. */
export async function dropFiles(
  ctx: Ctx,
  { orderId }: Pick<OrderScope, 'orderId'>,
  places: readonly { questionId: number; seat: number }[],
): Promise<void> {
  if (places.length === 0) return;
  const [questions, seats] = [places.map(({ questionId }) => questionId), places.map(({ seat }) => seat)];
  const gone = await ctx.db
    .deleteFrom('answerFiles')
    .where('orderId', '=', orderId)
    .where(sql<boolean>`(question_id, seat) in (select * from unnest(${questions}::bigint[], ${seats}::integer[]))`)
    .returning('storageKey')
    .execute();
  await discardObjects(
    ctx,
    gone.map(({ storageKey }) => storageKey),
  );
}
