import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import type { OrganizerRole } from '#features/organizers/organizer.ts';
import { updateRooms } from '#features/sessions/server/update-records.ts';
import { addPrices, addProgramme, addTickets, DAY, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { type Noun, NOUNS } from '../nouns.ts';
import { exportTable } from './export-table.ts';
import { importTable, previewTable } from './import-table.ts';
import { listRecords } from './queries.ts';
import { readTable, readTableText } from './read-table.ts';
import { restoreRecords, updateRecords } from './update-records.ts';

const database = await createTestDatabase();
const system = { ...database.ctx(), now: DAY };
const organizer = await makeOrganizer(system);
const timeZone = 'Europe/Lisbon';
const currency = 'EUR';

async function prepare(count = 2): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  await addProgramme(system, event, count);
  await addTickets(system, event, count);
  await addPrices(system, event, count);
  return event;
}

const preview = (event: EventScope, noun: Noun, text: string) =>
  previewTable(system, event, noun, { text, timeZone, currency });
async function bringIn(event: EventScope, noun: Noun, text: string) {
  const { digest } = await preview(event, noun, text);
  return importTable(system, event, noun, { text, timeZone, currency, digest });
}
const entries = async (event: EventScope, noun: Noun) =>
  (await listRecords(system, event, noun, { timeZone, currency }, {})).rows.map(
    (row) => [row.number, row.entries] as const,
  );

describe('a table that came out', () => {
  test('changes nothing when it comes in as it is, whatever it lists', async () => {
    const event = await prepare();
    for (const noun of NOUNS) {
      const { adds, changes, same, refused, ignored } = await preview(
        event,
        noun,
        await exportTable(system, event, noun, { timeZone, currency }, {}),
      );
      assert.deepEqual(
        { adds, changes, same, refused, ignored },
        { adds: [], changes: [], same: 2, refused: [], ignored: [] },
        noun,
      );
    }
  });

  test('keeps what a spreadsheet would run as a formula from running, and comes back to the letter', async () => {
    const event = await prepare(1);
    for (const name of ['=1+1', '+Stage', '-1', '@home', "'=quoted", "'plain", 'a,b;c\t"d"', '\u200f=x']) {
      await updateRecords(system, event, 'rooms', {
        change: [{ number: 1, values: { name, floor: 'Line 1\nLine 2' } }],
      });
      const table = await exportTable(system, event, 'rooms', { timeZone, currency }, {});
      assert.doesNotMatch(table, /(^|[,\n"])[=+@-]/);
      assert.deepEqual(
        [(await preview(event, 'rooms', table)).changes, (await preview(event, 'rooms', table)).same],
        [[], 1],
        name,
      );
    }
  });

  test('holds only what the list shows', async () => {
    const event = await prepare(3);
    assert.deepEqual(
      readTable(await exportTable(system, event, 'rooms', { timeZone, currency }, { q: 'hall 2' })).rows.map(
        ({ cells }) => cells.get('name'),
      ),
      ['Hall 2'],
    );
  });
});

describe('a table that comes in', () => {
  test('adds, changes and leaves out with line and column, all in one step that can be undone', async () => {
    const event = await prepare();
    const before = await entries(event, 'sessions');
    const text = [
      'number,title,state,room,starts_at,ends_at,speakers,mood',
      '1,"Renamed',
      'in two lines",accepted,Hall 2,2027-05-08 09:30,2027-05-08T10:00:00+01:00,Speaker 2; Speaker 1 (1),glad',
      ',New one,,,,,,',
      '9,Nobody,,,,,,',
      '2,,,,,,,',
      '2,Second,finished,,,,,',
      ',Third,draft,Attic,,,,',
      ',Fourth,draft,,tomorrow,,,',
      ',Fifth,draft,,2027-05-08 10:00,2027-05-08 09:00,,',
      ',Sixth,draft,,,,Somebody Else,',
    ].join('\n');
    const plan = await preview(event, 'sessions', text);
    assert.deepEqual(plan.refused, [
      { line: 5, column: 'number', message: 'There is no session 9. Leave the number empty to add one' },
      { line: 6, column: 'title', message: 'Enter a title' },
      { line: 7, column: 'number', message: 'Line 6 already has this session' },
      { line: 8, column: 'room', message: 'There is no room “Attic”. Add it first, or leave the cell empty' },
      { line: 9, column: 'starts_at', message: 'Enter date and time like 2027-05-08 09:30' },
      { line: 10, column: 'ends_at', message: 'The end must be after the start' },
      {
        line: 11,
        column: 'speakers',
        message:
          'There is no speaker “Somebody Else”, or more than one. Add the number after the name: Somebody Else (12)',
      },
    ]);
    assert.deepEqual(
      [
        plan.ignored,
        plan.adds.map(({ title }) => title),
        plan.changes.map(({ differs }) => differs.map(({ label }) => label)),
      ],
      [
        ['mood'],
        ['New one'],
        [['title', 'state', 'room', 'startsAt', 'endsAt', 'speakers'].map((name) => `fields.session.${name}`)],
      ],
    );
    assert.deepEqual(await entries(event, 'sessions'), before, 'a preview writes nothing');
    const done = await bringIn(event, 'sessions', text);
    assert.deepEqual([done.created, done.changed], [[3], [1]]);
    const [, changed] = (await entries(event, 'sessions')).find(([number]) => number === 1) as (typeof before)[number];
    assert.deepEqual(
      [changed.title, changed.state, changed.room, changed.startsAt, changed.endsAt, changed.speakers, changed.track],
      [
        'Renamed\nin two lines',
        'accepted',
        '2',
        '2027-05-08T09:30',
        '2027-05-08T10:00',
        'Speaker 2 (2)\nSpeaker 1 (1)',
        '1',
      ],
    );
    await restoreRecords(system, event, done.editId as string);
    assert.deepEqual(await entries(event, 'sessions'), before);
  });

  test('takes no other spelling of a number for one', async () => {
    const event = await prepare(2);
    const table = 'number,name\n0x2,Loft\n1E+0,Attic\n2e0,Cellar\n';
    const { changes, refused } = await preview(event, 'rooms', table);
    assert.deepEqual([changes, refused.length], [[], 3]);
  });

  test('goes by the name where there is no number; a name that is taken is refused', async () => {
    const event = await prepare();
    const plan = await preview(event, 'rooms', 'Name;Capacity\nHALL 1;40\nAttic;12\nattic;13\nCellar;many\n');
    assert.deepEqual(
      plan.changes.map(({ number, entries: said }) => [number, said]),
      [[1, { name: 'HALL 1', capacity: '40' }]],
    );
    assert.deepEqual(
      [plan.adds.map(({ title }) => title), plan.refused],
      [
        ['Attic'],
        [
          { line: 4, column: 'name', message: 'This name is already taken (line 3)' },
          { line: 5, column: 'capacity', message: 'Enter a whole number from 0 to 1000000' },
        ],
      ],
    );
  });

  test('is read as Excel, Windows and others save it', async () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('name;floor\r\nGröße;1\r\n', 'utf16le')]);
    const latin = Buffer.from('name;floor\r\nGröße;1\r\n', 'latin1');
    for (const file of [
      bytes('\ufeffname;floor\r\nGröße;1\r\n'),
      bytes('sep=;\r\nname;floor\r\nGröße;1\r\n'),
      bytes('name\tfloor\nGröße\t1'),
      bytes('"name","floor"\n"Größe","1"\n\n'),
      utf16,
      latin,
    ]) {
      assert.deepEqual(
        readTable(readTableText(file)).rows.map(({ cells }) => Object.fromEntries(cells)),
        [{ name: 'Größe', floor: '1' }],
      );
    }
  });

  test('that is none is refused in words that say why', async () => {
    const event = await prepare();
    const cases: [text: string, message: RegExp][] = [
      ['', /The file is empty/],
      ['name,name\na,b', /Two columns are called “name”/],
      ['name\n"open', /Line 2 .* quotation mark/],
      ['colour of the sky\nblue', /We do not recognise any column of this table/],
      [`name\n${'x\n'.repeat(5001)}`, /more than 5000 rows/],
    ];
    for (const [text, message] of cases)
      await assert.rejects(
        preview(event, 'rooms', text),
        (error: Error) => error.name === 'Invalid' && message.test(error.message),
        text.slice(0, 20),
      );
    assert.throws(() => readTableText(new Uint8Array(6 * 1024 * 1024 + 1)), {
      name: 'Invalid',
      message: 'The file is larger than 6 MB. Choose a smaller one.',
    });
  });

  test('is not written when the event changed since the preview', async () => {
    const event = await prepare();
    const text = 'number,name\n1,Renamed\n';
    const { digest } = await preview(event, 'rooms', text);
    await updateRooms(system, event, { change: [{ number: 1, values: { name: 'Other' } }] });
    await assert.rejects(importTable(system, event, 'rooms', { text, timeZone, currency, digest }), {
      name: 'Conflict',
      code: 'plan_changed',
    });
    assert.deepEqual(
      (await entries(event, 'rooms')).map(([, { name }]) => name),
      ['Other', 'Hall 2'],
    );
  });

  test('is refused to those who may not add, and to everybody of another organizer', async () => {
    const event = await prepare();
    const text = 'name\nAttic\n';
    const { digest } = await preview(event, 'rooms', text);
    for (const role of ['track-organizer', 'moderator', 'registrar'] as OrganizerRole[]) {
      const ctx = database.ctx(await makeUser(system, { organizer, role }));
      await assert.rejects(previewTable(ctx, event, 'rooms', { text, timeZone, currency }), { name: 'Forbidden' });
      await assert.rejects(importTable(ctx, event, 'rooms', { text, timeZone, currency, digest }), {
        name: 'Forbidden',
      });
    }
    const elsewhere = await makeOrganizer(system);
    const stranger = database.ctx(await makeUser(system, { organizer: elsewhere, role: 'owner' }));
    await assert.rejects(previewTable(stranger, event, 'rooms', { text, timeZone, currency }), { name: 'NotFound' });
    await assert.rejects(importTable(stranger, event, 'rooms', { text, timeZone, currency, digest }), {
      name: 'NotFound',
    });
    assert.equal((await entries(event, 'rooms')).length, 2);
  });

  test('of a thousand sessions comes in within a few seconds', async () => {
    const event = await prepare(1);
    const rows = Array.from({ length: 1000 }, (_, i) => `Talk ${i},confirmed,Hall 1,${'Words. '.repeat(100)}`);
    const from = performance.now();
    assert.equal(
      (await bringIn(event, 'sessions', `title,state,room,abstract\n${rows.join('\n')}\n`)).created.length,
      1000,
    );
    assert.equal(performance.now() - from < 15_000, true);
    const listed = performance.now();
    assert.equal((await listRecords(system, event, 'sessions', { timeZone, currency }, { page: 3 })).total, 1001);
    assert.equal(performance.now() - listed < 2000, true);
  });
});

test('a table with more columns than any has is refused, wherever they stand', () => {
  const refusal = (line: number, columns: number) => ({
    name: 'Invalid',
    message: `Line ${line} has ${columns} columns; at most 256 are allowed. Remove the columns that you do not need.`,
  });
  assert.throws(() => readTable(`name${',x'.repeat(256)}\n`), refusal(1, 257));
  assert.throws(() => readTable(`name,floor\nHall,${','.repeat(300)}\n`), refusal(2, 302));
});
