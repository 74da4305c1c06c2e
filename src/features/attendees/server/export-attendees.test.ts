import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { cancelTicket } from '#features/orders/server/after-sale/cancel-ticket.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { createNote } from '#features/orders/server/after-sale/create-note.ts';
import { readOrdersFilter } from '#features/orders/server/inputs.ts';
import { loadHistory, loadNotes } from '#features/orders/server/after-sale/load-history.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { listOrders } from '#features/orders/server/queries.ts';
import { updateBuyer } from '#features/orders/server/after-sale/update-buyer.ts';
import { BLANK_QUESTION } from '#features/questions/question.ts';
import { answerQuestions } from '#features/questions/server/answer-questions.ts';
import { archiveQuestion } from '#features/questions/server/archive-question.ts';
import { createQuestion } from '#features/questions/server/create-question.ts';
import { takeAnswers } from '#features/questions/server/take-answers.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { openBareFoyer, reserveSeats } from '#testing/bare-foyer.ts';
import { makeEvent } from '#testing/builders.ts';
import { countStatements } from '#testing/statements.ts';
import { exportAttendees, exportOrders } from './export-attendees.ts';
import { readAttendeesFilter } from './inputs.ts';
import { countAttendees, listAttendees, streamAttendees } from './queries.ts';

const { database, system, organizer } = await openBareFoyer();
const who = (query = ''): ReturnType<typeof readAttendeesFilter> => readAttendeesFilter(new URLSearchParams(query));
const readFilter = (query = ''): ReturnType<typeof readOrdersFilter> => readOrdersFilter(new URLSearchParams(query));

async function makeSale(): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  for (const name of ['Seat', 'Gallery'])
    await createTicketType(system, event, { ...BLANK_TICKET, name, kind: 'free', quantity: 500 });
  return event;
}

async function order(event: EventScope, buyer: string, names: string[], type = 1): Promise<OrderScope> {
  const scope = await reserveSeats(system, event, [{ ticketType: type, quantity: names.length }], 'team');
  await completeOrder(system, scope, {
    name: buyer,
    email: `${buyer.toLowerCase().replace(/\W/g, '.')}@example.org`,
    locale: 'en',
    names,
  });
  return scope;
}

async function read(parts: AsyncGenerator<string>): Promise<string[]> {
  let text = '';
  for await (const part of parts) text += part;
  return text.split('\r\n');
}

test('those who come are found by their names, the buyer, the number and the ticket type, in their own event only', async () => {
  const [event, other] = [await makeSale(), await makeSale()];
  const ada = await order(event, 'Ada Lind', ['', 'Bo Wren']);
  await order(event, 'Cleo Marsh', [''], 2);
  await order(other, 'Ada Lind', ['']);
  const found = async (query: string): Promise<string[]> =>
    (await listAttendees(system, event, who(query))).attendees.map(
      ({ attendeeName, buyerName, number }) => `${number} ${attendeeName || buyerName}`,
    );
  assert.deepEqual(await found(''), ['1 Ada Lind', '2 Bo Wren', '1 Cleo Marsh']);
  assert.deepEqual(
    [
      await found('q=wren'),
      await found(`q=${ada.code.toLowerCase()}-2`),
      await found('q=cleo.marsh%40'),
      await found('type=2'),
      await found('q=%25'),
    ],
    [['2 Bo Wren'], ['2 Bo Wren'], ['1 Cleo Marsh'], ['1 Cleo Marsh'], []],
  );
  await cancelTicket(system, ada, { number: 2 });
  assert.deepEqual(
    [await found(''), await found('state=off'), await found('state=valid&type=1')],
    [['1 Ada Lind', '1 Cleo Marsh'], ['2 Bo Wren'], ['1 Ada Lind']],
  );
  assert.deepEqual(await countAttendees(system, event), [
    { number: 1, name: 'Seat', valid: 1, unpaid: 0, off: 1 },
    { number: 2, name: 'Gallery', valid: 1, unpaid: 0, off: 0 },
  ]);
});

test('the tables have the headers of the Open Event server to the letter, and nothing in them is a formula', async () => {
  const event = await makeSale();
  const scope = await order(event, '=HYPERLINK("http://example.org") Lind', ['Ada Maria Lind']);
  const at = '2027-01-02 10:30';
  await database.db
    .updateTable('orders')
    .set({ completedAt: new Date('2027-01-02T10:30:00Z') })
    .where('id', '=', scope.orderId)
    .execute();
  assert.deepEqual(
    await read(exportAttendees(system, event, { filter: who(), layout: 'open-event', timeZone: 'Europe/Lisbon' })),
    [
      'Order#,Order Date, Status, First Name, Last Name, Email, Country,Payment Type, Ticket Name, Ticket Price, Ticket Type',
      `${scope.code},${at},completed,Ada Maria,Lind,${await emailOf(scope)},,free,Seat,0.00,free`,
      '',
    ],
  );
  const [header, row] = await read(exportOrders(system, event, { filter: readFilter(), timeZone: 'Europe/Lisbon' }));
  assert.equal(
    header,
    'Order#,Order Date, Status, Payment Type, Total Amount, Quantity, Discount Code,First Name, Last Name, Email',
  );
  assert.equal(
    row,
    `${scope.code},${at},completed,free,0.00,1,,"'=HYPERLINK(""http://example.org"")",Lind,${await emailOf(scope)}`,
  );
});

test('the full table has a column for each question, answered for the ticket or for its order; that of the Open Event server has none', async () => {
  const event = await makeSale();
  for (const values of [{ label: 'Diet' }, { label: 'Company', askedPer: 'order' as const }, { label: 'Hidden' }])
    await createQuestion(system, event, { ...BLANK_QUESTION, ...values });
  const scope = await order(event, 'Ada Lind', ['', 'Bo Wren']);
  await order(event, 'Cleo Marsh', [''], 2);
  const form = new FormData();
  for (const [name, value] of Object.entries({ 'q-1-1': 'Vegan', 'q-1-2': '=1+1', 'q-2': 'Lantern works' }))
    form.append(name, value);
  await answerQuestions(system, scope, (await takeAnswers(system, scope, form)).answers);
  await archiveQuestion(system, event, { number: 3, archived: true });
  const table = (layout: 'full' | 'open-event') =>
    read(exportAttendees(system, event, { filter: who(), layout, timeZone: 'Europe/Lisbon' }));
  const full = (await table('full')).map((text) => text.split(',').slice(-3));
  assert.deepEqual(full, [
    ['Payment', 'Diet', 'Company'],
    ['free', 'Vegan', 'Lantern works'],
    ['free', "'=1+1", 'Lantern works'],
    ['free', '', ''],
    [''],
  ]);
  assert.equal((await table('open-event'))[1]?.split(',').length, 11);
});

const emailOf = async ({ orderId }: OrderScope): Promise<string> =>
  (
    await database.db.selectFrom('orders').select('buyerEmail').where('id', '=', orderId).executeTakeFirstOrThrow()
  ).buyerEmail.replace(/^=/, "'=");

test('a table is read in parts, each with one statement, whatever its length; a list asks the same with one and with three', async () => {
  const event = await makeSale();
  await order(event, 'Ada Lind', ['']);
  const one = await countStatements(() => listAttendees(system, event, who()));
  await order(event, 'Bo Wren', ['', '', '', '']);
  assert.equal(await countStatements(() => listAttendees(system, event, who())), one);
  const parts: number[] = [];
  const statements = await countStatements(async () => {
    for await (const part of streamAttendees(system, event, who(), 2)) parts.push(part.length);
  });
  assert.deepEqual([parts, statements], [[2, 2, 1], 3]);
});

test('orders are found by attendee, ticket type, day and notes; a buyer is renamed once, with history', async () => {
  const event = await makeSale();
  const ada = await order(event, 'Ada Lind', ['Zoe Pike']);
  const cleo = await order(event, 'Cleo Marsh', [''], 2);
  const found = async (query: string): Promise<string[]> =>
    (await listOrders(system, event, readFilter(query), 'Europe/Lisbon')).orders.map(({ code }) => code);
  assert.deepEqual(
    [
      await found('q=pike'),
      await found('type=2'),
      await found('sort=oldest'),
      await found('to=2020-01-01'),
      await found('noted=on'),
    ],
    [[ada.code], [cleo.code], [ada.code, cleo.code], [], []],
  );
  assert.equal((await found('from=2020-01-01')).length, 2);
  await createNote(system, ada, { text: 'Comes with a guide dog' });
  assert.deepEqual(
    [await found('noted=on'), (await loadNotes(system, ada)).map(({ text }) => text)],
    [[ada.code], ['Comes with a guide dog']],
  );
  const change = { name: 'Ada Lindh', email: 'ada@example.net', company: '', address: '' };
  await Promise.all([updateBuyer(system, ada, change), updateBuyer(system, ada, change)]);
  const history = await loadHistory(system, ada);
  assert.deepEqual(
    history.flatMap((line) => ('edit' in line ? [line.edit] : [])),
    [{ act: 'buyer', from: 'Ada Lind <ada.lind@example.org>', to: 'Ada Lindh <ada@example.net>' }],
  );
  const record = await database.db
    .selectFrom('auditEntries')
    .select(['subject', 'before', 'after'])
    .where('eventId', '=', event.eventId)
    .where('action', '=', 'order.update')
    .execute();
  assert.deepEqual(record, [{ subject: `order ${ada.code}`, before: null, after: { changed: ['name', 'email'] } }]);
});
