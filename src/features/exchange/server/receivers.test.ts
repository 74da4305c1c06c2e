/** Every use case that writes: the event's version counts up exactly where something public changed, and says so. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { onEventChanged } from '#features/events/server/bump-event-version.ts';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import { reinstateEvent } from '#features/events/server/reinstate-event.ts';
import { publishEvent, unpublishEvent } from '#features/events/server/publish-event.ts';
import { basicsFields } from '#features/events/event-form.ts';
import { basicsForm, extrasForm } from '#features/events/server/inputs.ts';
import { getBasics } from '#features/events/server/load-managed-event.ts';
import { updateBasics } from '#features/events/server/update-basics.ts';
import { updateExtras } from '#features/events/server/update-extras.ts';
import { updatePlanAlt } from '#features/events/server/update-plan-alt.ts';
import { updateBrand } from '#features/events/server/update-brand.ts';
import { updateEvent } from '#features/events/server/write-event.ts';
import { BLANK_SETTINGS } from '#features/payments/payment.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { updateSpeakers } from '#features/people/server/write-speakers.ts';
import { writeSpeakers } from '#features/people/server/write-speakers.ts';
import { updateRooms } from '#features/sessions/server/update-records.ts';
import { updateSessions } from '#features/sessions/server/update-sessions.ts';
import { updateSessionTypes } from '#features/sessions/server/update-records.ts';
import { updateTracks } from '#features/sessions/server/update-records.ts';
import { writeRooms } from '#features/sessions/server/write-records.ts';
import { writeSessions } from '#features/sessions/server/write-sessions.ts';
import { writeSessionTypes } from '#features/sessions/server/write-records.ts';
import { writeTracks } from '#features/sessions/server/write-records.ts';
import { updateSponsors } from '#features/sponsors/server/write-sponsors.ts';
import { writeSponsors } from '#features/sponsors/server/write-sponsors.ts';
import { updateDiscountCodes } from '#features/prices/server/update-discount-codes.ts';
import { updateFees } from '#features/prices/server/update-fees.ts';
import { updateTaxRates } from '#features/prices/server/update-tax-rates.ts';
import { updateAccessCodes } from '#features/tickets/server/update-access-codes.ts';
import { updateTaxMode } from '#features/prices/server/update-tax-mode.ts';
import { createHeading } from '#features/tickets/server/create-heading.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { moveShopItem } from '#features/tickets/server/move-shop-item.ts';
import { updateCurrency } from '#features/tickets/server/update-currency.ts';
import { updateCapacity } from '#features/tickets/server/update-capacity.ts';
import { updateHeading } from '#features/tickets/server/update-heading.ts';
import { updateQuota } from '#features/tickets/server/update-quota.ts';
import { updateWaitingList } from '#features/waiting/server/update-waiting-list.ts';
import { updateTerms } from '#features/terms/server/update-terms.ts';
import { updateTicketType } from '#features/tickets/server/update-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { listen } from '#platform/db/listen.ts';
import { signals } from '#platform/signals/signal.ts';
import { transact } from '#platform/transact.ts';
import {
  addDiscount,
  addPrices,
  addProgramme,
  addTickets,
  blankSession,
  blankSpeaker,
  makeEvent,
  makeOrganizer,
} from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import './receivers.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);

const dropped: number[] = [];
onEventChanged((eventId) => void dropped.push(eventId));

const versionOf = async ({ eventId }: EventScope): Promise<number> =>
  (await db.selectFrom('events').select('version').where('id', '=', eventId).executeTakeFirstOrThrow()).version;
const jobsOf = ({ eventId }: EventScope) =>
  db.selectFrom('jobs').select(['queue', 'merged']).where('coalesceKey', '=', String(eventId)).execute();

type Walk = { what: string; act: (ctx: Ctx, event: EventScope) => Promise<unknown>; again?: 'same' };
const none = { create: [], update: [] };

const WALK: Walk[] = [
  { what: 'updateTerms', act: (ctx, event) => updateTerms(ctx, event, { text: 'Be kind' }), again: 'same' },
  {
    what: 'updatePaymentSettings',
    act: (ctx, event) => updatePaymentSettings(ctx, event, { ...BLANK_SETTINGS, expireDays: 1 }),
    again: 'same',
  },
  { what: 'updateEvent', act: (ctx, event) => updateEvent(ctx, event, { name: 'Renamed' }), again: 'same' },
  {
    what: 'updateBasics',
    act: async (ctx, event) =>
      updateBasics(
        ctx,
        event,
        basicsForm.parse({ ...basicsFields(await getBasics(ctx, event)), name: 'Renamed', mapLink: '38.7, -9.1' }),
      ),
    again: 'same',
  },
  {
    what: 'updateExtras',
    act: (ctx, event) =>
      updateExtras(
        ctx,
        event,
        extrasForm.parse({
          linkUrl1: 'https://chat.example/',
          licence: 'CC BY 4.0',
          call: 'on',
          callAnnouncement: 'Tell us',
        }),
      ),
    again: 'same',
  },
  { what: 'unpublishEvent', act: unpublishEvent, again: 'same' },
  { what: 'updatePlanAlt', act: (ctx, event) => updatePlanAlt(ctx, event, { planAlt: 'The lift' }), again: 'same' },
  {
    what: 'updateBrand',
    act: (ctx, event) => updateBrand(ctx, event, { hue: 123, brandColor: '#0057b8' }),
    again: 'same',
  },
  { what: 'cancelEvent', act: (ctx, event) => cancelEvent(ctx, event, { note: 'Off' }), again: 'same' },
  {
    what: 'updateSessions, words',
    act: (ctx, event) => updateSessions(ctx, event, { change: [{ number: 1, values: { title: 'Renamed' } }] }),
    again: 'same',
  },
  {
    what: 'updateSessions, place',
    act: (ctx, event) => updateSessions(ctx, event, { change: [{ number: 1, values: { room: 2 } }] }),
    again: 'same',
  },
  {
    what: 'updateRooms',
    act: (ctx, event) =>
      updateRooms(ctx, event, { change: [{ number: 1, values: { name: 'Renamed', capacity: 80 } }] }),
    again: 'same',
  },
  {
    what: 'updateSpeakers',
    act: (ctx, event) => updateSpeakers(ctx, event, { change: [{ number: 1, values: { biography: 'Rewritten' } }] }),
    again: 'same',
  },
  {
    what: 'updateSessions, two',
    act: (ctx, event) =>
      updateSessions(ctx, event, {
        change: [1, 2].map((number) => ({ number, values: { state: 'accepted' as const } })),
      }),
    again: 'same',
  },
  {
    what: 'updateSessions, who speaks',
    act: (ctx, event) => updateSessions(ctx, event, { change: [{ number: 1, values: { speakers: [2, 1] } }] }),
    again: 'same',
  },
  { what: 'updateSessions, one away', act: (ctx, event) => updateSessions(ctx, event, { remove: [1] }) },
  {
    what: 'updateRooms, a new one',
    act: (ctx, event) => updateRooms(ctx, event, { create: [{ name: 'Attic', floor: '', capacity: null }] }),
  },
  { what: 'updateRooms, one away', act: (ctx, event) => updateRooms(ctx, event, { remove: [1] }) },
  {
    what: 'updateTracks',
    act: (ctx, event) => updateTracks(ctx, event, { change: [{ number: 1, values: { color: '#112233' } }] }),
    again: 'same',
  },
  {
    what: 'updateSessionTypes',
    act: (ctx, event) => updateSessionTypes(ctx, event, { change: [{ number: 1, values: { minutes: 30 } }] }),
    again: 'same',
  },
  { what: 'updateSpeakers, one away', act: (ctx, event) => updateSpeakers(ctx, event, { remove: [2] }) },
  {
    what: 'updateSponsors',
    act: (ctx, event) =>
      updateSponsors(ctx, event, { change: [{ number: 1, values: { url: 'https://example.org' } }] }),
    again: 'same',
  },
  { what: 'writeSpeakers', act: (ctx, event) => writeSpeakers(ctx, event, { create: [blankSpeaker(9)], update: [] }) },
  {
    what: 'writeRooms',
    act: (ctx, event) => writeRooms(ctx, event, { create: [{ number: 9, name: 'Nine' }], update: [] }),
  },
  {
    what: 'writeTracks',
    act: (ctx, event) =>
      writeTracks(ctx, event, {
        create: [{ number: 9, sourceKey: '', description: '', color: '', name: 'Nine' }],
        update: [],
      }),
  },
  {
    what: 'writeSessionTypes',
    act: (ctx, event) =>
      writeSessionTypes(ctx, event, { create: [{ number: 9, sourceKey: '', name: 'Nine' }], update: [] }),
  },
  {
    what: 'writeSponsors',
    act: (ctx, event) =>
      writeSponsors(ctx, event, {
        create: [{ number: 9, sourceKey: '', description: '', url: '', type: '', name: 'Nine' }],
        update: [],
      }),
  },
  {
    what: 'writeSessions',
    act: (ctx, event) => writeSessions(ctx, event, { create: [blankSession(9)], update: [], speakers: [] }, new Map()),
  },
  {
    what: 'createTicketType',
    act: (ctx, event) => createTicketType(ctx, event, { ...BLANK_TICKET, kind: 'free', name: 'Another' }),
  },
  {
    what: 'updateTicketType',
    act: (ctx, event) => updateTicketType(ctx, event, { number: 1, change: { name: 'Renamed', quantity: 7 } }),
    again: 'same',
  },
  { what: 'createHeading', act: (ctx, event) => createHeading(ctx, event, { name: 'Another', description: '' }) },
  {
    what: 'updateHeading',
    act: (ctx, event) => updateHeading(ctx, event, { number: 1, change: { name: 'Renamed' } }),
    again: 'same',
  },
  {
    what: 'moveShopItem',
    act: (ctx, event) => moveShopItem(ctx, event, { item: 'ticket-2', move: { position: 1 } }),
    again: 'same',
  },
  { what: 'createQuota', act: (ctx, event) => createQuota(ctx, event, { name: 'Another', size: 5, types: [1] }) },
  {
    what: 'updateWaitingList',
    act: (ctx, event) => updateWaitingList(ctx, event, { isOpen: true, offerMinutes: 60 }),
    again: 'same',
  },
  {
    what: 'updateQuota',
    act: (ctx, event) => updateQuota(ctx, event, { number: 1, change: { size: 5, types: [1, 2] } }),
    again: 'same',
  },
  {
    what: 'updateAccessCodes',
    act: (ctx, event) => updateAccessCodes(ctx, event, { create: [{ code: 'ANOTHER', types: [2] }] }),
  },
  {
    what: 'updateAccessCodes, a change',
    act: (ctx, event) => updateAccessCodes(ctx, event, { change: [{ number: 2, values: { code: 'RENAMED' } }] }),
    again: 'same',
  },
  {
    what: 'updateTaxRates',
    act: (ctx, event) =>
      updateTaxRates(ctx, event, { create: [{ name: 'VAT', percent: 1900, standard: true, types: [1] }] }),
  },
  { what: 'updateCapacity', act: (ctx, event) => updateCapacity(ctx, event, { size: 50 }), again: 'same' },
  { what: 'updateTaxMode', act: (ctx, event) => updateTaxMode(ctx, event, { pricesIncludeTax: false }), again: 'same' },
  {
    what: 'updateFees',
    act: (ctx, event) =>
      updateFees(ctx, event, { create: [{ name: 'Booking', percent: 100, fixed: 0, per: 'order', tax: null }] }),
  },
  { what: 'updateDiscountCodes', act: (ctx, event) => addDiscount(ctx, event, { code: 'FRIENDS' }) },
  {
    what: 'updateTaxRates, a change',
    act: (ctx, event) => updateTaxRates(ctx, event, { change: [{ number: 1, values: { percent: 700 } }] }),
    again: 'same',
  },
  {
    what: 'updateFees, a change',
    act: (ctx, event) => updateFees(ctx, event, { change: [{ number: 1, values: { fixed: 200 } }] }),
    again: 'same',
  },
  {
    what: 'updateDiscountCodes, a change',
    act: (ctx, event) => updateDiscountCodes(ctx, event, { change: [{ number: 1, values: { mostUses: 5 } }] }),
    again: 'same',
  },
  {
    what: 'writeSessions, only who speaks',
    act: async (ctx, event) => {
      const session = await ctx.db
        .selectFrom('sessions')
        .select('id')
        .where('eventId', '=', event.eventId)
        .where('number', '=', 1)
        .executeTakeFirstOrThrow();
      await writeSessions(
        ctx,
        event,
        { ...none, speakers: [{ number: 1, speakerIds: [] }] },
        new Map([[1, session.id]]),
      );
    },
  },
];

const NOTHING: Walk[] = [
  { what: 'publishEvent of what is public', act: publishEvent },
  { what: 'reinstateEvent of what is on', act: reinstateEvent },
  { what: 'updateEvent with nothing', act: (ctx, event) => updateEvent(ctx, event, {}) },
  {
    what: 'updateRooms with nothing',
    act: (ctx, event) => updateRooms(ctx, event, { change: [{ number: 1, values: {} }] }),
  },
  {
    what: 'updateSpeakers with nothing',
    act: (ctx, event) => updateSpeakers(ctx, event, { change: [{ number: 1, values: {} }] }),
  },
  { what: 'writeSpeakers with none', act: (ctx, event) => writeSpeakers(ctx, event, none) },
  { what: 'writeRooms with none', act: (ctx, event) => writeRooms(ctx, event, none) },
  { what: 'writeTracks with none', act: (ctx, event) => writeTracks(ctx, event, none) },
  { what: 'writeSessionTypes with none', act: (ctx, event) => writeSessionTypes(ctx, event, none) },
  { what: 'writeSponsors with none', act: (ctx, event) => writeSponsors(ctx, event, none) },
  {
    what: 'writeSessions with none',
    act: (ctx, event) => writeSessions(ctx, event, { ...none, speakers: [] }, new Map()),
  },
];

async function prepare(): Promise<{ event: EventScope; neighbour: EventScope }> {
  const [event, neighbour] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
  for (const one of [event, neighbour]) {
    await addProgramme(system, one, 2);
    await addTickets(system, one, 2);
    await addPrices(system, one, 1);
  }
  dropped.length = 0;
  return { event, neighbour };
}

describe('what changes something public counts the version up by one and drops what was built from it', () => {
  for (const { what, act, again } of WALK) {
    test(what, async () => {
      const { event, neighbour } = await prepare();
      const [before, beside] = [await versionOf(event), await versionOf(neighbour)];
      await signals.withLater(() => act(system, event));
      assert.deepEqual([await versionOf(event), await versionOf(neighbour)], [before + 1, beside]);
      assert.deepEqual(
        [dropped, await jobsOf(event), await jobsOf(neighbour)],
        [[event.eventId], [{ queue: 'rebuild_exports', merged: 1 }], []],
      );
      if (!again) return;
      await signals.withLater(() => act(system, event));
      assert.deepEqual(
        [await versionOf(event), dropped.length, await jobsOf(event)],
        [before + 1, 1, [{ queue: 'rebuild_exports', merged: 1 }]],
      );
    });
  }

  test('updateCurrency, which changes the event and its prices', async () => {
    const { event } = await prepare();
    const before = await versionOf(event);
    await updateCurrency(system, event, { currency: 'JPY', keepNumbers: true });
    assert.equal(await versionOf(event), before + 2);
    await updateCurrency(system, event, { currency: 'JPY', keepNumbers: true });
    assert.equal(await versionOf(event), before + 2);
  });

  test('publishEvent', async () => {
    const { event } = await prepare();
    await unpublishEvent(system, event);
    const before = await versionOf(event);
    await publishEvent(system, event);
    await publishEvent(system, event);
    assert.equal(await versionOf(event), before + 1);
  });
});

describe('what changes nothing leaves the version alone', () => {
  for (const { what, act } of NOTHING) {
    test(what, async () => {
      const { event } = await prepare();
      const before = await versionOf(event);
      await signals.withLater(() => act(system, event));
      assert.deepEqual([await versionOf(event), dropped, await jobsOf(event)], [before, [], []]);
    });
  }

  test('what fails', async () => {
    const { event } = await prepare();
    const before = await versionOf(event);
    await assert.rejects(updateRooms(system, event, { change: [{ number: 77, values: { name: 'x' } }] }), {
      name: 'NotFound',
      message: 'This event has no room 77',
    });
    await assert.rejects(updateSpeakers(system, event, { change: [{ number: 77, values: { name: 'x' } }] }), {
      name: 'NotFound',
      message: 'This event has no speaker 77',
    });
    await assert.rejects(updateRooms(system, event, { change: [{ number: 1, values: { name: '' } }] }));
    const undone = transact(system, async (ctx) => {
      await updateRooms(ctx, event, { change: [{ number: 1, values: { name: 'Undone' } }] });
      throw new Error('undone');
    });
    await assert.rejects(undone, { message: 'undone' });
    assert.deepEqual([await versionOf(event), dropped], [before, []]);
  });
});

test('rooms and speakers of another event of that number are not touched', async () => {
  const { event, neighbour } = await prepare();
  const names = async (table: 'rooms' | 'speakers') =>
    (
      await db.selectFrom(table).select('name').where('eventId', '=', neighbour.eventId).orderBy('number').execute()
    ).map((row) => row.name);
  await updateRooms(system, event, { change: [{ number: 1, values: { name: 'Mine' } }] });
  await updateSpeakers(system, event, { change: [{ number: 1, values: { name: 'Mine' } }] });
  assert.deepEqual(
    [await names('rooms'), await names('speakers')],
    [
      ['Hall 1', 'Hall 2'],
      ['Speaker 1', 'Speaker 2'],
    ],
  );
});

test('other processes hear it when, and only when, it is committed', async () => {
  const { event } = await prepare();
  const heard: string[] = [];
  let arrived = (): void => {};
  const listener = await listen({
    url: database.url,
    log: database.log,
    onConnected: () => {},
    onLost: () => {},
    onMessage: { foyer_event_changed: (id) => void (heard.push(id), arrived()) },
  });
  after(() => listener.close());
  const undone = transact(system, async (ctx) => {
    await updateRooms(ctx, event, { change: [{ number: 1, values: { name: 'Undone' } }] });
    throw new Error('undone');
  });
  await assert.rejects(undone);
  const first = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  await updateRooms(system, event, { change: [{ number: 1, values: { name: 'Done' } }] });
  await first;
  assert.deepEqual(heard, [String(event.eventId)]);
});

test('a thousand changes are one rebuild', async () => {
  const { event } = await prepare();
  const before = await versionOf(event);
  await signals.withLater(async () => {
    for (let i = 0; i < 100; i += 1) {
      await transact(system, async (ctx) => {
        for (let n = 0; n < 10; n += 1)
          await updateRooms(ctx, event, { change: [{ number: 1, values: { name: `Hall ${i}.${n}` } }] });
      });
    }
  });
  assert.deepEqual(await jobsOf(event), [{ queue: 'rebuild_exports', merged: 1000 }]);
  assert.equal(await versionOf(event), before + 1000);
});
