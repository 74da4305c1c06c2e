import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authoriseEvent, type EventScope } from '#features/events/server/policy.ts';
import { BLANK_TICKET, type TicketValues } from '#features/tickets/ticket.ts';
import { isoUtc } from '#platform/time.ts';
import { addTickets, DAY, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { statementsOf } from '#testing/statements.ts';
import { createHeading } from './create-heading.ts';
import { createTicketType } from './create-ticket-type.ts';
import { deleteHeading } from './delete-heading.ts';
import { deleteTicketType } from './delete-ticket-type.ts';
import { getHeading, getTicketType, listShop } from './queries.ts';
import { ticketsModified } from './signals.ts';
import { updateHeading } from './update-heading.ts';
import { updateTicketType } from './update-ticket-type.ts';

const database = await createTestDatabase();
const { db } = database;
const system = { ...database.ctx(), now: DAY };
const organizer = await makeOrganizer(system);

const heard: number[] = [];
ticketsModified.now('test_hears', (_ctx, { eventId }) => void heard.push(eventId));

const FULL: TicketValues = {
  name: 'Supporter',
  description: 'Pays for two.',
  kind: 'donation',
  priceMinor: 500,
  suggestedMinor: 2000,
  quantity: 30,
  minimumPerOrder: 2,
  maximumPerOrder: 4,
  maximumPerPerson: 12,
  saleStartsAt: DAY - 9000,
  saleEndsAt: DAY + 9000,
  visibility: 'code',
};

/** As the record of changes tells it. */
const { priceMinor: _price, suggestedMinor: _suggested, ...rest } = FULL;
const TOLD = {
  ...rest,
  price: { minor: 500, currency: 'EUR' },
  suggested: { minor: 2000, currency: 'EUR' },
  saleStartsAt: isoUtc(DAY - 9000),
  saleEndsAt: isoUtc(DAY + 9000),
};

const keysOf = async (event: EventScope) =>
  (await listShop(system, event)).map(({ key, position }) => `${position} ${key}`);
const entriesOf = ({ eventId }: EventScope) =>
  db
    .selectFrom('auditEntries')
    .select(['action', 'subject', 'before', 'after'])
    .where('eventId', '=', eventId)
    .orderBy('id')
    .execute();
/** Everything that is stored of an event's shop. */
async function stored({ eventId }: EventScope) {
  const of = (table: 'ticketTypes' | 'ticketHeadings' | 'shopItems' | 'quotas' | 'accessCodes') =>
    db.selectFrom(table).selectAll().where('eventId', '=', eventId).orderBy('id').execute();
  return Promise.all([of('ticketTypes'), of('ticketHeadings'), of('shopItems'), of('quotas'), of('accessCodes')]);
}

describe('a ticket type', () => {
  test('is stored as it was said, comes last, and is written down', async () => {
    const event = await makeEvent(system, organizer);
    heard.length = 0;
    await createHeading(system, event, { name: 'One', description: '' });
    const { number } = await createTicketType(system, event, FULL);
    assert.deepEqual(
      [number, (await getTicketType(system, event, 1)).values, await keysOf(event)],
      [1, FULL, ['1 heading-1', '2 ticket-1']],
    );
    const [, entry] = (await entriesOf(event)).filter(({ action }) => action.startsWith('ticket'));
    assert.deepEqual(
      [entry?.action, entry?.subject, entry?.after],
      ['ticket-type.create', 'ticket type 1: Supporter', TOLD],
    );
    assert.deepEqual(heard, [event.eventId, event.eventId]);
  });

  test('whose values do not go together is refused and leaves nothing', async () => {
    const event = await makeEvent(system, organizer);
    const wrong = createTicketType(system, event, { ...FULL, kind: 'free', maximumPerOrder: 1 });
    await assert.rejects(wrong, (error: { name: string; problems: { where: string }[] }) => {
      assert.deepEqual(
        [error.name, error.problems.map(({ where }) => where)],
        ['Invalid', ['price', 'suggested', 'maximumPerOrder']],
      );
      return true;
    });
    assert.deepEqual(await keysOf(event), []);
  });

  test('changes field by field; quantity comes and goes as a quota of its own', async () => {
    const event = await makeEvent(system, organizer);
    await createTicketType(system, event, { ...FULL, quantity: null });
    const change = (values: Partial<TicketValues>) => updateTicketType(system, event, { number: 1, change: values });
    await change({ quantity: 12 });
    assert.equal((await listShop(system, event))[0]?.ticket?.left, 12);
    await change({ quantity: 8, name: 'Patron' });
    assert.deepEqual((await getTicketType(system, event, 1)).values, { ...FULL, quantity: 8, name: 'Patron' });
    await change({ quantity: null });
    assert.deepEqual(
      [
        (await getTicketType(system, event, 1)).values.quantity,
        (await db.selectFrom('quotas').select('id').where('eventId', '=', event.eventId).execute()).length,
      ],
      [null, 0],
    );
    const entry = (await entriesOf(event)).find(({ after }) => (after as { name?: string } | null)?.name === 'Patron');
    assert.deepEqual(
      [entry?.before, entry?.after],
      [
        { name: 'Supporter', quantity: 12 },
        { name: 'Patron', quantity: 8 },
      ],
    );
    await assert.rejects(change({ kind: 'paid' }), { name: 'Invalid' });
  });

  test('that is said as it is already writes nothing and announces nothing', async () => {
    const event = await makeEvent(system, organizer);
    await createTicketType(system, event, FULL);
    await createHeading(system, event, { name: 'One', description: 'Two' });
    heard.length = 0;
    const { statements } = await statementsOf(async () => {
      await updateTicketType(system, event, { number: 1, change: FULL });
      await updateHeading(system, event, { number: 1, change: { name: 'One', description: 'Two' } });
    });
    assert.deepEqual([statements.filter((text) => /^(insert|update|delete)/i.test(text.trim())), heard], [[], []]);
  });

  test('that goes leaves no gap; its number comes back to nobody while others are left', async () => {
    const event = await makeEvent(system, organizer);
    for (const name of ['A', 'B', 'C']) await createTicketType(system, event, { ...BLANK_TICKET, name, kind: 'free' });
    await deleteTicketType(system, event, { number: 2 });
    assert.deepEqual(await keysOf(event), ['1 ticket-1', '2 ticket-3']);
    assert.deepEqual(
      [(await createTicketType(system, event, FULL)).number, await keysOf(event)],
      [4, ['1 ticket-1', '2 ticket-3', '3 ticket-4']],
    );
    await assert.rejects(deleteTicketType(system, event, { number: 2 }), { name: 'NotFound' });
  });
});

describe('a heading', () => {
  test('changes its words and is written down', async () => {
    const event = await makeEvent(system, organizer);
    await createHeading(system, event, { name: 'Workshops', description: '' });
    await updateHeading(system, event, { number: 1, change: { description: 'Bring a lamp.' } });
    const { name, description } = await getHeading(system, event, 1);
    assert.deepEqual([name, description], ['Workshops', 'Bring a lamp.']);
    const last = (await entriesOf(event)).at(-1);
    assert.deepEqual(
      [last?.action, last?.before, last?.after],
      ['ticket-heading.update', { description: '' }, { description: 'Bring a lamp.' }],
    );
  });

  test('that goes leaves its ticket types', async () => {
    const event = await makeEvent(system, organizer);
    await addTickets(system, event, 2);
    await deleteHeading(system, event, { number: 1 });
    assert.deepEqual(await keysOf(event), ['1 ticket-1', '2 heading-2', '3 ticket-2']);
  });
});

test('records of another event are not there, and stay as they are', async () => {
  const [event, other] = [await makeEvent(system, organizer), await makeEvent(system, await makeOrganizer(system))];
  await addTickets(system, other, 2);
  const before = await stored(other);
  const acts = [
    () => updateTicketType(system, event, { number: 1, change: { name: 'Mine' } }),
    () => deleteTicketType(system, event, { number: 1 }),
    () => updateHeading(system, event, { number: 1, change: { name: 'Mine' } }),
    () => deleteHeading(system, event, { number: 1 }),
    () => getTicketType(system, event, 1),
    () => getHeading(system, event, 1),
  ];
  for (const act of acts) await assert.rejects(act, { name: 'NotFound' });
  assert.deepEqual(await stored(other), before);
});

test('who may edit tickets: owners, organizers and co-organizers of this installation, and nobody else', async () => {
  const event = await makeEvent(system, organizer);
  const other = await makeOrganizer(system);
  await addTickets(system, await makeEvent(system, other), 1);
  const as = async (role: Parameters<typeof makeUser>[1]) =>
    authoriseEvent({ ...system, actor: await makeUser(system, role) }, event.slug, 'edit-tickets').then(
      () => 'in',
      (error: Error) => error.name,
    );
  const got: Record<string, string> = {};
  for (const role of ['owner', 'organizer', 'co-organizer', 'track-organizer', 'moderator', 'registrar'] as const)
    got[role] = await as({ organizer, role });
  got.stranger = await as({ organizer: other, role: 'owner' });
  got.nobody = await authoriseEvent({ ...system, actor: { kind: 'nobody' } }, event.slug, 'edit-tickets').then(
    () => 'in',
    (error: Error) => error.name,
  );
  assert.deepEqual(got, {
    owner: 'in',
    organizer: 'in',
    'co-organizer': 'in',
    'track-organizer': 'Forbidden',
    moderator: 'Forbidden',
    registrar: 'Forbidden',
    stranger: 'NotFound',
    nobody: 'NotFound',
  });
});
