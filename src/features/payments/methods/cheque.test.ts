/** A second method by hand, as one module: everything that the rest of the program asks of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listAttendees } from '#features/attendees/server/queries.ts';
import { POST_NOTICE_QUEUE } from '#features/messages/server/send-notice.ts';
import { sendReminders } from '#features/messages/server/send-reminders.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { openBareFoyer, reserveSeats } from '#testing/bare-foyer.ts';
import { makeEvent, makeUser } from '#testing/builders.ts';
import { BLANK_SETTINGS } from '../payment.ts';
import { settingsForm } from '../server/inputs.ts';
import { loadInstructions } from '../server/load-instructions.ts';
import { markPaid } from '../server/mark-paid.ts';
import { listOfferedMethods } from '../server/queries.ts';
import { startPayment } from '../server/start-payment.ts';
import { updatePaymentSettings } from '../server/update-payment-settings.ts';

const { database, db, system, organizer, nobody } = await openBareFoyer();
const owner = database.ctx(await makeUser(system, { organizer, role: 'owner' }));
const DAY = 86_400_000;
const event = await makeEvent(system, organizer, {
  startsAt: new Date(Date.now() + 200 * DAY),
  endsAt: new Date(Date.now() + 201 * DAY),
});
await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'paid', priceMinor: 1000, quantity: 10 });

async function order() {
  const scope = await reserveSeats(nobody(), event, 2);
  const buyer = { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] };
  assert.equal(await completeOrder(nobody(), scope, buyer), 'to-pay');
  return scope;
}

/** Whether the tickets of the two who come let them in. */
async function statesOfAttendees(): Promise<string[]> {
  const { attendees } = await listAttendees(owner, event, { search: '', type: 0, state: '', page: 1 });
  return attendees.map(({ state }) => state);
}

async function kindsOfNotices(): Promise<string[]> {
  const jobs = await db.selectFrom('jobs').select('payload').where('queue', '=', POST_NOTICE_QUEUE).execute();
  return jobs.map(({ payload }) => (payload as { kind: string }).kind);
}

test('a cheque needs somebody to whom it is payable, and no account', () => {
  const problemsOf = (form: object): string[] =>
    settingsForm('EUR')
      .safeParse({ 'cheque.enabled': 'on', 'cheque.dueDays': '14', ...form })
      .error?.issues.map(({ path }) => path.join('.')) ?? [];
  assert.deepEqual(problemsOf({}), ['accountHolder']);
  assert.deepEqual(problemsOf({ accountHolder: 'Lantern Society' }), []);
  assert.deepEqual(problemsOf({ accountHolder: 'Lantern Society', 'bank-transfer.enabled': 'on' }), [
    'iban',
    'bank-transfer.dueDays',
  ]);
});

test('an order is paid by cheque: it is offered and placed, reminds, and has valid tickets once it is paid', async () => {
  const scope = await order();
  assert.deepEqual(await listOfferedMethods(system, scope, { totalMinor: 2000, currency: 'EUR' }), []);
  await updatePaymentSettings(system, event, {
    ...BLANK_SETTINGS,
    accountHolder: 'Lantern Society',
    methods: BLANK_SETTINGS.methods.map((one) => ({ ...one, enabled: one.method === 'cheque' })),
  });
  assert.deepEqual(
    (await listOfferedMethods(system, scope, { totalMinor: 2000, currency: 'EUR' })).map(({ method }) => method),
    ['cheque'],
  );

  assert.equal(await startPayment(nobody(), scope, { method: 'cheque' }), 'placed');
  const placed = await getOrder(system, scope);
  assert.deepEqual([placed.state, placed.paymentMethod, placed.totalMinor], ['pending-payment', 'cheque', 2000]);
  assert.deepEqual(await statesOfAttendees(), ['unpaid', 'unpaid']);
  const { facts, lead, transferText } = (await loadInstructions(system, scope)) ?? {};
  assert.deepEqual(facts, [
    { label: 'Amount', text: '€20' },
    { label: 'Payable to', text: 'Lantern Society' },
    { label: 'Reference', text: scope.code },
  ]);
  assert.deepEqual([lead?.due, transferText], ['payment.cheque.lead', null]);
  assert.deepEqual(
    (await loadInstructions(system, scope, { locale: 'ar' }))?.facts.map(({ label }) => label),
    ['المبلغ', 'يُدفع لأمر', 'المرجع'],
  );

  const day = { ...system, now: (placed.paymentDueAt as number) - DAY };
  await db.deleteFrom('jobs').execute();
  for (let n = 0; n < 2; n += 1) await sendReminders(day, event.eventId);
  assert.deepEqual(await kindsOfNotices(), ['payment-reminder']);

  const team = await authoriseOrderIn(owner, event, scope.code);
  await markPaid(owner, team, { amountMinor: 2000, method: 'cheque', paidAt: Date.now(), note: '', key: 'cheque-1' });
  assert.deepEqual((await getOrder(system, scope)).state, 'paid');
  assert.deepEqual(await statesOfAttendees(), ['valid', 'valid']);
  assert.equal(await loadInstructions(system, scope), null);
});
