import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { authoriseEventOf, type EventScope } from '#features/events/server/policy.ts';
import { Forbidden, NotFound } from '#platform/errors.ts';
import { postMail } from '#platform/mailer.ts';
import { transact } from '#platform/transact.ts';
import { addProgramme, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import { countEventTroubles, getEventDashboard } from './queries.ts';
import { startAgain } from './start-again.ts';

const database = await createTestDatabase();
const { db } = database;
const ctx = database.ctx();
const ALL = { history: true, edit: true };

/** Something failed for good of each kind. */
async function addTroubles(event: EventScope, recipient = 'guest@example.org'): Promise<number> {
  await db
    .insertInto('jobs')
    .values({
      queue: 'rebuild_exports',
      payload: JSON.stringify({ eventId: event.eventId }),
      state: 'dead',
      attempts: 8,
      lastError: 'Error: ENOSPC',
    })
    .execute();
  await transact(ctx, (ctx) =>
    postMail(ctx, {
      to: recipient,
      subject: 'Hello',
      text: 'Words',
      html: '',
      kind: 'test',
      eventId: event.eventId,
      organizerId: event.organizerId,
    }),
  );
  const { id } = await db.selectFrom('mails').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow();
  await db
    .updateTable('mails')
    .set({ state: 'failed', fault: 'refused', lastError: '550 5.1.1 user unknown' })
    .where('id', '=', id)
    .execute();
  await db.deleteFrom('jobs').where('queue', '=', 'send_mail').execute();
  return id;
}

describe('the first page of an event', () => {
  test('says how many sessions there are each day, what was done last and what failed, of this event only', async () => {
    const organizer = await makeOrganizer(ctx);
    const [event, other] = [await makeEvent(ctx, organizer), await makeEvent(ctx, await makeOrganizer(ctx))];
    await addProgramme(ctx, event, 3);
    await addProgramme(ctx, other, 2);
    await db
      .updateTable('sessions')
      .set({ startsAt: null, endsAt: null })
      .where('eventId', '=', event.eventId)
      .where('number', '=', 3)
      .execute();
    await addTroubles(event);
    await addTroubles(other, 'secret@example.org');
    await writeAuditEntry(ctx, {
      organizerId: event.organizerId,
      eventId: event.eventId,
      action: 'session.update',
      subject: 'session 1: Opening',
      after: { title: 'x' },
    });
    await writeAuditEntry(ctx, {
      organizerId: other.organizerId,
      eventId: other.eventId,
      action: 'session.update',
      subject: 'session 1: Secret',
      after: { title: 'x' },
    });
    const { days, unplanned, changes, failedWork, troubledMails, troubledCount } = await getEventDashboard(
      ctx,
      event,
      ALL,
    );
    assert.deepEqual([days, unplanned], [[{ day: '2027-05-08', sessions: 2 }], 1]);
    assert.equal(changes[0]?.subject, 'session 1: Opening');
    assert.deepEqual(
      changes.filter(({ subject }) => subject.includes('Secret')),
      [],
    );
    assert.deepEqual(failedWork, [{ queue: 'rebuild_exports', words: 'Error: ENOSPC', count: 1 }]);
    assert.deepEqual(
      [troubledMails, troubledCount],
      [[{ recipient: 'guest@example.org', subject: 'Hello', words: '550 5.1.1 user unknown', final: true }], 1],
    );
    assert.deepEqual([...(await countEventTroubles(ctx, organizer))], [[event.slug, 2]]);
  });

  test('keeps history and addresses from those who may not see them', async () => {
    const event = await makeEvent(ctx, await makeOrganizer(ctx));
    await addTroubles(event);
    await writeAuditEntry(ctx, {
      organizerId: event.organizerId,
      eventId: event.eventId,
      action: 'session.update',
      subject: 'session 1: Opening',
      after: { title: 'x' },
    });
    const { changes, troubledMails, troubledCount } = await getEventDashboard(ctx, event, {
      history: false,
      edit: false,
    });
    assert.deepEqual([changes, troubledMails, troubledCount], [[], [], 1]);
  });

  test('takes the same statements with one of everything and with three', async () => {
    const event = await makeEvent(ctx, await makeOrganizer(ctx));
    await addProgramme(ctx, event, 1);
    await addTroubles(event);
    const one = await countStatements(() => getEventDashboard(ctx, event, ALL));
    await addProgramme(ctx, event, 2, 2);
    await addTroubles(event);
    await addTroubles(event);
    assert.equal(await countStatements(() => getEventDashboard(ctx, event, ALL)), one);
  });
});

describe('starting again what failed', () => {
  test('revives the event’s jobs and mails, leaves wiped ones and other events alone, and stands in the history', async () => {
    const organizer = await makeOrganizer(ctx);
    const [event, other] = [await makeEvent(ctx, organizer), await makeEvent(ctx, await makeOrganizer(ctx))];
    const [mail, foreign] = [await addTroubles(event), await addTroubles(other)];
    const wiped = await addTroubles(event);
    await db.updateTable('mails').set({ wipedAt: new Date() }).where('id', '=', wiped).execute();
    const editor = database.ctx(await makeUser(ctx, { organizer, role: 'co-organizer' }));
    assert.equal(await startAgain(editor, event), 3);
    const states = await db
      .selectFrom('mails')
      .select(['id', 'state'])
      .where('id', 'in', [mail, wiped, foreign])
      .orderBy('id')
      .execute();
    assert.deepEqual(Object.fromEntries(states.map(({ id, state }) => [id, state])), {
      [mail]: 'waiting',
      [wiped]: 'failed',
      [foreign]: 'failed',
    });
    assert.equal((await getEventDashboard(ctx, other, ALL)).failedWork.length, 1);
    assert.deepEqual((await getEventDashboard(ctx, event, ALL)).failedWork, []);
    const { action, subject, actor } = (await getEventDashboard(ctx, event, ALL)).changes[0] ?? {};
    assert.deepEqual(
      [action, subject, actor],
      ['work.resend', '2 jobs and 1 mails that had failed', editor.actor.kind === 'user' ? editor.actor.name : ''],
    );
  });

  test('revives all mails, however many cannot go again', async () => {
    const event = await makeEvent(ctx, await makeOrganizer(ctx));
    const ids: number[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await addTroubles(event));
    await db.updateTable('mails').set({ wipedAt: new Date() }).where('id', 'in', ids.slice(0, 3)).execute();
    assert.equal(await startAgain(ctx, event, { page: 2 }), 7);
    const waiting = await db
      .selectFrom('mails')
      .select('id')
      .where('eventId', '=', event.eventId)
      .where('state', '=', 'waiting')
      .orderBy('id')
      .execute();
    assert.deepEqual(
      waiting.map(({ id }) => id),
      ids.slice(3),
    );
  });

  test('is for those who edit the event: not for a moderator, and not for another organizer’s owner', async () => {
    const organizer = await makeOrganizer(ctx);
    const event = await makeEvent(ctx, organizer);
    const stranger = await makeOrganizer(ctx);
    await addTroubles(event);
    const place = { organizer: organizer.slug, event: event.slug };
    await assert.rejects(
      authoriseEventOf(database.ctx(await makeUser(ctx, { organizer, role: 'moderator' })), place, 'edit'),
      Forbidden,
    );
    await assert.rejects(
      authoriseEventOf(database.ctx(await makeUser(ctx, { organizer: stranger, role: 'owner' })), place, 'edit'),
      NotFound,
    );
  });
});
