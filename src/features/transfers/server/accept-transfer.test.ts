import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { DEFAULT_RULES } from '#features/orders/after-sale.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { cancelTicket } from '#features/orders/server/after-sale/cancel-ticket.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { checkQuotas, getOrder } from '#features/orders/server/queries.ts';
import { signOrder } from '#features/orders/server/sign-order.ts';
import { updateOrderRules } from '#features/orders/server/after-sale/update-order-rules.ts';
import { loadReader } from '#features/messages/server/load-reader.ts';
import { getPasses } from '#features/passes/server/queries.ts';
import { BLANK_QUESTION } from '#features/questions/question.ts';
import { answerQuestions } from '#features/questions/server/answer-questions.ts';
import { createQuestion } from '#features/questions/server/create-question.ts';
import { getAnswerFile, getOrderSheet, getTicketSheet, listOrderAnswers } from '#features/questions/server/queries.ts';
import { takeAnswers } from '#features/questions/server/take-answers.ts';
import { Conflict, Invalid, NotFound } from '#platform/errors.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { DAY } from '#testing/builders.ts';
import { SECRET } from '#testing/bare-runtime.ts';
import { openFreeSale } from '#testing/free-sale.ts';
import { TRANSFER_DAYS } from '../transfer.ts';
import { acceptTransfer } from './accept-transfer.ts';
import { declineTransfer } from './answer-transfer.ts';
import { offerTransfer } from './offer-transfer.ts';
import { authoriseHolder, authoriseTransfer, type TransferScope } from './policy.ts';
import { getHeldTicket, getOffer, listOpenOffers } from './queries.ts';
import { revokeTransfer } from './revoke-transfer.ts';
import { updateHolding } from './update-holding.ts';

const { database, system, nobody, makeSale, order } = await openFreeSale();
const { db } = database;
const visitor = (): string => '192.0.2.1';
const CLEO = 'cleo@example.org';

const letters = (event: { eventId: number }, kind: string) =>
  db
    .selectFrom('mails')
    .select(['recipient', 'textBody', 'sensitive'])
    .where('eventId', '=', event.eventId)
    .where('kind', '=', kind)
    .orderBy('id')
    .execute();

/** Offers the ticket, and opens the link that was mailed. */
async function offer(scope: OrderScope, number: number, email = CLEO): Promise<TransferScope> {
  await offerTransfer(nobody(), scope, { number, email });
  const letter = (await letters(scope, 'ticket-offered')).at(-1);
  assert.deepEqual([letter?.recipient, letter?.sensitive], [email, true]);
  const token = /\/tickets\/transfers\/([\w-]+)/.exec(letter?.textBody ?? '')?.[1] ?? '';
  return authoriseTransfer(nobody(), { token, visitor });
}

async function soldSeats(event: EventScope): Promise<number | undefined> {
  const [check] = await checkQuotas(system, event);
  assert.deepEqual(check?.counted, { held: check?.held, sold: check?.sold });
  return check?.sold;
}

const conflict =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Conflict && error.code === code;

describe('passing a ticket on', () => {
  test('makes it somebody else’s once they accept: name, address, a new secret, a page of their own that no buyer opens', async () => {
    const event = await makeSale();
    const scope = await order(event, 2);
    const before = await db
      .selectFrom('tickets')
      .select('secret')
      .where('orderId', '=', scope.orderId)
      .where('number', '=', 2)
      .executeTakeFirstOrThrow();
    const asked = await offer(scope, 2);
    assert.deepEqual(
      (await listOpenOffers(nobody(), scope)).map(({ number, email }) => [number, email]),
      [[2, CLEO]],
    );
    assert.equal((await getOffer(nobody(), asked)).state, 'open');
    const { address } = await acceptTransfer(nobody(), asked, { name: 'Cleo Marsh' });
    const [, , ticket = '', secret = ''] = address.split('/');
    const held = await getHeldTicket(nobody(), await authoriseHolder(nobody(), { ticket, secret, visitor }));
    assert.deepEqual([held.page.letsIn, held.number, held.name], [true, 2, 'Cleo Marsh']);
    const row = await db
      .selectFrom('tickets')
      .select(['secret', 'rotation', 'attendeeEmail'])
      .where('orderId', '=', scope.orderId)
      .where('number', '=', 2)
      .executeTakeFirstOrThrow();
    assert.deepEqual([row.rotation, row.attendeeEmail, row.secret === before.secret], [1, CLEO, false]);
    assert.deepEqual(
      (await letters(event, 'ticket-passed-on')).map(({ recipient }) => recipient),
      ['ada@example.org'],
    );
    const ticketId = (
      await db
        .selectFrom('tickets')
        .select('id')
        .where('orderId', '=', scope.orderId)
        .where('number', '=', 2)
        .executeTakeFirstOrThrow()
    ).id;
    const reader = await loadReader(system, scope.orderId, ticketId);
    assert.deepEqual([reader?.to, reader?.href], [CLEO, `https://foyer.example${address}`]);
    await assert.rejects(
      offerTransfer(nobody(), scope, { number: 2, email: 'dora@example.org' }),
      conflict('transferred'),
    );
    assert.deepEqual(
      (await getPasses(nobody(), scope)).passes.map(({ number }) => number),
      [1],
    );
    assert.deepEqual(
      (await getPasses(nobody(), scope, { held: 2 })).passes.map(({ number }) => number),
      [2],
    );
  });

  test('happens once, however many accept at once', async () => {
    const event = await makeSale();
    const asked = await offer(await order(event, 1), 1);
    const answers = await Promise.allSettled(
      ['Cleo', 'Cleo', 'Cora', 'Cyrus'].map((name) => acceptTransfer(nobody(), asked, { name })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected', 'rejected']);
    assert.equal((await letters(event, 'ticket-passed-on')).length, 1);
    assert.equal((await getOffer(nobody(), asked)).state, 'accepted');
  });

  test('against the ticket and the order being cancelled ends one way each, with every seat counted', async () => {
    const event = await makeSale();
    const scopes = await Promise.all([1, 2, 3, 4].map(() => order(event, 2)));
    const offers = await Promise.all(
      scopes.map((scope) => offerTransfer(nobody(), scope, { number: 1, email: `to-${scope.code}@example.org` })),
    );
    assert.equal(offers.length, 4);
    const links = new Map(
      (await letters(event, 'ticket-offered')).map(({ recipient, textBody }) => [
        recipient,
        /transfers\/([\w-]+)/.exec(textBody)?.[1] ?? '',
      ]),
    );
    await Promise.all(
      scopes.map(async (scope) => {
        const asked = await authoriseTransfer(nobody(), {
          token: links.get(`to-${scope.code}@example.org`) ?? '',
          visitor,
        });
        const team = await authoriseOrderIn(system, event, scope.code);
        const [accepted, cancelled] = await Promise.allSettled([
          acceptTransfer(nobody(), asked, { name: 'Cleo' }),
          cancelTicket(nobody(), scope, { number: 1 }),
          cancelOrder(system, team),
        ]);
        const { state, tickets } = await getOrder(system, scope);
        assert.equal(state, 'cancelled');
        if (cancelled?.status === 'fulfilled' && cancelled.value === 'cancelled' && accepted?.status === 'fulfilled')
          assert.fail(`ticket 1 was both: ${JSON.stringify(tickets[0])}`);
      }),
    );
    assert.equal(await soldSeats(event), 0);
  });

  test('is undone by who offered and by who was asked; the link is dead then, and another may be asked', async () => {
    const event = await makeSale();
    const scope = await order(event, 1);
    const first = await offer(scope, 1);
    await assert.rejects(offerTransfer(nobody(), scope, { number: 1, email: 'dora@example.org' }), conflict('offered'));
    await revokeTransfer(nobody(), scope, { number: 1 });
    await assert.rejects(acceptTransfer(nobody(), first, { name: 'Cleo' }), conflict('transfer_closed'));
    assert.deepEqual(
      (await letters(event, 'ticket-withdrawn')).map(({ recipient }) => recipient),
      [CLEO],
    );
    await assert.rejects(revokeTransfer(nobody(), scope, { number: 1 }), conflict('transfer_closed'));
    const second = await offer(scope, 1, 'dora@example.org');
    await declineTransfer(nobody(), second);
    await assert.rejects(acceptTransfer(nobody(), second, { name: 'Dora' }), conflict('transfer_closed'));
    assert.deepEqual(
      (await letters(event, 'ticket-declined')).map(({ recipient }) => recipient),
      ['ada@example.org'],
    );
    const acts = await db
      .selectFrom('orderEdits')
      .select(['act', 'by'])
      .where('orderId', '=', scope.orderId)
      .orderBy('id')
      .execute();
    assert.deepEqual(
      acts.map(({ act, by }) => `${act} by ${by}`),
      ['transfer-offered by buyer', 'transfer-ended by buyer', 'transfer-offered by buyer', 'transfer-ended by holder'],
    );
  });

  test('runs out after a week, and makes room for the next offer', async () => {
    const event = await makeSale();
    const scope = await order(event, 1);
    const asked = await offer(scope, 1);
    const later = { ...nobody(), now: Date.now() + TRANSFER_DAYS * 86_400_000 };
    assert.equal((await getOffer(later, asked)).state, 'expired');
    await assert.rejects(acceptTransfer(later, asked, { name: 'Cleo' }), conflict('transfer_closed'));
    await offerTransfer(later, scope, { number: 1, email: 'dora@example.org' });
    assert.deepEqual(
      (await listOpenOffers(later, scope)).map(({ email }) => email),
      ['dora@example.org'],
    );
  });

  test('is refused while the event is cancelled, which its page says, and open again once it is not', async () => {
    const event = await makeSale();
    const scope = await order(event, 1);
    const asked = await offer(scope, 1);
    await cancelEvent(system, event, { note: 'The hall is flooded.' });
    const { state, page } = await getOffer(nobody(), asked);
    assert.deepEqual([state, page.heading, page.letsIn], ['open', 'event-cancelled', false]);
    await assert.rejects(acceptTransfer(nobody(), asked, { name: 'Cleo' }), conflict('transfer_closed'));
    await db.updateTable('events').set({ state: 'published' }).where('id', '=', event.eventId).execute();
    await acceptTransfer(nobody(), asked, { name: 'Cleo' });
    assert.equal((await getOffer(nobody(), asked)).state, 'accepted');
  });

  test('is refused where the organiser does not allow it, after the beginning, and of what was cancelled', async () => {
    const event = await makeSale();
    const scope = await order(event, 2);
    await assert.rejects(
      offerTransfer({ ...nobody(), now: DAY }, scope, { number: 1, email: CLEO }),
      conflict('begun'),
    );
    const asked = await offer(scope, 1);
    await cancelTicket(nobody(), scope, { number: 1 });
    assert.equal((await getOffer(nobody(), asked)).state, 'over');
    await assert.rejects(acceptTransfer(nobody(), asked, { name: 'Cleo' }), conflict('order_state'));
    await assert.rejects(offerTransfer(nobody(), scope, { number: 1, email: CLEO }), conflict('cancelled'));
    await assert.rejects(offerTransfer(nobody(), scope, { number: 3, email: CLEO }), NotFound);
    await updateOrderRules(system, event, { ...DEFAULT_RULES, transfers: false });
    await assert.rejects(offerTransfer(nobody(), scope, { number: 2, email: CLEO }), conflict('not-allowed'));
  });
});

describe('what was answered for a ticket', () => {
  const form = (fields: Record<string, string>): FormData => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    return data;
  };

  test('is forgotten when it goes over; its new holder answers anew, and the buyer sees nothing of it', async () => {
    const event = await makeSale();
    await createQuestion(system, event, { ...BLANK_QUESTION, label: 'Diet', required: true });
    await createQuestion(system, event, { ...BLANK_QUESTION, label: 'Company', kind: 'consent', askedPer: 'order' });
    await createQuestion(system, event, { ...BLANK_QUESTION, label: 'Badge', condition: { question: 2, value: '' } });
    await createQuestion(system, event, { ...BLANK_QUESTION, label: 'Seen by the team', internal: true });
    const scope = await order(event, 2);
    const team = await authoriseOrderIn(system, event, scope.code);
    await answerQuestions(
      nobody(),
      scope,
      (
        await takeAnswers(
          nobody(),
          scope,
          form({ 'q-1-1': 'Vegan', 'q-1-2': 'No nuts', 'q-2': 'on', 'q-3-1': 'Ada', 'q-3-2': 'Bo' }),
        )
      ).answers,
    );
    await answerQuestions(
      system,
      team,
      (
        await takeAnswers(
          system,
          team,
          form({
            'q-1-1': 'Vegan',
            'q-1-2': 'No nuts',
            'q-2': 'on',
            'q-3-1': 'Ada',
            'q-3-2': 'Bo',
            'q-4-2': 'Bo is a friend',
          }),
        )
      ).answers,
    );
    const asked = await offer(scope, 2);
    const seen = await getTicketSheet(nobody(), asked.order, 2, { anew: true });
    assert.deepEqual([seen.questions.map(({ label }) => label), seen.entries], [['Diet', 'Badge'], {}]);
    const missing = await takeAnswers(nobody(), asked.order, form({}), { seats: [2], files: false });
    await assert.rejects(acceptTransfer(nobody(), asked, { name: 'Cleo', taken: missing }), Invalid);
    assert.equal((await getOffer(nobody(), asked)).state, 'open');
    const taken = await takeAnswers(
      nobody(),
      asked.order,
      form({ 'q-1-2': 'All', 'q-1-1': 'not theirs', 'q-2': '', 'q-4-2': 'x' }),
      { seats: [2], files: false },
    );
    const { address } = await acceptTransfer(nobody(), asked, { name: 'Cleo', taken });
    const answers = async (who: OrderScope) =>
      (await listOrderAnswers(system, who)).map(({ seat, label, value }) => [seat, label, value]);
    assert.deepEqual(await answers(team), [
      [0, 'Company', true],
      [1, 'Diet', 'Vegan'],
      [1, 'Badge', 'Ada'],
      [2, 'Diet', 'All'],
    ]);
    assert.deepEqual(await answers(scope), [
      [0, 'Company', true],
      [1, 'Diet', 'Vegan'],
      [1, 'Badge', 'Ada'],
    ]);
    assert.deepEqual((await getOrderSheet(nobody(), scope)).entries, { 'q-2': 'on', 'q-1-1': 'Vegan', 'q-3-1': 'Ada' });
    const acts = await db
      .selectFrom('orderEdits')
      .select('act')
      .where('orderId', '=', scope.orderId)
      .orderBy('id')
      .execute();
    assert.deepEqual(
      acts.map(({ act }) => act),
      ['transfer-offered', 'transferred', 'answers-deleted'],
    );

    const [, , ticket = '', secret = ''] = address.split('/');
    const holder = await authoriseHolder(nobody(), { ticket, secret, visitor });
    assert.deepEqual((await getTicketSheet(nobody(), holder.order, 2)).entries, { 'q-1-2': 'All' });
    await updateHolding(nobody(), holder, {
      name: 'Cleo Marsh',
      taken: await takeAnswers(nobody(), holder.order, form({ 'q-1-2': 'Fish', 'q-3-2': 'Cleo' }), { seats: [2] }),
    });
    assert.deepEqual(
      (await answers(team)).filter(([seat]) => seat === 2),
      [
        [2, 'Diet', 'Fish'],
        [2, 'Badge', 'Cleo'],
      ],
    );
    assert.equal((await getHeldTicket(nobody(), holder)).name, 'Cleo Marsh');
    const last = await db
      .selectFrom('orderEdits')
      .select(['act', 'by'])
      .where('orderId', '=', scope.orderId)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    assert.deepEqual(last, { act: 'attendee', by: 'holder' });
    const begun = { ...nobody(), now: DAY };
    await assert.rejects(
      updateHolding(begun, holder, { name: 'Dora', taken: { answers: [], problems: [], entries: {} } }),
      conflict('begun'),
    );
  });

  test('as a file is there for whoever holds the ticket, and for the team', async () => {
    const event = await makeSale();
    await createQuestion(system, event, { ...BLANK_QUESTION, label: 'Proof', kind: 'file' });
    const scope = await order(event, 2);
    const { id: questionId } = await db
      .selectFrom('questions')
      .select('id')
      .where('eventId', '=', event.eventId)
      .executeTakeFirstOrThrow();
    const keep = async (seat: number): Promise<number> =>
      (
        await db
          .insertInto('answerFiles')
          .values({
            orderId: scope.orderId,
            questionId,
            seat,
            storageKey: `answers/${scope.code}-${seat}-${Math.random()}`,
            fileName: 'proof.pdf',
            contentType: 'application/pdf',
            bytes: 3,
            createdAt: new Date(),
          })
          .returning('id')
          .executeTakeFirstOrThrow()
      ).id;
    const former = await keep(1);
    const other = await keep(2);
    await acceptTransfer(nobody(), await offer(scope, 1), { name: 'Cleo' });
    await assert.rejects(getAnswerFile(nobody(), scope, former), NotFound);
    const theirs = await keep(1);
    await assert.rejects(getAnswerFile(nobody(), scope, theirs), NotFound);
    await assert.rejects(getAnswerFile(nobody(), scope, other, { held: 1 }), NotFound);
    assert.equal((await getAnswerFile(nobody(), scope, theirs, { held: 1 })).fileName, 'proof.pdf');
    assert.equal(
      (await getAnswerFile(system, await authoriseOrderIn(system, event, scope.code), theirs)).fileName,
      'proof.pdf',
    );
    assert.equal((await getAnswerFile(nobody(), scope, other)).fileName, 'proof.pdf');
  });
});

describe('offers', () => {
  test('reach one address only so often from one network, by however many orders; others may offer there', async () => {
    const event = await makeSale();
    const scopes = [await order(event, 5), await order(event, 5)];
    for (const scope of scopes) {
      for (const number of [1, 2, 3, 4, 5]) {
        await offer(scope, number, 'fay@example.org');
        await revokeTransfer(nobody(), scope, { number });
        await offer(scope, number, 'Fay@example.org');
        await revokeTransfer(nobody(), scope, { number });
      }
    }
    await assert.rejects(
      offerTransfer(nobody(), scopes[1] as OrderScope, { number: 1, email: 'fay@example.org' }),
      TooMany,
    );
    assert.equal((await letters(event, 'ticket-offered')).length, 20);
    const elsewhere = { ...nobody(), client: '4711' };
    const other = await makeSale();
    await offerTransfer(elsewhere, await order(other, 1), { number: 1, email: 'fay@example.org' });
    assert.equal((await letters(other, 'ticket-offered')).length, 1);
  });
});

describe('who may open a ticket', () => {
  test('is its holder alone; wrong links are told nothing, and only so often', async () => {
    const event = await makeSale();
    const scope = await order(event, 1);
    const { address } = await acceptTransfer(nobody(), await offer(scope, 1), { name: 'Cleo' });
    const [, , ticket = '', secret = ''] = address.split('/');
    const guess = (changes: { ticket?: string; secret?: string }) =>
      authoriseHolder(nobody(), { ticket, secret, visitor: () => '192.0.2.9', ...changes });
    await assert.rejects(guess({ secret: signOrder(SECRET, scope.code) }), NotFound);
    await assert.rejects(guess({ ticket: `${scope.code}-2` }), NotFound);
    await assert.rejects(guess({ ticket: 'nothing' }), NotFound);
    await assert.rejects(authoriseTransfer(nobody(), { token: 'nothing', visitor: () => '192.0.2.9' }), NotFound);
    for (let n = 0; n < 26; n += 1) await assert.rejects(guess({ secret: 'x' }), NotFound);
    await assert.rejects(guess({ secret: 'x' }), TooMany);
    assert.equal((await guess({})).number, 1);
  });
});
