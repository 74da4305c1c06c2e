import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyEvent } from '#features/events/server/copy-event.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { addTickets, DAY, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { listEntries } from '#testing/records.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createTicketType } from './create-ticket-type.ts';
import { moveShopItem } from './move-shop-item.ts';
import { listQuotas, listShop } from './queries.ts';
import './receivers.ts';

const database = await createTestDatabase();
const system = database.ctx();
const organizer = await makeOrganizer(system);
const WEEK = 7 * 86_400_000;

test('a copy offers the same in the same order, its sales a week later too; codes stay behind, and the original as it was', async () => {
  const event = await makeEvent(system, organizer);
  await addTickets(system, event, 2);
  await createTicketType(system, event, {
    ...BLANK_TICKET,
    name: 'Limited',
    kind: 'free',
    quantity: 7,
    saleStartsAt: DAY - WEEK,
    saleEndsAt: DAY,
  });
  await moveShopItem(system, event, { item: 'ticket-3', move: { position: 2 } });
  const [shop, quotas] = [await listShop(system, event), await listQuotas(system, event)];
  const copy = await copyEvent(system, event, organizer, {
    name: 'Next week',
    startsAt: DAY + WEEK,
    parts: ['tickets'],
  });
  const expected = shop.map((item) =>
    item.ticket
      ? {
          ...item,
          ticket: {
            ...item.ticket,
            codes: 0,
            saleStartsAt: item.ticket.saleStartsAt && item.ticket.saleStartsAt + WEEK,
            saleEndsAt: item.ticket.saleEndsAt && item.ticket.saleEndsAt + WEEK,
          },
        }
      : item,
  );
  assert.deepEqual(
    [await listShop(system, copy), await listQuotas(system, copy), await listEntries(system, copy, 'codes')],
    [expected, quotas, []],
  );
  assert.deepEqual([await listShop(system, event), (await listEntries(system, event, 'codes')).length], [shop, 2]);
});

test('of what is held and awaited in the original nothing is in the copy', async () => {
  const event = await makeEvent(system, organizer);
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Limited', kind: 'free', quantity: 7 });
  await database.db
    .updateTable('quotas')
    .set({ held: 2, sold: 5, awaited: true })
    .where('eventId', '=', event.eventId)
    .execute();
  const copy = await copyEvent(system, event, organizer, { name: 'Again', startsAt: DAY + WEEK, parts: ['tickets'] });
  assert.deepEqual(
    (await listShop(system, copy)).map(({ ticket }) => ticket?.left),
    [7],
  );
});

test('a copy without tickets, or of an event that offers nothing, offers nothing', async () => {
  const [event, empty] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
  await addTickets(system, event, 1);
  const without = await copyEvent(system, event, organizer, { name: 'Without', startsAt: DAY + WEEK, parts: [] });
  const ofEmpty = await copyEvent(system, empty, organizer, {
    name: 'Of nothing',
    startsAt: DAY + WEEK,
    parts: ['tickets'],
  });
  assert.deepEqual([await listShop(system, without), await listShop(system, ofEmpty)], [[], []]);
});
