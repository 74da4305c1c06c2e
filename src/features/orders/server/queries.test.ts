import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { openBareFoyer } from '#testing/bare-foyer.ts';
import { makeEvent } from '#testing/builders.ts';
import { countStatements } from '#testing/statements.ts';
import { completeOrder } from './paying/complete-order.ts';
import { readOrdersFilter } from './inputs.ts';
import { authoriseOrderIn } from './policy.ts';
import { checkQuotas, countOrders, listOrders, ORDERS_PER_PAGE } from './queries.ts';
import { reserveTickets } from './holding/reserve-tickets.ts';

const { db, system, organizer } = await openBareFoyer();
const readFilter = (query = ''): ReturnType<typeof readOrdersFilter> => readOrdersFilter(new URLSearchParams(query));

async function makeSale(): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 500 });
  return event;
}

let asked = 0;
/** Orders of one seat each; those with a name are completed. Gives their codes. */
async function order(event: EventScope, ...names: string[]): Promise<string[]> {
  const requests = names.map(() => ({
    idempotencyKey: `order-${(asked += 1)}-of-a-test`,
    lines: [{ ticketType: 1, quantity: 1 }],
    unlocked: [],
    locale: 'en',
  }));
  const codes = (await reserveTickets(system, event.eventId, requests)).map((answer) =>
    answer.outcome === 'reserved' ? answer.order.code : '',
  );
  for (const [at, name] of names.entries()) {
    if (name)
      await completeOrder(system, await authoriseOrderIn(system, event, codes[at] as string), {
        name,
        email: `${name.toLowerCase().replace(/\W/g, '.')}@example.org`,
        locale: 'en',
        names: [],
      });
  }
  return codes;
}

test('orders are found by code, name and address, by state, page by page, in their own event only', async () => {
  const [event, other] = [await makeSale(), await makeSale()];
  const [ada, bo, held] = await order(event, 'Ada Lind', 'Bo 100% Wren', '');
  await order(other, 'Ada Lind');
  const found = async (query: string): Promise<string[]> =>
    (await listOrders(system, event, readFilter(query))).orders.map(({ code }) => code);
  assert.deepEqual(await found(''), [held, bo, ada]);
  assert.deepEqual(
    [
      await found('q=lind'),
      await found('q=BO.100'),
      await found('q=100%25'),
      await found('q=%25_'),
      await found(`q=${held?.toLowerCase()}`),
    ],
    [[ada], [bo], [bo], [], [held]],
  );
  assert.deepEqual(
    [await found('state=reserved'), await found('state=free-completed&q=ada'), await found('state=nonsense&page=-3')],
    [[held], [ada], [held, bo, ada]],
  );
  await order(event, ...Array.from({ length: ORDERS_PER_PAGE }, () => ''));
  assert.deepEqual(
    [(await listOrders(system, event, readFilter())).found, (await found('')).length, await found('page=2')],
    [ORDERS_PER_PAGE + 3, ORDERS_PER_PAGE, [held, bo, ada]],
  );
  assert.deepEqual(await countOrders(system, event), [
    { state: 'free-completed', orders: 2, tickets: 2, totalMinor: 0 },
    { state: 'reserved', orders: ORDERS_PER_PAGE + 1, tickets: ORDERS_PER_PAGE + 1, totalMinor: 0 },
  ]);
});

test('a day that there is not is not asked for', () => {
  const days = ({ from, to }: ReturnType<typeof readFilter>): string[] => [from, to];
  assert.deepEqual(days(readFilter('from=2027-02-28&to=2028-02-29')), ['2027-02-28', '2028-02-29']);
  assert.deepEqual(
    ['from=2027-02-30&to=2027-02-29', 'from=0000-01-01&to=2027-13-01', 'from=today&to=2027-5-8', ''].map((query) =>
      days(readFilter(query)),
    ),
    [
      ['', ''],
      ['', ''],
      ['', ''],
      ['', ''],
    ],
  );
});

test('a list asks the same of the database with one order and with three', async () => {
  const event = await makeSale();
  await order(event, 'Ada Lind');
  const one = await countStatements(() => listOrders(system, event, readFilter()));
  await order(event, 'Bo Wren', '');
  assert.equal(await countStatements(() => listOrders(system, event, readFilter())), one);
});

test('quotas are held against what the orders come to, and a wrong count is seen', async () => {
  const event = await makeSale();
  await createQuota(system, event, { name: 'Hall', size: 40, types: [1] });
  await order(event, 'Ada Lind', 'Bo Wren', '');
  const right = { held: 1, sold: 2, counted: { held: 1, sold: 2 } };
  assert.deepEqual(await checkQuotas(system, event), [
    { name: 'Hall', size: 40, ...right },
    { name: 'Seat', size: 500, ...right },
  ]);
  await db
    .updateTable('quotas')
    .set({ held: 7 })
    .where('eventId', '=', event.eventId)
    .where('name', '=', 'Hall')
    .execute();
  assert.deepEqual((await checkQuotas(system, event))[0], { name: 'Hall', size: 40, ...right, held: 7 });
});
