import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eraseAccount } from '#features/accounts/server/erase-account.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { createNote } from '#features/orders/server/after-sale/create-note.ts';
import { loadHistory, loadNotes } from '#features/orders/server/after-sale/load-history.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { transferTicket } from '#features/orders/server/after-sale/transfer-ticket.ts';
import { updateAttendees } from '#features/orders/server/after-sale/update-attendees.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { openBareFoyer, reserveSeats } from '#testing/bare-foyer.ts';
import { makeEvent, makeUser } from '#testing/builders.ts';
import { BLANK_QUESTION } from '../question.ts';
import { answerQuestions } from './answer-questions.ts';
import { createQuestion } from './create-question.ts';
import { listOrderAnswers } from './queries.ts';
import { takeAnswers } from './take-answers.ts';
import './receivers.ts';

const { database, db, system, organizer } = await openBareFoyer();

async function makeSale(): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 50 });
  await createQuestion(system, event, { ...BLANK_QUESTION, label: 'Diet' });
  return event;
}

/** Two tickets: one for Bo, one that Cleo took over; both answered, and the team noted something. */
async function order(event: EventScope, email: string): Promise<OrderScope> {
  const scope = await reserveSeats(system, event, 2, 'team');
  await completeOrder(system, scope, { name: 'Ada Lind', email, locale: 'en', names: [] });
  await updateAttendees(system, scope, [{ number: 1, name: 'Bo Wren', email: 'bo@example.org' }]);
  await transferTicket(system, scope, { number: 2, name: 'Cleo Marsh', email: 'cleo@example.org' });
  const form = new FormData();
  form.append('q-1-1', 'Vegan');
  form.append('q-1-2', 'Fish');
  await answerQuestions(system, scope, (await takeAnswers(system, scope, form)).answers);
  await createNote(system, scope, { text: 'Comes with a guide dog' });
  return scope;
}

async function look(scope: OrderScope) {
  const { state, buyerName, buyerEmail, tickets } = await getOrder(system, scope);
  return {
    state,
    buyer: [buyerName, buyerEmail],
    comers: tickets.map(({ attendeeName, attendeeEmail }) => [attendeeName, attendeeEmail]),
    notes: (await loadNotes(system, scope)).length,
    answers: (await listOrderAnswers(system, scope)).map(({ seat, value }) => [seat, value]),
    acts: (await loadHistory(system, scope)).flatMap((line) => ('edit' in line ? [line.edit.act] : [])),
  };
}

test('who deletes their account is no longer in orders of events that are over; those to come, and orders of others, stay as they are', async () => {
  const user = await makeUser(system);
  const { email } = await db
    .selectFrom('users')
    .select('email')
    .where('id', '=', user.userId)
    .executeTakeFirstOrThrow();
  const [past, coming] = [await makeSale(), await makeSale()];
  const [own, other, next] = [
    await order(past, email.toUpperCase()),
    await order(past, 'dora@example.org'),
    await order(coming, email),
  ];
  const [before, ahead] = [await look(other), await look(next)];
  await db
    .updateTable('events')
    .set({ startsAt: new Date(Date.now() - 2 * 86_400_000), endsAt: new Date(Date.now() - 86_400_000) })
    .where('id', '=', past.eventId)
    .execute();
  await eraseAccount(database.ctx({ ...user, provenAt: Date.now() }), { confirmation: email, current: '' });
  assert.deepEqual(await look(own), {
    state: 'free-completed',
    buyer: ['Deleted account', 'nobody@deleted.invalid'],
    comers: [
      ['', ''],
      ['Cleo Marsh', 'cleo@example.org'],
    ],
    notes: 0,
    answers: [[2, 'Fish']],
    acts: [],
  });
  assert.deepEqual([await look(other), await look(next)], [before, ahead]);
});
