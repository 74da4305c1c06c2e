import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { DRAFT_LIMITS } from '../event-form.ts';
import { discardDraft } from './discard-draft.ts';
import { storeDraft } from './store-draft.ts';
import { loadForm } from './load-form.ts';
import { authoriseEventOf } from './policy.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const [anna, ben] = [
  database.ctx(await makeUser(system, { organizer, role: 'owner' })),
  database.ctx(await makeUser(system, { organizer, role: 'co-organizer' })),
];
const [event, sister] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
const current = { name: 'Stored', city: '' };
const form = 'basics';

test('what was typed comes back to who typed it, in that event and that form alone', async () => {
  await storeDraft(anna, event, { form, entries: { name: 'Typed', city: '' }, base: current });
  const draft = await loadForm(anna, event, { form, current });
  assert.deepEqual(
    [draft?.state, draft?.keptAt],
    [{ entries: { name: 'Typed', city: '' }, problems: {}, message: '', conflicts: [], base: current }, anna.now],
  );
  const others = await Promise.all([
    loadForm(ben, event, { form, current }),
    loadForm(anna, sister, { form, current }),
    loadForm(anna, event, { form: 'extras', current }),
    loadForm(system, event, { form, current }),
  ]);
  assert.deepEqual(others, [null, null, null, null]);
});

test('the last words count, and those that say what is stored are none', async () => {
  await storeDraft(anna, event, { form, entries: { name: 'Typed again', city: 'Ghent' }, base: current });
  assert.deepEqual((await loadForm(anna, event, { form, current }))?.state.entries, {
    name: 'Typed again',
    city: 'Ghent',
  });
  assert.equal(
    await loadForm(anna, event, { form, current: { name: 'Typed again', city: 'Ghent' } }),
    null,
    'saved meanwhile',
  );
  await storeDraft(anna, event, { form, entries: current, base: current });
  assert.equal(
    await db.selectFrom('formDrafts').select('form').where('eventId', '=', event.eventId).executeTakeFirst(),
    undefined,
  );
});

test('discarding lets go of one’s own draft and of no other', async () => {
  for (const [ctx, scope] of [
    [anna, event],
    [ben, event],
    [anna, sister],
  ] as const)
    await storeDraft(ctx, scope, { form, entries: { name: 'Typed' }, base: current });
  await discardDraft(anna, event, form);
  const left = await Promise.all([
    loadForm(anna, event, { form, current }),
    loadForm(ben, event, { form, current }),
    loadForm(anna, sister, { form, current }),
  ]);
  assert.deepEqual(
    left.map((draft) => draft?.state.entries.name),
    [undefined, 'Typed', 'Typed'],
  );
});

test('nobody keeps a draft without an account, in a form of no name, or of more than anybody types', async () => {
  const entries = { name: 'Typed' };
  await assert.rejects(storeDraft(database.ctx({ kind: 'nobody' }), event, { form, entries, base: current }), {
    name: 'Forbidden',
  });
  await assert.rejects(storeDraft(anna, event, { form: '../x', entries, base: current }), { name: 'Invalid' });
  await assert.rejects(
    storeDraft(anna, event, { form, entries: { name: 'x'.repeat(DRAFT_LIMITS.characters) }, base: current }),
    { name: 'Invalid' },
  );
  const many = Array.from({ length: DRAFT_LIMITS.forms }, (_, i) => ({
    userId: anna.actor.kind === 'user' ? anna.actor.userId : '',
    eventId: event.eventId,
    form: `session-${i}`,
    entries: '{}',
    base: '{}',
  }));
  await db.insertInto('formDrafts').values(many).execute();
  await assert.rejects(storeDraft(anna, event, { form, entries, base: current }), {
    name: 'Invalid',
    message: 'You have too many unsaved forms. Save or discard some.',
  });
});

test('another installation’s owner cannot reach the event to keep anything in it; a moderator can, for themselves', async () => {
  const other = await makeOrganizer(system);
  const stranger = database.ctx(await makeUser(system, { organizer: other, role: 'owner' }));
  const address = { organizer: organizer.slug, event: event.slug };
  await assert.rejects(authoriseEventOf(stranger, address, 'see'), { name: 'NotFound' });
  const moderator = database.ctx(await makeUser(system, { organizer, role: 'moderator' }));
  const scope = await authoriseEventOf(moderator, address, 'see');
  await storeDraft(moderator, scope, { form, entries: { name: 'Note' }, base: current });
  assert.equal((await loadForm(ben, event, { form, current }))?.state.entries.name, 'Typed');
});
