import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkSheet, everyAsked, seatsToAsk } from './answer-sheet.ts';
import {
  answerText,
  BLANK_QUESTION,
  checkAnswer,
  findConditionProblems,
  findQuestionProblems,
  type Question,
  questionsFor,
  typedOf,
} from './question.ts';

let made = 0;
function ask(values: Partial<Question>): Question {
  made += 1;
  return { ...BLANK_QUESTION, number: made, label: `Question ${made}`, archived: false, ...values };
}

const numbers = (questions: readonly Question[]): number[] => questions.map(({ number }) => number);

describe('who is asked', () => {
  const diet = ask({ number: 1, kind: 'choice', choices: ['Meat', 'Other'] });
  const which = ask({ number: 2, condition: { question: 1, value: 'Other' } });
  const student = ask({ number: 3, types: [7] });
  const company = ask({ number: 4, askedPer: 'order', types: [7] });
  const tick = ask({ number: 5, kind: 'consent', condition: { question: 2, value: '' } });
  const old = ask({ number: 6, archived: true });
  const all = [diet, which, student, company, old];

  test('each who comes is asked what is meant for their ticket type, and what follows from their answers', () => {
    const of = (ticketType: number | null, answers: [number, string][]): number[] =>
      numbers(questionsFor(all, { ticketType, types: [7, 8], answers: new Map(answers) }));
    assert.deepEqual([of(8, []), of(7, [[1, 'Meat']]), of(7, [[1, 'Other']])], [[1], [1, 3], [1, 2, 3]]);
  });

  test('an order is asked once, where one of its tickets is of the type', () => {
    const of = (types: number[]): number[] =>
      numbers(questionsFor(all, { ticketType: null, types, answers: new Map() }));
    assert.deepEqual([of([8]), of([7, 8])], [[], [4]]);
  });

  test('what depends on a question that is not asked is not asked, whatever stands in its field', () => {
    assert.deepEqual(
      numbers(
        questionsFor([diet, which, tick], {
          ticketType: 1,
          types: [1],
          answers: new Map([
            [1, 'Meat'],
            [2, 'Fish'],
          ]),
        }),
      ),
      [1],
    );
    assert.deepEqual(
      numbers(
        questionsFor([diet, which, tick], {
          ticketType: 1,
          types: [1],
          answers: new Map([
            [1, 'Other'],
            [2, 'Fish'],
          ]),
        }),
      ),
      [1, 2, 5],
    );
  });

  test('a question of each ticket can depend on what the order answered', () => {
    const lunch = ask({ number: 20, askedPer: 'order', kind: 'consent' });
    const dish = ask({ number: 21, condition: { question: 20, value: '' } });
    const of = (typed: string): number[] =>
      numbers(
        questionsFor([lunch, dish], { ticketType: 1, types: [1], answers: new Map(), ofOrder: new Map([[20, typed]]) }),
      );
    assert.deepEqual([of('on'), of('')], [[21], []]);
  });

  test('more than twenty seats are asked only where somebody must answer', () => {
    const seats = (n: number) => Array.from({ length: n }, (_, at) => ({ seat: at + 1, ticketType: 1 }));
    const must = ask({ number: 30, required: true });
    assert.deepEqual(
      [
        seatsToAsk([], seats(20)).length,
        seatsToAsk([], seats(21)).length,
        seatsToAsk([must], seats(21)).length,
        seatsToAsk([{ ...must, internal: true }], seats(21)).length,
      ],
      [20, 0, 21, 0],
    );
  });
});

describe('which answers will do', () => {
  const check = (values: Partial<Question>, typed: string) => {
    const checked = checkAnswer(ask(values), typed);
    return 'problem' in checked ? checked.problem.key.replace('questions.', '') : checked.value;
  };

  test('nothing, where nothing must be answered; else each kind says what it needs', () => {
    assert.equal(check({}, '  '), null);
    const needs = (['short-text', 'choice', 'file', 'consent'] as const).map((kind) =>
      check({ kind, required: true, choices: ['A', 'B'] }, ''),
    );
    assert.deepEqual(needs, ['needAnswer', 'needChoice', 'needFile', 'needConsent']);
  });

  test('texts within their length, in one line where they are short', () => {
    assert.deepEqual(
      [check({}, ' a \n b '), check({ kind: 'long-text' }, 'a\nb'), check({}, 'x'.repeat(301))],
      ['a b', 'a\nb', 'tooLong'],
    );
  });

  test('choices among those that there are, in their order', () => {
    const choices = ['A', 'B', 'C'];
    assert.deepEqual(
      [
        check({ kind: 'choice', choices }, 'B'),
        check({ kind: 'choice', choices }, 'A\nB'),
        check({ kind: 'choices', choices }, 'C\nA'),
        check({ kind: 'choices', choices }, 'C\nD'),
      ],
      ['B', 'needChoice', ['A', 'C'], 'needChoice'],
    );
  });

  test('numbers within their bounds, with a point or a comma', () => {
    const kind = { kind: 'number', minimum: 1, maximum: 3 } as const;
    assert.deepEqual(
      [check(kind, '2,5'), check(kind, '0.9'), check(kind, '4'), check(kind, '1e3'), check({ kind: 'number' }, '-12')],
      [2.5, 'tooSmall', 'tooLarge', 'needNumber', -12],
    );
  });

  test('days that there are', () => {
    assert.deepEqual(
      ['2028-02-29', '2027-02-29', '2027-13-01', '1.2.2027'].map((typed) => check({ kind: 'date' }, typed)),
      ['2028-02-29', 'needDate', 'needDate', 'needDate'],
    );
  });

  test('what is kept is shown again as it was typed, and said in one line', () => {
    assert.deepEqual(
      [typedOf(true), typedOf(['A', 'B']), typedOf(2.5), typedOf({ file: 7 })],
      ['on', 'A\nB', '2.5', '7'],
    );
    assert.deepEqual(
      [
        answerText(true, { yes: 'ja', file: '' }),
        answerText(['A', 'B'], { yes: '', file: '' }),
        answerText({ file: 7 }, { yes: '', file: 'cv.pdf' }),
      ],
      ['ja', 'A, B', 'cv.pdf'],
    );
  });
});

test('a sheet says what is wrong by field, and has no answer for what is not asked', () => {
  const diet = ask({ number: 1, kind: 'choice', choices: ['Meat', 'Other'], required: true });
  const which = ask({ number: 2, required: true, condition: { question: 1, value: 'Other' } });
  const company = ask({ number: 3, askedPer: 'order' });
  const asked = everyAsked([
    { seat: 1, ticketType: 1 },
    { seat: 2, ticketType: 1 },
  ]);
  const sheet = { 'q-1-1': 'Other', 'q-2-1': ' ', 'q-1-2': 'Meat', 'q-2-2': 'left over', 'q-3': 'Lantern works' };
  const { answers, problems } = checkSheet([diet, which, company], asked, sheet);
  assert.deepEqual(problems, [{ field: 'q-2-1', key: 'questions.needAnswer' }]);
  assert.deepEqual(answers, [
    { question: 3, seat: 0, value: 'Lantern works' },
    { question: 1, seat: 1, value: 'Other' },
    { question: 1, seat: 2, value: 'Meat' },
    { question: 2, seat: 2, value: null },
  ]);
  assert.deepEqual(
    checkSheet([diet, which, company], asked, {}, { asked: asked.slice(1, 2), needed: false }).problems,
    [],
  );
});

describe('what an organiser may ask', () => {
  test('choices are at least two and differ; bounds are in order', () => {
    const where = (values: Partial<Question>): string[] =>
      findQuestionProblems(ask(values)).map((found) => found.where);
    assert.deepEqual(
      [
        where({ kind: 'choice', choices: ['A'] }),
        where({ kind: 'choices', choices: ['A', 'A'] }),
        where({ minimum: 3, maximum: 2 }),
        where({ types: [] }),
        where({}),
      ],
      [['choices'], ['choices'], ['maximum'], ['types'], []],
    );
  });

  test('a question depends on an answer that somebody can give before it, not in a circle', () => {
    const a = ask({ number: 1, kind: 'choice', choices: ['X', 'Y'] });
    const b = ask({ number: 2, kind: 'consent', condition: { question: 1, value: 'X' } });
    const where = (question: Question, others: Question[]): string[] =>
      findConditionProblems(question, others).map((found) => found.where);
    assert.deepEqual(where(b, [a]), []);
    assert.deepEqual(where({ ...b, condition: { question: 1, value: 'Z' } }, [a]), ['condition']);
    assert.deepEqual(where({ ...b, askedPer: 'order' }, [a]), ['condition']);
    assert.deepEqual(where({ ...b, condition: { question: 9, value: '' } }, [a]), ['condition']);
    assert.deepEqual(where(b, [{ ...a, internal: true }]), ['condition']);
    assert.deepEqual(where({ ...a, condition: { question: 2, value: '' } }, [b]), ['condition', 'choices']);
    assert.deepEqual(where({ ...a, choices: ['Y', 'Z'] }, [b]), ['choices']);
  });
});
