import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
// Receivers take part.
import '#entry/features.ts';
import { findEdit } from '#features/edits/server/queries.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { applyDiscount } from '#features/orders/server/pricing/apply-discount.ts';
import type { Invalid } from '#platform/errors.ts';
import { addPrices, addTickets, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { reserveSeats } from '#testing/bare-foyer.ts';
import type { Noun } from '../nouns.ts';
import { exportTable } from './export-table.ts';
import { importTable, previewTable } from './import-table.ts';
import { newRecordsSchema } from './inputs.ts';
import { listRecords, loadChoices } from './queries.ts';
import { restoreRecords, updateRecords } from './update-records.ts';
import { translator } from '#platform/i18n/translate.ts';
import { storeText } from '#platform/i18n/stored-text.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const owner = database.ctx(await makeUser(system, { organizer, role: 'owner' }));
const place = { timeZone: 'Europe/Lisbon', currency: 'EUR' };

/** With two ticket types, tax rates, fees, discount codes and access codes. */
async function prepare(): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  await addTickets(system, event, 2);
  await addPrices(system, event, 2);
  return event;
}

async function entriesIn(event: EventScope, noun: Noun): Promise<Record<number, Record<string, string>>> {
  const { rows } = await listRecords(system, event, noun, place, {});
  return Object.fromEntries(rows.map(({ number, entries }) => [number, { ...entries }]));
}

/** Does it, and takes it back: gives what the list showed in between. */
async function doAndUndo(event: EventScope, noun: Noun, input: Parameters<typeof updateRecords>[3]) {
  const before = await entriesIn(event, noun);
  const { editId, label } = await updateRecords(owner, event, noun, input);
  const between = await entriesIn(event, noun);
  await restoreRecords(owner, event, editId as string);
  assert.deepEqual(await entriesIn(event, noun), before);
  return { between, label };
}

/** An order of one ticket with that code. */
async function order(event: EventScope, code: string): Promise<OrderScope> {
  const scope = await reserveSeats(system, event, [{ ticketType: 1, quantity: 1 }]);
  await applyDiscount(system, scope, code);
  return scope;
}

const usesOf = async (event: EventScope): Promise<number[]> =>
  (
    await db.selectFrom('discountCodes').select('used').where('eventId', '=', event.eventId).orderBy('number').execute()
  ).map(({ used }) => used);

describe('what is deleted comes back by undoing', () => {
  test('a tax rate with its ticket types, and the fees that had it', async () => {
    const event = await prepare();
    const fees = await entriesIn(event, 'fees');
    const { between, label } = await doAndUndo(event, 'taxes', { remove: [1] });
    assert.deepEqual([Object.keys(between), label], [['2'], 'Rate 1 deleted, 1 fee without a tax rate now']);
    assert.deepEqual(await entriesIn(event, 'fees'), fees);
  });

  test('a fee, an access code and a discount code', async () => {
    const event = await prepare();
    for (const noun of ['fees', 'codes', 'discounts'] as const) {
      const { between } = await doAndUndo(event, noun, { remove: [1, 2] });
      assert.deepEqual(between, {}, noun);
    }
  });

  test('a discount code with the uses of those orders that still stand', async () => {
    const event = await prepare();
    const orders = [await order(event, 'DISCOUNT-1'), await order(event, 'DISCOUNT-1')];
    assert.deepEqual(await usesOf(event), [2, 0]);
    const { editId } = await updateRecords(owner, event, 'discounts', { remove: [1] });
    await cancelOrder(system, orders[0] as OrderScope);
    await restoreRecords(owner, event, editId as string);
    assert.deepEqual(await usesOf(event), [1, 0]);
  });
});

describe('what is changed is as it was by undoing', () => {
  test('the standard rate, and the ticket types that another rate had', async () => {
    const event = await prepare();
    await updateRecords(system, event, 'taxes', { change: [{ number: 2, values: { standard: true } }] });
    const { between } = await doAndUndo(event, 'taxes', {
      change: [{ number: 1, values: { standard: true, types: [1, 2] } }],
    });
    assert.deepEqual(
      Object.values(between).map(({ standard, types }) => [standard, types]),
      [
        ['on', '1\n2'],
        ['', ''],
      ],
    );
  });

  test('unless a code would have fewer uses than orders have it', async () => {
    const event = await prepare();
    await updateRecords(system, event, 'discounts', { change: [{ number: 1, values: { mostUses: 1 } }] });
    const { editId } = await updateRecords(owner, event, 'discounts', {
      change: [{ number: 1, values: { mostUses: 5 } }],
    });
    await order(event, 'DISCOUNT-1');
    await order(event, 'DISCOUNT-1');
    await assert.rejects(restoreRecords(owner, event, editId as string), {
      name: 'Conflict',
      message: 'This can no longer be undone: 2 orders use this code already. Enter at least 2.',
    });
    assert.equal((await findEdit(owner, event, editId as string))?.undone, false);
  });

  const overtaken = async (
    taken: Record<string, unknown>,
    input: Parameters<typeof updateRecords>[3],
    message: string,
  ) => {
    const event = await prepare();
    await updateRecords(system, event, 'taxes', { change: [{ number: 1, values: taken }] });
    const { editId } = await updateRecords(owner, event, 'taxes', input);
    await updateRecords(system, event, 'taxes', { change: [{ number: 2, values: taken }] });
    const before = await entriesIn(event, 'taxes');
    await assert.rejects(restoreRecords(owner, event, editId as string), { name: 'Conflict', message });
    assert.deepEqual(await entriesIn(event, 'taxes'), before);
  };

  test('unless another rate is the standard one by then, whether it was changed or deleted', async () => {
    const message = 'Something else has taken its place since, so this can no longer be undone';
    await overtaken({ standard: true }, { remove: [1] }, message);
    await overtaken({ standard: true }, { change: [{ number: 1, values: { standard: false } }] }, message);
  });

  test('unless another rate has its ticket types by then, whether it was changed or deleted', async () => {
    const message = '“Rate 1” has been changed since, so this can no longer be undone';
    await overtaken({ types: [1] }, { remove: [1] }, message);
    await overtaken({ types: [1] }, { change: [{ number: 1, values: { types: [] } }] }, message);
  });
});

describe('what does not go together is refused', () => {
  const refused = async (noun: Noun, input: Parameters<typeof updateRecords>[3], where: string, message: string) => {
    const event = await prepare();
    const before = await entriesIn(event, noun);
    await assert.rejects(updateRecords(owner, event, noun, input), ({ problems }: Invalid) => {
      assert.deepEqual(
        problems.map((problem) => [problem.where, problem.message]),
        [[where, message]],
      );
      return true;
    });
    assert.deepEqual(await entriesIn(event, noun), before);
  };

  test('with the field, and nothing is written', async () => {
    await refused(
      'fees',
      { change: [{ number: 1, values: { fixed: 0 } }] },
      'fixed',
      'Enter a percentage, an amount, or both',
    );
    await refused('fees', { change: [{ number: 1, values: { tax: 9 } }] }, 'tax', 'Choose a tax rate of this event');
    await refused(
      'discounts',
      { change: [{ number: 1, values: { kind: 'per-order' } }] },
      'amount',
      'Enter the amount that the code takes off',
    );
    await refused(
      'discounts',
      { change: [{ number: 1, values: { code: 'DISCOUNT-2' } }] },
      'code',
      'Choose another code',
    );
    await refused(
      'codes',
      { change: [{ number: 1, values: { types: [9] } }] },
      'types',
      'Choose ticket types of this event',
    );
    await refused(
      'taxes',
      { change: [1, 2].map((number) => ({ number, values: { standard: true } })) },
      'standard',
      'Choose only one standard rate',
    );
    await refused(
      'taxes',
      { change: [1, 2].map((number) => ({ number, values: { types: [1] } })) },
      'types',
      'Choose only one rate for each ticket type',
    );
  });

  test('a twenty-first fee', async () => {
    const event = await prepare();
    const fee = { name: 'Postage', percent: 0, fixed: 100, per: 'order', tax: null };
    await assert.rejects(updateRecords(owner, event, 'fees', { create: Array.from({ length: 19 }, () => fee) }), {
      name: 'Conflict',
      message: 'This list can have at most 20 entries. Delete some first.',
    });
  });
});

describe('codes', () => {
  test('stand in no record of changes, however many change at once', async () => {
    const event = await prepare();
    const codes = Array.from({ length: 60 }, (_, i) => ({ code: `SECRET-${i}`, types: [] }));
    await updateRecords(owner, event, 'codes', { create: codes });
    await updateRecords(owner, event, 'codes', {
      change: [{ number: 3, values: { code: 'SECRET-NEW' } }],
      remove: [4],
    });
    const { editId } = await updateRecords(owner, event, 'codes', { remove: [5] });
    await restoreRecords(owner, event, editId as string);
    const entries = await db
      .selectFrom('auditEntries')
      .select(['action', 'subject', 'before', 'after'])
      .where('eventId', '=', event.eventId)
      .where('action', 'like', 'access-code.%')
      .orderBy('id', 'desc')
      .limit(5)
      .execute();
    assert.deepEqual(entries, [
      { action: 'access-code.undo', subject: 'access codes', before: null, after: { undone: 1 } },
      { action: 'access-code.delete', subject: 'access code 5', before: {}, after: null },
      { action: 'access-code.delete', subject: 'access code 4', before: {}, after: null },
      {
        action: 'access-code.update',
        subject: 'access code 3',
        before: { code: null },
        after: { code: storeText('audit.value.another') },
      },
      {
        action: 'access-code.edit-many',
        subject: 'access codes',
        before: null,
        after: { created: 60, changed: 0, deleted: 0 },
      },
    ]);
  });

  test('come several from one form, one a line, each once', async () => {
    const event = await prepare();
    const schema = newRecordsSchema('codes', {
      ...place,
      t: translator('en'),
      choices: await loadChoices(system, event, 'codes'),
    });
    assert.deepEqual(schema.parse({ codes: '', code: 'spring 1\nSPRING1\n\nautumn-1', types: '2' }), [
      { code: 'SPRING1', types: [2] },
      { code: 'AUTUMN-1', types: [2] },
    ]);
    const problems = (code: string) =>
      schema.safeParse({ code, types: '9' }).error?.issues.map(({ path, message }) => [path[0], message]);
    const hint = 'field.access_code';
    assert.deepEqual(problems('GOOD-ONE\nx'), [['types', 'field.own_types']]);
    assert.deepEqual(problems(''), [
      ['code', hint],
      ['types', 'field.own_types'],
    ]);
    const lines = Array.from({ length: 501 }, (_, i) => `CODE-${i}`).join('\n');
    assert.deepEqual(
      schema.safeParse({ code: lines, types: '' }).error?.issues.map(({ message }) => message),
      ['field.at_once'],
    );
    assert.deepEqual(
      schema.safeParse({ code: 'GOOD-ONE\nx y', types: '' }).error?.issues.map(({ message }) => message),
      ['field.of_line'],
    );
  });

  test('come in and go out as a table, with the names of ticket types', async () => {
    const event = await prepare();
    const table = await exportTable(system, event, 'discounts', place, {});
    assert.equal(table.split(/\r?\n/)[1], '2,DISCOUNT-2,A percentage,10,,,,,,,');
    const text = [
      'code,kind,percent,amount,types,most_uses',
      'discount-1,A percentage,12.5,,ticket 2,3',
      'NEW-ONE,An amount off each ticket,,4.50,Ticket 1; Ticket 2,',
      'NEW-TWO,A percentage,,,,',
      'NEW-ONE,A percentage,5,,,',
      'NEW-THREE,Everything,5,,,',
      'NEW-FOUR,A percentage,5,,Ticket 9,',
    ].join('\n');
    const preview = await previewTable(owner, event, 'discounts', { text, ...place });
    assert.deepEqual(
      preview.refused.map(({ line, column, message }) => `${line} ${column}: ${message}`),
      [
        '4 percent: Enter the percentage that the code takes off',
        '5 code: This code is already taken (line 3)',
        '6 kind: Use one of these: A percentage, An amount off each ticket, An amount off the order',
        '7 types: There is no ticket type “Ticket 9”, or more than one. Add the number after the name: Ticket 9 (2)',
      ],
    );
    await importTable(owner, event, 'discounts', { text, ...place, digest: preview.digest });
    const [one, three] = [(await entriesIn(event, 'discounts'))[1], (await entriesIn(event, 'discounts'))[3]];
    assert.deepEqual(
      [one, three].map((entries) => [
        entries?.code,
        entries?.kind,
        entries?.percent,
        entries?.amount,
        entries?.types,
        entries?.mostUses,
      ]),
      [
        ['DISCOUNT-1', 'percent', '12.5', '', '2', '3'],
        ['NEW-ONE', 'per-ticket', '', '4.50', '1\n2', ''],
      ],
    );
  });

  test('are found by whether they work', async () => {
    const event = await prepare();
    const hour = 3_600_000;
    await updateRecords(system, event, 'discounts', {
      create: [
        { startsAt: system.now + hour, endsAt: null },
        { startsAt: null, endsAt: system.now - hour },
      ].map((when, i) => ({
        code: `WHEN-${i}`,
        kind: 'percent',
        percent: 500,
        amount: 0,
        types: [],
        mostUses: null,
        minimumTickets: null,
        minimum: 0,
        ...when,
      })),
    });
    await updateRecords(system, event, 'discounts', { change: [{ number: 2, values: { mostUses: 1 } }] });
    await order(event, 'DISCOUNT-2');
    const found = async (only: string): Promise<number[]> =>
      (await listRecords(system, event, 'discounts', place, { only })).rows.map(({ number }) => number);
    assert.deepEqual(
      [
        await found('working'),
        await found('not-yet'),
        await found('ended'),
        await found('used-up'),
        await found('constructor'),
      ],
      [[1], [3], [4], [2], [4, 3, 2, 1]],
    );
  });
});
