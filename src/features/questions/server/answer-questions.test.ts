import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { copyEvent } from '#features/events/server/copy-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { deleteTicketType } from '#features/tickets/server/delete-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import '#features/tickets/server/receivers.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, NotFound } from '#platform/errors.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { createDiskStorage } from '#platform/storage/disk.ts';
import { readAll } from '#platform/storage/storage.ts';
import { DAY, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { BLANK_QUESTION, type QuestionValues } from '../question.ts';
import { answerQuestions } from './answer-questions.ts';
import { archiveQuestion } from './archive-question.ts';
import { completeDetails } from './complete-details.ts';
import { createQuestion } from './create-question.ts';
import { deleteQuestion } from './delete-question.ts';
import { moveQuestion } from './move-question.ts';
import { countAnswers, getAnswerFile, getOrderSheet, listOrderAnswers, listQuestions, listSeats } from './queries.ts';
import { takeAnswers } from './take-answers.ts';
import { updateQuestion } from './update-question.ts';
import './receivers.ts';

const database = await createTestDatabase();
const storage = createDiskStorage(mkdtempSync(path.join(tmpdir(), 'foyer-answers-')), {
  secret: 'a secret of a test',
  baseUrl: 'https://foyer.example',
});
setRuntime({
  config: { url: 'https://foyer.example', secret: 'a secret of a test', seatsPerNetwork: 50 },
  database,
  storage,
  log: database.log,
} as unknown as Runtime);
after(() => setRuntime(undefined));
const system = database.ctx();
const { db } = database;
const organizer = await makeOrganizer(system);
const team = database.ctx(await makeUser(system, { organizer, role: 'organizer' }));
const nobody = (): Ctx => database.ctx({ kind: 'nobody' });

async function makeSale(...questions: Partial<QuestionValues>[]): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  for (const name of ['Seat', 'Student'])
    await createTicketType(system, event, { ...BLANK_TICKET, name, kind: 'free', quantity: 50 });
  for (const values of questions)
    await createQuestion(team, event, { ...BLANK_QUESTION, label: 'Something', ...values });
  return event;
}

let asked = 0;
async function reserve(event: EventScope, ...quantities: number[]): Promise<OrderScope> {
  asked += 1;
  const lines = quantities
    .map((quantity, at) => ({ ticketType: at + 1, quantity }))
    .filter(({ quantity }) => quantity > 0);
  const [answer] = await reserveTickets(nobody(), event.eventId, [
    { idempotencyKey: `asked-${asked}-in-a-test`, lines, unlocked: [], locale: 'en' },
  ]);
  return authoriseOrderIn(nobody(), event, answer?.outcome === 'reserved' ? answer.order.code : '', 'buyer');
}

const ADA = {
  name: 'Ada Lind',
  email: 'ada@example.org',
  locale: 'en',
  names: ['', 'Bo Lind'],
  emails: ['', 'bo@example.org'],
};
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function form(fields: Record<string, string | string[] | File>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) data.append(name, one);
  return data;
}

async function complete(scope: OrderScope, fields: Parameters<typeof form>[0]): Promise<string> {
  return completeDetails(nobody(), scope, { buyer: ADA, taken: await takeAnswers(nobody(), scope, form(fields)) });
}

const answersOf = async (scope: OrderScope) =>
  (await listOrderAnswers(system, scope)).map(({ seat, label, value }) => [seat, label, value]);

describe('answering', () => {
  test('each ticket and the order keep their answers with the words in which they were asked', async () => {
    const event = await makeSale(
      { label: 'Diet', kind: 'choice', choices: ['Meat', 'Other'] },
      { label: 'Company', askedPer: 'order' },
      { label: 'Days', kind: 'choices', choices: ['Mon', 'Tue'] },
      { label: 'Proof', types: [2] },
    );
    const scope = await reserve(event, 1, 1);
    const [seat, student] = (await listSeats(system, scope))
      .toSorted((a, b) => a.ticketType - b.ticketType)
      .map((one) => one.seat) as [number, number];
    assert.equal(
      await complete(scope, {
        [`q-1-${seat}`]: 'Meat',
        [`q-1-${student}`]: 'Other',
        'q-2': 'Lantern works',
        [`q-3-${seat}`]: ['Tue', 'Mon'],
        [`q-4-${seat}`]: 'not asked',
        [`q-4-${student}`]: 'A card',
      }),
      'completed',
    );
    await updateQuestion(team, event, {
      number: 1,
      change: { ...BLANK_QUESTION, label: 'What do you eat', kind: 'choice', choices: ['Meat', 'Other'] },
    });
    assert.deepEqual(
      await answersOf(scope),
      [
        [0, 'Company', 'Lantern works'],
        [seat, 'Diet', 'Meat'],
        [seat, 'Days', ['Mon', 'Tue']],
        [student, 'Diet', 'Other'],
        [student, 'Proof', 'A card'],
      ].sort((a, b) => Number(a[0]) - Number(b[0])),
    );
    const order = await getOrder(system, scope);
    assert.deepEqual(
      order.tickets.map(({ attendeeName, attendeeEmail }) => [attendeeName, attendeeEmail]),
      [
        ['', ''],
        ['Bo Lind', 'bo@example.org'],
      ],
    );
    assert.deepEqual(
      [...(await countAnswers(system, event))],
      [
        [1, 1],
        [2, 1],
        [3, 1],
        [4, 1],
      ],
    );
  });

  test('a wrong answer stops the order and changes nothing; sent twice, the right one is kept once', async () => {
    const event = await makeSale({ label: 'Age', kind: 'number', minimum: 18, required: true });
    const scope = await reserve(event, 1);
    await assert.rejects(complete(scope, { 'q-1-1': '17' }), Invalid);
    assert.deepEqual([(await getOrder(system, scope)).state, await answersOf(scope)], ['reserved', []]);
    assert.deepEqual(await Promise.all([complete(scope, { 'q-1-1': '18' }), complete(scope, { 'q-1-1': '18' })]), [
      'completed',
      'completed',
    ]);
    assert.equal(await complete(scope, { 'q-1-1': '99' }), 'completed');
    assert.deepEqual(await answersOf(scope), [[1, 'Age', 18]]);
  });

  test('what is required because of another answer is needed only then, and goes when that answer changes', async () => {
    const event = await makeSale(
      { label: 'Bus', kind: 'consent' },
      { label: 'Stop', required: true, condition: { question: 1, value: '' } },
    );
    const scope = await reserve(event, 1);
    await assert.rejects(complete(scope, { 'q-1-1': 'on' }), Invalid);
    await complete(scope, { 'q-1-1': 'on', 'q-2-1': 'Mill Street' });
    const { answers } = await takeAnswers(nobody(), scope, form({ 'q-2-1': 'Mill Street' }));
    await answerQuestions(nobody(), scope, answers);
    assert.deepEqual(await answersOf(scope), []);
  });

  test('only the team sees and answers what is internal, and may leave empty what a buyer must answer', async () => {
    const event = await makeSale({ label: 'Badge', internal: true }, { label: 'Diet', required: true });
    const scope = await reserve(event, 1);
    await complete(scope, { 'q-1-1': 'VIP', 'q-2-1': 'Fish' });
    const ours = await authoriseOrderIn(team, event, scope.code);
    const { answers, problems } = await takeAnswers(team, ours, form({ 'q-1-1': 'VIP' }));
    await answerQuestions(team, ours, answers);
    assert.deepEqual([problems, await answersOf(scope), await answersOf(ours)], [[], [], [[1, 'Badge', 'VIP']]]);
    assert.deepEqual(
      (await getOrderSheet(system, scope)).questions.map(({ label }) => label),
      ['Diet'],
    );
    const record = await db
      .selectFrom('auditEntries')
      .select(['action', 'subject', 'after'])
      .where('eventId', '=', event.eventId)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    assert.deepEqual(record, {
      action: 'answers.update',
      subject: `the answers of order ${scope.code}`,
      after: { questions: ['Badge', 'Diet'] },
    });
  });

  test('one address gets details only so often in an hour, whatever its letters', async () => {
    const event = await makeSale();
    const scope = await reserve(event, 1);
    const send = (email: string): Promise<string> =>
      completeDetails(nobody(), scope, { buyer: { ...ADA, email }, taken: { answers: [], problems: [], entries: {} } });
    const answers: string[] = [];
    for (let at = 0; at < 42; at += 1)
      answers.push(
        await send(at % 2 === 0 ? 'flooded@example.org' : 'Flooded@example.org').catch((error: unknown) =>
          error instanceof TooMany ? 'too many' : String(error),
        ),
      );
    assert.deepEqual(answers, [...Array.from({ length: 40 }, () => 'completed'), 'too many', 'too many']);
    assert.equal(await send('other@example.org'), 'completed');
  });

  test('a cancelled order takes no answers', async () => {
    const event = await makeSale({ label: 'Diet' });
    const scope = await reserve(event, 1);
    await complete(scope, {});
    const { answers } = await takeAnswers(nobody(), scope, form({ 'q-1-1': 'Fish' }));
    await cancelOrder(nobody(), scope);
    await assert.rejects(answerQuestions(nobody(), scope, answers), Conflict);
  });
});

describe('files', () => {
  const file = (name: string, bytes: Uint8Array<ArrayBuffer> | Buffer<ArrayBuffer>): File => new File([bytes], name);

  test('one is kept while the rest is wrong, replaced by another, and taken away', async () => {
    const event = await makeSale({ label: 'Proof', kind: 'file' }, { label: 'Diet', required: true });
    const scope = await reserve(event, 1);
    await assert.rejects(complete(scope, { 'q-1-1': file('card.png', PNG) }), Invalid);
    const sheet = await getOrderSheet(system, scope);
    assert.equal(sheet.files['q-1-1']?.fileName, 'card.png');
    await complete(scope, { 'q-2-1': 'Fish' });
    const [answer] = await listOrderAnswers(system, scope);
    const kept = await getAnswerFile(nobody(), scope, answer?.fileId ?? 0);
    const found = await storage.get(kept.storageKey);
    assert.deepEqual(
      [kept.fileName, kept.contentType, found && (await readAll(found.body)).equals(PNG)],
      ['card.png', 'image/png', true],
    );
    const again = await takeAnswers(nobody(), scope, form({ 'q-1-1': file('new.png', PNG), 'q-2-1': 'Fish' }));
    await answerQuestions(nobody(), scope, again.answers);
    assert.deepEqual(
      (await listOrderAnswers(system, scope)).map(({ fileName }) => fileName),
      ['new.png', ''],
    );
    const without = await takeAnswers(nobody(), scope, form({ 'q-1-1.remove': 'on', 'q-2-1': 'Fish' }));
    await answerQuestions(nobody(), scope, without.answers);
    assert.deepEqual(await answersOf(scope), [[1, 'Diet', 'Fish']]);
    assert.equal((await db.selectFrom('jobs').select('id').where('queue', '=', 'discard_objects').execute()).length, 2);
  });

  test('one that comes too late takes no place of another: once the order is placed by its form, and after the time for changes', async () => {
    const event = await makeSale({ label: 'Proof', kind: 'file', required: true });
    const scope = await reserve(event, 1);
    await complete(scope, { 'q-1-1': file('card.png', PNG) });
    const late = form({ 'q-1-1': file('other.png', PNG) });
    await takeAnswers(nobody(), scope, late, { seats: 'checkout' });
    const { startsAt } = await db
      .selectFrom('events')
      .select('startsAt')
      .where('id', '=', event.eventId)
      .executeTakeFirstOrThrow();
    assert.deepEqual(await takeAnswers({ ...nobody(), now: startsAt }, scope, late, { seats: [0, 1] }), {
      answers: [],
      problems: [],
      entries: {},
    });
    assert.deepEqual(
      (await listOrderAnswers(system, scope)).map(({ fileName }) => fileName),
      ['card.png'],
    );
    const ours = await authoriseOrderIn(team, event, scope.code);
    await answerQuestions(team, ours, (await takeAnswers({ ...team, now: startsAt }, ours, late)).answers);
    assert.deepEqual(
      (await listOrderAnswers(system, scope)).map(({ fileName }) => fileName),
      ['other.png'],
    );
  });

  test('a program, an empty file and one that is too large are refused beside their field', async () => {
    const event = await makeSale({ label: 'Proof', kind: 'file' });
    const scope = await reserve(event, 1);
    const problem = async (bytes: Uint8Array<ArrayBuffer>) =>
      (await takeAnswers(nobody(), scope, form({ 'q-1-1': file('x.pdf', bytes) }))).problems.map(({ field, key }) => [
        field,
        key,
      ]);
    assert.deepEqual(await problem(new TextEncoder().encode('<html><script>alert(1)</script></html>')), [
      ['q-1-1', 'questions.fileType'],
    ]);
    assert.deepEqual(await problem(new Uint8Array(10 * 1024 ** 2 + 1)), [['q-1-1', 'questions.fileTooLarge']]);
    assert.deepEqual(
      await db.selectFrom('answerFiles').select('id').where('orderId', '=', scope.orderId).execute(),
      [],
    );
  });

  test('nobody gets it by another order, nor what is internal as a buyer', async () => {
    const event = await makeSale({ label: 'Proof', kind: 'file' }, { label: 'Note', kind: 'file', internal: true });
    const [scope, other] = [await reserve(event, 1), await reserve(event, 1)];
    await complete(scope, { 'q-1-1': file('card.png', PNG) });
    const ours = await authoriseOrderIn(team, event, scope.code);
    await answerQuestions(
      team,
      ours,
      (await takeAnswers(team, ours, form({ 'q-2-1': file('note.png', PNG) }))).answers,
    );
    const [own, note] = (await listOrderAnswers(team, ours)).map(({ fileId }) => fileId ?? 0);
    assert.deepEqual(
      [(await getAnswerFile(system, scope, own ?? 0)).fileName, (await getAnswerFile(team, ours, note ?? 0)).fileName],
      ['card.png', 'note.png'],
    );
    await assert.rejects(getAnswerFile(system, other, own ?? 0), NotFound);
    await assert.rejects(getAnswerFile(system, scope, note ?? 0), NotFound);
  });
});

describe('an event’s questions', () => {
  test('one that was answered stays as it is asked, and is hidden instead of deleted', async () => {
    const event = await makeSale({ label: 'Diet' }, { label: 'Age', kind: 'number' });
    await complete(await reserve(event, 1), { 'q-1-1': 'Fish' });
    await assert.rejects(deleteQuestion(team, event, { number: 1 }), Conflict);
    await assert.rejects(
      updateQuestion(team, event, { number: 1, change: { ...BLANK_QUESTION, label: 'Diet', kind: 'date' } }),
      Invalid,
    );
    await archiveQuestion(team, event, { number: 1, archived: true });
    await deleteQuestion(team, event, { number: 2 });
    const scope = await reserve(event, 1);
    await complete(scope, { 'q-1-1': 'not asked any more' });
    assert.deepEqual(
      [await answersOf(scope), (await listQuestions(system, event)).map(({ number, archived }) => [number, archived])],
      [[], [[1, true]]],
    );
  });

  test('one on which another depends neither goes nor hides, and keeps the answer that matters', async () => {
    const event = await makeSale(
      { label: 'Diet', kind: 'choice', choices: ['Meat', 'Other'] },
      { label: 'Which', condition: { question: 1, value: 'Other' } },
    );
    await assert.rejects(deleteQuestion(team, event, { number: 1 }), Conflict);
    await assert.rejects(archiveQuestion(team, event, { number: 1, archived: true }), Conflict);
    await assert.rejects(
      updateQuestion(team, event, {
        number: 1,
        change: { ...BLANK_QUESTION, label: 'Diet', kind: 'choice', choices: ['Meat', 'Fish'] },
      }),
      Invalid,
    );
    await archiveQuestion(team, event, { number: 2, archived: true });
    await archiveQuestion(team, event, { number: 1, archived: true });
    await assert.rejects(archiveQuestion(team, event, { number: 2, archived: false }), Conflict);
  });

  test('they move by steps and behind each other; two moves at once both count', async () => {
    const event = await makeSale({ label: 'A' }, { label: 'B' }, { label: 'C' }, { label: 'D' });
    await Promise.all([
      moveQuestion(team, event, { question: 1, move: { step: 'down' } }),
      moveQuestion(team, event, { question: 4, move: { after: null } }),
    ]);
    assert.deepEqual(
      (await listQuestions(system, event)).map(({ label }) => label),
      ['D', 'B', 'A', 'C'],
    );
    assert.deepEqual(await moveQuestion(team, event, { question: 2, move: { after: 3 } }), {
      position: 4,
      stoodBehind: 4,
    });
    await assert.rejects(moveQuestion(team, event, { question: 2, move: { after: 9 } }), Conflict);
    await assert.rejects(moveQuestion(team, event, { question: 9, move: { step: 'up' } }), NotFound);
  });

  test('a copy asks the same of the same, without answers and hidden ones', async () => {
    const event = await makeSale(
      { label: 'Diet', kind: 'choice', choices: ['Meat', 'Other'] },
      { label: 'Old' },
      { label: 'Which', condition: { question: 1, value: 'Other' }, types: [2] },
    );
    await archiveQuestion(team, event, { number: 2, archived: true });
    const copy = await copyEvent(team, event, organizer, {
      name: 'Next week',
      startsAt: DAY + 7 * 86_400_000,
      parts: ['tickets'],
    });
    const plain = async (scope: EventScope) =>
      (await listQuestions(system, scope))
        .filter(({ archived }) => !archived)
        .map(({ id: _, ...question }) => question);
    assert.deepEqual([await plain(copy), (await plain(copy)).length], [await plain(event), 2]);
    const without = await copyEvent(team, event, organizer, {
      name: 'Without',
      startsAt: DAY + 7 * 86_400_000,
      parts: [],
    });
    assert.deepEqual(await plain(without), []);
  });

  test('a question for a ticket type that went is for nobody, not for all', async () => {
    const event = await makeSale({ label: 'Proof', types: [2] });
    await deleteTicketType(team, event, { number: 2 });
    assert.deepEqual(
      (await listQuestions(system, event)).map(({ types }) => types),
      [[]],
    );
  });

  test('ticket types and conditions of another event are unknown here', async () => {
    const [event, other] = [await makeSale(), await makeSale({ label: 'Bus', kind: 'consent' })];
    assert.equal((await listQuestions(system, other)).length, 1);
    await assert.rejects(createQuestion(team, event, { ...BLANK_QUESTION, label: 'X', types: [9] }), Invalid);
    await assert.rejects(
      createQuestion(team, event, { ...BLANK_QUESTION, label: 'X', condition: { question: 1, value: '' } }),
      Invalid,
    );
  });
});
