/** All answers of one order: of the order itself and of each seat, as they are asked, typed and checked. */
import {
  type AnswerProblem,
  type AnswerValue,
  answerField,
  checkAnswer,
  isMeantFor,
  type Question,
  questionsFor,
  type Typed,
  type TypedAnswers,
} from './question.ts';

/**
 * Somebody who is asked: `seat` is a ticket's number in the order, 0 the order as a whole, which has no ticket type.
 */
export type Asked = { seat: number; ticketType: number | null };

/** Typed answers by the name of their field. */
export type Sheet = Readonly<Record<string, Typed>>;

/** `value` null: no answer. */
export type SheetAnswer = { question: number; seat: number; value: AnswerValue | null };
export type SheetProblem = AnswerProblem & { field: string };

/** The order as a whole, and then each seat. */
export function everyAsked(seats: readonly { seat: number; ticketType: number }[]): Asked[] {
  return [{ seat: 0, ticketType: null }, ...seats];
}

/**
 * Reads the answers of those in `asked`: each question that they are asked, with its value or what is wrong with it.
 * What they are not asked, since it depends on another answer, has none. `needed` false: what is required may stay
 * empty all the same.
 */
export function checkSheet(
  questions: readonly Question[],
  all: readonly Asked[],
  sheet: Sheet,
  { asked = all, needed = true }: { asked?: readonly Asked[]; needed?: boolean } = {},
): { answers: SheetAnswer[]; problems: SheetProblem[] } {
  const types = typesOf(all);
  const ofOrder = typedOf(questions, sheet, 0);
  const answers: SheetAnswer[] = [];
  const problems: SheetProblem[] = [];
  for (const { seat, ticketType } of asked) {
    const due = new Set(
      questionsFor(questions, {
        ticketType,
        types,
        answers: seat === 0 ? ofOrder : typedOf(questions, sheet, seat),
        ofOrder,
      }).map(({ number }) => number),
    );
    for (const question of questions.filter((one) => isMeantFor(one, ticketType, types))) {
      const field = answerField(question.number, seat);
      const checked = due.has(question.number)
        ? checkAnswer(needed ? question : { ...question, required: false }, sheet[field] ?? '')
        : { value: null };
      if ('problem' in checked) problems.push({ field, ...checked.problem });
      else answers.push({ question: question.number, seat, value: checked.value });
    }
  }
  return { answers, problems };
}

/** The ticket types that are in the order. */
export function typesOf(all: readonly Asked[]): number[] {
  return [...new Set(all.flatMap(({ ticketType }) => (ticketType === null ? [] : [ticketType])))];
}

function typedOf(questions: readonly Question[], sheet: Sheet, seat: number): TypedAnswers {
  return new Map(questions.map(({ number }) => [number, sheet[answerField(number, seat)] ?? '']));
}

/** The most seats that are asked one by one where nobody needs to be. */
const MOST_SEATS = 20;

/**
 * The seats that are asked before an order goes on: all where it is few, or where somebody must answer; else none, and
 * the buyer adds it later.
 */
export function seatsToAsk<S extends { ticketType: number }>(
  questions: readonly Question[],
  seats: readonly S[],
): readonly S[] {
  return seats.length <= MOST_SEATS ||
    mustBeAsked(
      questions,
      seats.map(({ ticketType }) => ticketType),
    )
    ? seats
    : [];
}

/** Whether anybody who comes with one of the ticket types must answer something before the order can go on. */
function mustBeAsked(questions: readonly Question[], types: readonly number[]): boolean {
  return questions.some(
    (question) => question.required && !question.internal && types.some((type) => isMeantFor(question, type, types)),
  );
}
