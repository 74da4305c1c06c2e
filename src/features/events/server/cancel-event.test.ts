import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import '#entry/features.ts';
import { BIN_DAYS } from '../event.ts';
import { ORGANIZER_ROLES, roleAllows } from '#features/organizers/organizer.ts';
import type { Actor } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { PageCache } from '#platform/http/page-cache.ts';
import { setRuntime } from '#platform/runtime.ts';
import { addProgramme, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { cancelEvent } from './cancel-event.ts';
import { deleteEvent } from './delete-event.ts';
import { authoriseEvent, authorisePublicEvent, type EventScope } from './policy.ts';
import { unpublishEvent } from './publish-event.ts';
import { purgeEvent, purgeOldEvents } from './purge-event.ts';
import { listBin } from './load-managed-event.ts';
import { reinstateEvent } from './reinstate-event.ts';
import { restoreEvent } from './restore-event.ts';
import { eventJsonModified, eventPurging } from './signals.ts';

const DAY_MS = 24 * 3_600_000;
const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
setRuntime({
  config: { url: 'https://foyer.example' } as never,
  log: database.log,
  database,
  storage: {} as never,
  pageCache: new PageCache(),
});

const heard: [number, string][] = [];
eventJsonModified.now('test_hears', (_ctx, { eventId, change }) => void heard.push([eventId, change]));
const changesOf = ({ eventId }: EventScope): string[] =>
  heard.filter(([id]) => id === eventId).map(([, change]) => change);
const lifeOf = ({ eventId }: EventScope) =>
  db
    .selectFrom('events')
    .select(['state', 'cancellationNote', 'cancelledAt', 'deletedAt', 'stateBeforeDeletion'])
    .where('id', '=', eventId)
    .executeTakeFirst();
const auditOf = async ({ eventId }: EventScope) =>
  (await db.selectFrom('auditEntries').select('action').where('eventId', '=', eventId).orderBy('id').execute()).map(
    ({ action }) => action,
  );
const mailsOf = ({ eventId }: EventScope) =>
  db
    .selectFrom('mails')
    .select(['recipient', 'kind', 'subject', 'textBody', 'organizerId'])
    .where('eventId', '=', eventId)
    .orderBy('id')
    .execute();
const IN_LIFE = { cancellationNote: '', cancelledAt: null, deletedAt: null, stateBeforeDeletion: null };

describe('cancelling an event', () => {
  test('keeps it public with the note, tells the speakers of accepted sessions once each, and is written down', async () => {
    const event = await makeEvent(system, organizer);
    await addProgramme(system, event, 4);
    await db
      .updateTable('sessions')
      .set({ state: 'rejected' })
      .where('eventId', '=', event.eventId)
      .where('number', '=', 2)
      .execute();
    await db
      .updateTable('speakers')
      .set({ email: '' })
      .where('eventId', '=', event.eventId)
      .where('number', '=', 3)
      .execute();
    await db
      .updateTable('speakers')
      .set({ email: 'Speaker1@private.example' })
      .where('eventId', '=', event.eventId)
      .where('number', '=', 4)
      .execute();
    await cancelEvent(system, event, { note: '  The hall is flooded. ' });
    await cancelEvent(system, event, { note: 'The hall is flooded.' });
    assert.deepEqual(await lifeOf(event), {
      ...IN_LIFE,
      state: 'cancelled',
      cancellationNote: 'The hall is flooded.',
      cancelledAt: system.now,
    });
    assert.equal((await authorisePublicEvent(database.ctx({ kind: 'nobody' }), event.slug)).eventId, event.eventId);
    const mails = await mailsOf(event);
    assert.deepEqual(
      mails.map(({ recipient, kind, organizerId }) => [recipient, kind, organizerId]),
      [['speaker1@private.example', 'event-cancelled', organizer.organizerId]],
    );
    assert.match(
      mails[0]?.textBody ?? '',
      /Hello Speaker 1,[\s\S]*The hall is flooded\.[\s\S]*https:\/\/foyer\.example\/e\//,
    );
    assert.deepEqual(
      [changesOf(event), await auditOf(event)],
      [
        ['created', 'published', 'cancelled'],
        ['event.publish', 'event.cancel'],
      ],
    );
  });

  test('again with other words changes the note and tells nobody twice', async () => {
    const event = await makeEvent(system, organizer);
    await addProgramme(system, event, 1);
    await cancelEvent(system, event, { note: 'First' });
    await cancelEvent({ ...system, now: system.now + 5 }, event, { note: 'Second' });
    assert.deepEqual(await lifeOf(event), {
      ...IN_LIFE,
      state: 'cancelled',
      cancellationNote: 'Second',
      cancelledAt: system.now,
    });
    assert.deepEqual(
      [(await mailsOf(event)).length, changesOf(event)],
      [1, ['created', 'published', 'cancelled', 'cancelled']],
    );
  });

  test('is refused for a draft, and with a note without end', async () => {
    const draft = await makeEvent(system, organizer, { published: false });
    await assert.rejects(cancelEvent(system, draft, { note: '' }), { name: 'Conflict', code: 'event_draft' });
    const event = await makeEvent(system, organizer);
    await assert.rejects(cancelEvent(system, event, { note: 'x'.repeat(2001) }), { name: 'Invalid' });
    assert.deepEqual([(await lifeOf(draft))?.state, (await lifeOf(event))?.state], ['draft', 'published']);
  });

  test('is taken back: the speakers hear that too, and the note is gone', async () => {
    const event = await makeEvent(system, organizer);
    await addProgramme(system, event, 1);
    await cancelEvent(system, event, { note: 'Storm' });
    await reinstateEvent(system, event);
    await reinstateEvent(system, event);
    assert.deepEqual(await lifeOf(event), { ...IN_LIFE, state: 'published' });
    assert.deepEqual(
      (await mailsOf(event)).map(({ kind }) => kind),
      ['event-cancelled', 'event-reinstated'],
    );
    assert.deepEqual([changesOf(event).at(-1), (await auditOf(event)).at(-1)], ['reinstated', 'event.reinstate']);
  });
});

describe('deleting an event', () => {
  for (const state of ['draft', 'published', 'cancelled'] as const) {
    test(`that is ${state} hides it from everybody, and taking it out of the bin brings it back as it was`, async () => {
      const event = await makeEvent(system, organizer, { published: state !== 'draft' });
      if (state === 'cancelled') await cancelEvent(system, event, { note: 'Off' });
      const before = await lifeOf(event);
      await deleteEvent(system, event);
      assert.deepEqual(await lifeOf(event), {
        ...before,
        state: 'draft',
        deletedAt: system.now,
        stateBeforeDeletion: state,
      });
      for (const actor of [{ kind: 'nobody' }, { kind: 'system', name: 'test' }] as Actor[])
        await assert.rejects(authorisePublicEvent(database.ctx(actor), event.slug), { name: 'NotFound' });
      await assert.rejects(deleteEvent(system, event), { name: 'NotFound' });
      await assert.rejects(cancelEvent(system, event, { note: '' }), { name: 'NotFound' });
      assert.deepEqual(await restoreEvent(system, organizer, { slug: event.slug }), { state });
      assert.deepEqual(await lifeOf(event), before);
      assert.deepEqual(
        [changesOf(event).slice(-2), (await auditOf(event)).slice(-2)],
        [
          ['deleted', 'restored'],
          ['event.delete', 'event.restore'],
        ],
      );
    });
  }

  test('keeps its address, and another organizer can neither restore nor purge it', async () => {
    const event = await makeEvent(system, organizer);
    await deleteEvent(system, event);
    const stranger = await makeOrganizer(system);
    await assert.rejects(restoreEvent(system, stranger, { slug: event.slug }), { name: 'NotFound' });
    await assert.rejects(purgeEvent(system, stranger, { slug: event.slug }), { name: 'NotFound' });
    assert.equal((await lifeOf(event))?.stateBeforeDeletion, 'published');
  });

  test('that is not deleted is in no bin', async () => {
    const event = await makeEvent(system, organizer);
    await assert.rejects(restoreEvent(system, organizer, { slug: event.slug }), { name: 'NotFound' });
    await assert.rejects(purgeEvent(system, organizer, { slug: event.slug }), { name: 'NotFound' });
  });

  test('is neither brought back nor purged by an organizer who is less in that event', async () => {
    const event = await makeEvent(system, organizer);
    const user = await makeUser(system, { organizer, role: 'organizer' });
    const ctx = database.ctx(user);
    await deleteEvent(system, event);
    for (const [role, name, seen] of [
      ['none', 'NotFound', false],
      ['moderator', 'Forbidden', false],
    ] as const) {
      await db
        .insertInto('eventMembers')
        .values({ eventId: event.eventId, userId: user.userId, role })
        .onConflict((known) => known.columns(['eventId', 'userId']).doUpdateSet({ role }))
        .execute();
      assert.equal(
        (await listBin(ctx, organizer)).some(({ slug }) => slug === event.slug),
        seen,
      );
      await assert.rejects(restoreEvent(ctx, organizer, { slug: event.slug }), { name });
      await assert.rejects(purgeEvent(ctx, organizer, { slug: event.slug }), { name });
    }
    assert.notEqual((await lifeOf(event))?.deletedAt, null);
    await db.deleteFrom('eventMembers').where('userId', '=', user.userId).execute();
    assert.equal(
      (await listBin(ctx, organizer)).some(({ slug }) => slug === event.slug),
      true,
    );
    assert.deepEqual(await restoreEvent(ctx, organizer, { slug: event.slug }), { state: 'published' });
  });
});

describe('purging', () => {
  test('lets go of what is older than the bin keeps, with all that hangs on it, and of nothing else', async () => {
    const [old, young, alive] = [
      await makeEvent(system, organizer),
      await makeEvent(system, organizer),
      await makeEvent(system, organizer),
    ];
    for (const event of [old, young, alive]) await addProgramme(system, event, 1);
    await deleteEvent({ ...system, now: system.now - BIN_DAYS * DAY_MS }, old);
    await deleteEvent({ ...system, now: system.now - BIN_DAYS * DAY_MS + 1 }, young);
    assert.deepEqual(await purgeOldEvents(system), { purged: [old.slug], kept: [] });
    assert.deepEqual(
      [await lifeOf(old), (await lifeOf(young))?.state, (await lifeOf(alive))?.state],
      [undefined, 'draft', 'published'],
    );
    assert.equal(
      await db.selectFrom('sessions').select('id').where('eventId', '=', old.eventId).executeTakeFirst(),
      undefined,
    );
    const last = await db
      .selectFrom('auditEntries')
      .select(['action', 'subject', 'organizerId'])
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    assert.deepEqual(last, { action: 'event.purge', subject: `event ${old.slug}`, organizerId: organizer.organizerId });
  });

  test('leaves what a feature must keep, and goes on with the others', async () => {
    const [kept, other] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
    eventPurging.now('test_keeps', (_ctx, { eventId }) => {
      if (eventId === kept.eventId) throw new Conflict('There are invoices');
    });
    for (const event of [kept, other]) await deleteEvent({ ...system, now: system.now - BIN_DAYS * DAY_MS }, event);
    assert.deepEqual(await purgeOldEvents(system), { purged: [other.slug], kept: [kept.slug] });
    await assert.rejects(purgeEvent(system, organizer, { slug: kept.slug }), {
      name: 'Conflict',
      message: 'There are invoices',
    });
    assert.equal((await lifeOf(kept))?.stateBeforeDeletion, 'published');
  });

  test('can be done at once from the bin', async () => {
    const event = await makeEvent(system, organizer);
    await deleteEvent(system, event);
    await purgeEvent(system, organizer, { slug: event.slug });
    assert.equal(await lifeOf(event), undefined);
  });
});

test('only who may publish unpublishes and cancels, only who may delete deletes; others learn nothing', async () => {
  const event = await makeEvent(system, organizer);
  const stranger = await makeUser(system, { organizer: await makeOrganizer(system), role: 'owner' });
  for (const right of ['publish', 'delete'] as const) {
    for (const role of ORGANIZER_ROLES) {
      const act = async () =>
        authoriseEvent(database.ctx(await makeUser(system, { organizer, role })), event.slug, right);
      if (roleAllows(role, right)) assert.equal((await act()).eventId, event.eventId);
      else await assert.rejects(act, { name: 'Forbidden' }, `${role} ${right}`);
    }
    await assert.rejects(authoriseEvent(database.ctx(stranger), event.slug, right), { name: 'NotFound' });
  }
  await unpublishEvent(system, event);
  assert.deepEqual(await auditOf(event), ['event.publish', 'event.unpublish']);
});
