import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { authoriseEvent, authorisePublicEvent, type EventScope, systemEventScope } from './policy.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const setState = (event: EventScope, state: string) =>
  db.updateTable('events').set({ state }).where('id', '=', event.eventId).execute();

describe('who may see and change an event', () => {
  const refusedAs = (slug: string) => ({
    name: 'NotFound',
    code: 'not_found',
    message: `There is no event called "${slug}"`,
  });

  test('the public sees published and cancelled ones; a draft cannot be told from nothing', async () => {
    const nobody = database.ctx({ kind: 'nobody' });
    const event = await makeEvent(system, organizer, { published: false });
    await assert.rejects(authorisePublicEvent(nobody, event.slug), refusedAs(event.slug));
    await assert.rejects(authorisePublicEvent(nobody, 'no-such-event'), refusedAs('no-such-event'));
    for (const state of ['published', 'cancelled']) {
      await setState(event, state);
      assert.deepEqual(await authorisePublicEvent(nobody, event.slug), event);
    }
  });

  test('its own team sees a draft as the public will, nobody else does', async () => {
    const event = await makeEvent(system, organizer, { published: false });
    assert.deepEqual(
      await authorisePublicEvent(database.ctx(await makeUser(system, { organizer, role: 'registrar' })), event.slug),
      event,
    );
    const neighbour = await makeUser(system, { organizer: await makeOrganizer(system), role: 'owner' });
    for (const actor of [neighbour, await makeUser(system)])
      await assert.rejects(authorisePublicEvent(database.ctx(actor), event.slug), refusedAs(event.slug));
  });

  test('a member may what the role allows, and is told so', async () => {
    const event = await makeEvent(system, organizer, { published: false });
    const editor = database.ctx(await makeUser(system, { organizer, role: 'co-organizer' }));
    const registrar = database.ctx(await makeUser(system, { organizer, role: 'registrar' }));
    assert.deepEqual(await authoriseEvent(editor, event.slug, 'edit'), event);
    assert.deepEqual(await authoriseEvent(registrar, event.slug, 'see'), event);
    await assert.rejects(authoriseEvent(registrar, event.slug, 'edit'), { name: 'Forbidden' });
    await assert.rejects(authoriseEvent(editor, event.slug, 'manage-team'), { name: 'Forbidden' });
  });

  test('strangers and other tenants cannot tell it from nothing, published or not', async () => {
    const other = await makeOrganizer(system);
    const neighbour = await makeUser(system, { organizer: other, role: 'owner' });
    await makeEvent(system, other);
    for (const published of [true, false]) {
      const event = await makeEvent(system, organizer, { published });
      for (const actor of [{ kind: 'nobody' } as const, await makeUser(system), neighbour]) {
        await assert.rejects(authoriseEvent(database.ctx(actor), event.slug, 'see'), refusedAs(event.slug));
      }
    }
  });

  test('the system works on any event there is', async () => {
    const event = await makeEvent(system, organizer, { published: false });
    assert.deepEqual(await systemEventScope(system, event.eventId), event);
    await assert.rejects(systemEventScope(system, 999_999), { name: 'NotFound' });
  });
});
