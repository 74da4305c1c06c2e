import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Ctx } from '#platform/ctx.ts';
import { problem } from '#platform/errors.ts';
import { submitEdit } from '#platform/http/submit-form.ts';
import { transact } from '#platform/transact.ts';
import { DAY, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { basicsFields } from '../event-form.ts';
import { basicsForm } from './inputs.ts';
import { lockEvent } from './lock-event.ts';
import { authoriseEventOf, type EventScope } from './policy.ts';
import { publishEvent, unpublishEvent } from './publish-event.ts';
import { findMovedEvent } from './queries.ts';
import { getBasics, getChecklist } from './load-managed-event.ts';
import { eventJsonModified } from './signals.ts';
import { startEvent } from './start-event.ts';
import { updateBasics } from './update-basics.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const owner = database.ctx(await makeUser(system, { organizer, role: 'owner' }));

const heard: number[] = [];
eventJsonModified.now('test_hears_basics', (_ctx, { eventId }) => void heard.push(eventId));

const fieldsOf = async (event: EventScope) => basicsFields(await getBasics(system, event)) as Record<string, string>;
const change = async (event: EventScope, fields: Record<string, string>, ctx: Ctx = owner) =>
  updateBasics(ctx, event, basicsForm.parse({ ...(await fieldsOf(event)), ...fields }));
const auditOf = ({ eventId }: EventScope) =>
  db
    .selectFrom('auditEntries')
    .select(['action', 'subject', 'before', 'after'])
    .where('eventId', '=', eventId)
    .orderBy('id')
    .execute();

describe('starting an event', () => {
  const input = {
    name: 'River Night',
    starts: '2027-06-05T10:00',
    ends: '2027-06-05T18:00',
    timeZone: 'Europe/Berlin',
  };

  test('makes a draft from a name and a time, with the currency of the last event, and writes it down', async () => {
    const ours = await makeOrganizer(system);
    const first = await startEvent(owner, ours, input);
    await change(first, { currency: 'CHF' });
    const second = await startEvent({ ...owner, now: owner.now + 60_000 }, ours, { ...input, name: 'River Night' });
    const row = await db
      .selectFrom('events')
      .select(['slug', 'state', 'startsAt', 'endsAt', 'currency'])
      .where('id', '=', second.eventId)
      .executeTakeFirstOrThrow();
    assert.deepEqual(row, {
      slug: 'river-night-2',
      state: 'draft',
      startsAt: Date.parse('2027-06-05T08:00:00Z'),
      endsAt: Date.parse('2027-06-05T16:00:00Z'),
      currency: 'CHF',
    });
    assert.deepEqual(
      (await auditOf(second)).map(({ action, subject }) => [action, subject]),
      [['event.create', 'event river-night-2: River Night']],
    );
  });

  test('sent twice at once makes one draft, and sent again later another', async () => {
    const ours = await makeOrganizer(system);
    const ctx = { ...owner, now: Date.now() };
    const twice = await Promise.all([1, 2, 3].map(() => startEvent(ctx, ours, { ...input, name: 'Twice' })));
    assert.equal(new Set(twice.map(({ eventId }) => eventId)).size, 1);
    const more = [
      await startEvent(ctx, ours, { ...input, name: 'Twice', ends: '2027-06-12T18:00' }),
      await startEvent({ ...ctx, now: ctx.now + 60_000 }, ours, { ...input, name: 'Twice' }),
    ];
    assert.deepEqual(
      more.map(({ slug }) => slug),
      ['twice-2', 'twice-3'],
    );
  });

  test('that ends before it starts is refused beside the field', async () => {
    await assert.rejects(startEvent(owner, organizer, { ...input, ends: '2027-06-05T10:00' }), {
      name: 'Invalid',
      problems: [{ where: 'ends', message: 'Choose an end after the start', code: 'field.end_after_start' }],
    });
  });
});

describe('the basics of an event', () => {
  test('are saved as they were typed, once, and what changed is written down', async () => {
    const event = await makeEvent(system, organizer, { published: false });
    const { name } = await fieldsOf(event);
    await change(event, {
      name: 'Canal Days',
      mapLink: 'https://www.google.com/maps/@52.5,13.4,17z',
      onlineUrl: 'https://meet.example/canal',
      starts: '2027-05-09T10:00',
      ends: '2027-05-09T12:00',
      timeZone: 'Asia/Tokyo',
    });
    const { latitude, longitude, startsAt } = await getBasics(system, event);
    assert.deepEqual(
      { latitude, longitude, startsAt },
      { latitude: 52.5, longitude: 13.4, startsAt: Date.parse('2027-05-09T01:00:00Z') },
    );
    const entry = (await auditOf(event)).at(-1);
    assert.equal((entry?.before as { name?: string } | undefined)?.name, name);
    assert.deepEqual(entry?.after, {
      name: 'Canal Days',
      starts: '2027-05-09T10:00',
      ends: '2027-05-09T12:00',
      timeZone: 'Asia/Tokyo',
      mapLink: '52.5, 13.4',
      onlineUrl: 'https://meet.example/canal',
    });
    const [announced, written] = [heard.length, (await auditOf(event)).length];
    await change(event, {});
    assert.deepEqual([heard.length, (await auditOf(event)).length], [announced, written]);
  });

  test('keep an instant that the fields cannot say while they are left alone', async () => {
    const second = Date.parse('2027-10-31T01:30:30Z');
    const event = await makeEvent(system, organizer, {
      timeZone: 'Europe/Berlin',
      startsAt: new Date(second),
      endsAt: new Date(second + 3_600_000),
    });
    await change(event, { name: 'After the change' });
    assert.equal((await getBasics(system, event)).startsAt, second, 'the second 02:30, to the second');
    await change(event, { starts: '2027-10-31T01:30' });
    await change(event, { starts: '2027-10-31T02:30' });
    assert.equal(
      (await getBasics(system, event)).startsAt,
      Date.parse('2027-10-31T00:30:00Z'),
      'a time that is typed means the first',
    );
  });

  test('are refused where the times run backwards, the zone is none or the map link says no place', async () => {
    const event = await makeEvent(system, organizer);
    await assert.rejects(change(event, { ends: '2027-05-08T00:00' }), {
      name: 'Invalid',
      problems: [{ where: 'ends', message: 'Choose an end after the start', code: 'field.end_after_start' }],
    });
    const problems = (fields: object) =>
      basicsForm.safeParse({ ...fields }).error?.issues.map(({ path, message }) => [path.join('.'), message]);
    const whole = await fieldsOf(event);
    assert.deepEqual(problems({ ...whole, timeZone: 'Atlantis/Capital' }), [['timeZone', 'field.time_zone']]);
    assert.deepEqual(
      problems({ ...whole, mapLink: 'https://maps.app.goo.gl/x' })?.map(([where]) => where),
      ['mapLink'],
    );
    assert.deepEqual(
      problems({ ...whole, slug: 'No Good!' })?.map(([where]) => where),
      ['slug'],
    );
    assert.deepEqual(
      problems({ ...whole, onlineUrl: 'javascript:alert(1)' })?.map(([where]) => where),
      ['onlineUrl'],
    );
    assert.deepEqual(problems({ ...whole, name: ' ' }), [['name', 'field.name']]);
  });

  test('take no currency away from prices', async () => {
    const event = await makeEvent(system, organizer);
    await db
      .insertInto('ticketTypes')
      .values({ eventId: event.eventId, number: 1, name: 'Friend', kind: 'paid', priceMinor: 1000 })
      .execute();
    await assert.rejects(change(event, { currency: 'JPY' }), {
      name: 'Invalid',
      message: 'The currency cannot be changed now',
    });
    await db
      .updateTable('ticketTypes')
      .set({ kind: 'free', priceMinor: 0 })
      .where('eventId', '=', event.eventId)
      .execute();
    await change(event, { currency: 'JPY' });
    assert.equal((await getBasics(system, event)).currency, 'JPY');
  });
});

describe('the address of an event', () => {
  test('that another event has, or had in public, is refused', async () => {
    const [one, other] = [await makeEvent(system, organizer), await makeEvent(system, organizer, { published: false })];
    const taken = {
      name: 'Invalid',
      problems: [problem('slug', 'field.address_used', { slug: one.slug })],
    };
    await assert.rejects(change(other, { slug: one.slug }), taken);
    await change(one, { slug: `${one.slug}-moved` });
    await assert.rejects(change(other, { slug: one.slug }), taken);
    assert.equal((await makeEvent(system, organizer, { preferredSlug: one.slug })).slug, `${one.slug}-2`);
  });

  test('that was public leads to the new one, back and forth, and only while the event is public', async () => {
    const event = await makeEvent(system, organizer);
    const moved = await change(event, { slug: `${event.slug}-b` });
    assert.deepEqual([moved.slug, await findMovedEvent(system, event.slug)], [`${event.slug}-b`, `${event.slug}-b`]);
    await change(moved, { slug: event.slug });
    assert.deepEqual(
      [await findMovedEvent(system, event.slug), await findMovedEvent(system, moved.slug)],
      [undefined, event.slug],
    );
    await unpublishEvent(system, event);
    assert.equal(await findMovedEvent(system, moved.slug), undefined);
  });

  test('of a draft leaves nothing behind', async () => {
    const draft = await makeEvent(system, organizer, { published: false });
    await change(draft, { slug: `${draft.slug}-b` });
    assert.equal(await findMovedEvent(system, draft.slug), undefined);
    assert.equal((await makeEvent(system, organizer, { preferredSlug: draft.slug })).slug, draft.slug);
  });
});

describe('two people who edit at once', () => {
  const submit = async (event: EventScope, base: Record<string, string>, typed: Record<string, string>) => {
    const form = new FormData();
    form.set('base', JSON.stringify(base));
    for (const [name, value] of Object.entries({ ...base, ...typed })) form.set(name, value);
    return submitEdit(owner, {
      form,
      schema: basicsForm,
      lock: (ctx) => lockEvent(ctx, event),
      current: async (ctx) => basicsFields(await getBasics(ctx, event)),
      save: (ctx, input) => updateBasics(ctx, event, input),
    });
  };

  test('on different fields both keep their change', async () => {
    const event = await makeEvent(system, organizer);
    const base = await fieldsOf(event);
    const results = await Promise.all([
      submit(event, base, { name: 'Mine' }),
      submit(event, base, { city: 'Ghent' }),
      submit(event, base, { description: 'Ours' }),
    ]);
    assert.deepEqual(
      results.map(({ ok }) => ok),
      [true, true, true],
    );
    const { name, city, description } = await fieldsOf(event);
    assert.deepEqual([name, city, description], ['Mine', 'Ghent', 'Ours']);
  });

  test('on the same field are asked, and nothing of the second is written meanwhile', async () => {
    const event = await makeEvent(system, organizer);
    const base = await fieldsOf(event);
    await submit(event, base, { name: 'First' });
    const second = await submit(event, base, { name: 'Second', city: 'Ghent' });
    assert.ok(!second.ok);
    assert.deepEqual(
      [second.status, second.state.conflicts],
      [409, [{ field: 'name', base: base.name, mine: 'Second', theirs: 'First' }]],
    );
    const { name, city } = await fieldsOf(event);
    assert.deepEqual([name, city], ['First', '']);
  });

  test('lose nothing of each other when the question is answered', async () => {
    const event = await makeEvent(system, organizer);
    const base = await fieldsOf(event);
    await submit(event, base, { name: 'First', city: 'Ghent' });
    const asked = await submit(event, base, { name: 'Second', subtitle: 'Mine' });
    assert.ok(!asked.ok);
    assert.equal((await submit(event, asked.state.base ?? {}, asked.state.entries)).ok, true);
    const { name, city, subtitle } = await fieldsOf(event);
    assert.deepEqual([name, city, subtitle], ['Second', 'Ghent', 'Mine']);
  });

  test('are asked too where the first try was refused for something else', async () => {
    const event = await makeEvent(system, organizer);
    const base = await fieldsOf(event);
    const refused = await submit(event, base, { name: 'Second', onlineUrl: 'nowhere' });
    assert.ok(!refused.ok);
    assert.deepEqual([refused.status, refused.state.base], [422, base]);
    await submit(event, base, { city: 'Ghent' });
    assert.equal((await submit(event, refused.state.base ?? {}, { name: 'Second' })).ok, true);
    const { name, city } = await fieldsOf(event);
    assert.deepEqual([name, city], ['Second', 'Ghent'], 'what the first one left alone is not taken back');
  });
});

describe('publishing from the checklist', () => {
  test('waits for what is required, and files are published as they are', async () => {
    const event = await makeEvent(system, organizer, { published: false });
    await assert.rejects(publishEvent(system, event, { complete: true }), {
      name: 'Invalid',
      problems: [problem('where', 'field.place')],
    });
    await change(event, { onlineUrl: 'https://meet.example' });
    await publishEvent(system, event, { complete: true });
    const bare = await makeEvent(system, organizer, { published: false });
    await publishEvent(system, bare);
    const states = await db
      .selectFrom('events')
      .select('state')
      .where('id', 'in', [event.eventId, bare.eventId])
      .execute();
    assert.deepEqual(states, [{ state: 'published' }, { state: 'published' }]);
  });

  test('counts only what is of this event', async () => {
    const [event, other] = [await makeEvent({ ...system, now: DAY }, organizer), await makeEvent(system, organizer)];
    await db
      .insertInto('ticketTypes')
      .values({ eventId: other.eventId, number: 1, name: 'Friend', kind: 'free' })
      .execute();
    const done = async (scope: EventScope) =>
      (await getChecklist({ ...system, now: DAY }, scope)).filter(({ done }) => done).map(({ check }) => check);
    assert.deepEqual(
      [await done(event), await done(other)],
      [
        ['name', 'time'],
        ['name', 'time', 'tickets'],
      ],
    );
  });
});

test('nobody edits the event of another installation, and not everybody of this one does', async () => {
  const event = await makeEvent(system, organizer, { published: false });
  const other = await makeOrganizer(system);
  await makeEvent(system, other);
  const address = { organizer: organizer.slug, event: event.slug };
  const stranger = database.ctx(await makeUser(system, { organizer: other, role: 'owner' }));
  for (const ctx of [stranger, database.ctx({ kind: 'nobody' })])
    await assert.rejects(authoriseEventOf(ctx, address, 'edit'), { name: 'NotFound' });
  await assert.rejects(authoriseEventOf(stranger, { organizer: other.slug, event: event.slug }, 'edit'), {
    name: 'NotFound',
  });
  for (const role of ['track-organizer', 'moderator', 'registrar'] as const) {
    await assert.rejects(authoriseEventOf(database.ctx(await makeUser(system, { organizer, role })), address, 'edit'), {
      name: 'Forbidden',
    });
  }
  const undone = transact(owner, async (ctx) => {
    await change(event, { name: 'Undone' }, ctx);
    throw new Error('undone');
  });
  await assert.rejects(undone, { message: 'undone' });
  assert.notEqual((await fieldsOf(event)).name, 'Undone');
});
