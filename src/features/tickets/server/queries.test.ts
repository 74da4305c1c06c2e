import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { DAY, addAccessCodes, addTickets, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import { createTicketType } from './create-ticket-type.ts';
import { presentOffers } from './present.ts';
import { getShop, listQuotas, listShop, listTicketTypes } from './queries.ts';

const database = await createTestDatabase();
const system = { ...database.ctx(), now: DAY };
const organizer = await makeOrganizer(system);
const HOUR = 3_600_000;

test('a visitor sees what is public, and by code what asks for one; hidden records never', async () => {
  const event = await makeEvent(system, organizer);
  for (const visibility of ['public', 'code', 'hidden', 'code'] as const)
    await createTicketType(system, event, { ...BLANK_TICKET, name: visibility, kind: 'free', visibility });
  const seen = async (unlocked: number[]) => {
    const { groups, takesCodes } = await getShop(system, event, { eventEndsAt: DAY + HOUR, unlocked });
    return [groups.flatMap(({ offers }) => offers.map(({ number }) => number)), takesCodes];
  };
  assert.deepEqual(
    [await seen([]), await seen([2]), await seen([2, 3, 4])],
    [
      [[1], false],
      [[1, 2], false],
      [[1, 2, 4], false],
    ],
  );
  await addAccessCodes(system, event, { codes: ['LANTERN'], types: [1, 2] });
  assert.deepEqual(await seen([]), [[1], true]);
});

test('an offer says nothing that is the team’s: no quantity, no visibility, no codes', async () => {
  const event = await makeEvent(system, organizer);
  await createTicketType(system, event, {
    ...BLANK_TICKET,
    name: 'Standard',
    priceMinor: 1250,
    quantity: 3,
    saleEndsAt: DAY + HOUR / 2,
  });
  const { groups, changesAt } = await getShop(system, event, { eventEndsAt: DAY + HOUR });
  assert.deepEqual(groups, [
    {
      heading: null,
      offers: [
        {
          number: 1,
          name: 'Standard',
          description: '',
          kind: 'paid',
          priceMinor: 1250,
          suggestedMinor: null,
          minimumPerOrder: 1,
          maximumPerOrder: 10,
          saleStartsAt: null,
          saleEndsAt: DAY + HOUR / 2,
          byCode: false,
          payable: false,
          state: 'on-sale',
          most: 3,
          few: 3,
        },
      ],
    },
  ]);
  assert.equal(changesAt, DAY + HOUR / 2);
});

test('search engines read offers with exact amounts, in the order of the page, and none that asks for a code', async () => {
  const event = await makeEvent(system, organizer);
  await createTicketType(system, event, {
    ...BLANK_TICKET,
    name: 'Later',
    priceMinor: 1250,
    saleStartsAt: DAY + HOUR,
    saleEndsAt: DAY + 2 * HOUR,
  });
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Secret', priceMinor: 1, visibility: 'code' });
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Gone', kind: 'free', quantity: 0 });
  const { groups } = await getShop(system, event, { eventEndsAt: DAY + 9 * HOUR, unlocked: [2] });
  const offers = presentOffers(
    groups.flatMap((group) => group.offers),
    { currency: 'KWD', timeZone: 'Europe/Lisbon', url: 'https://foyer.example/e/x' },
  );
  const common = { '@type': 'Offer', priceCurrency: 'KWD', url: 'https://foyer.example/e/x' };
  assert.deepEqual(offers, [
    {
      ...common,
      name: 'Later',
      price: '1.250',
      availability: 'https://schema.org/PreSale',
      validFrom: '2027-05-08T10:00:00+01:00',
      validThrough: '2027-05-08T11:00:00+01:00',
    },
    { ...common, name: 'Gone', price: '0.000', availability: 'https://schema.org/SoldOut' },
  ]);
});

test('three take as many statements as one', async () => {
  const counts: number[][] = [];
  for (const size of [1, 3]) {
    const event = await makeEvent(system, organizer);
    await addTickets(system, event, size);
    const row: number[] = [];
    for (const list of [listShop, listQuotas, listTicketTypes])
      row.push(await countStatements(() => list(system, event)));
    counts.push(row);
  }
  assert.deepEqual(counts, [
    [1, 1, 1],
    [1, 1, 1],
  ]);
});
