import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { setBareRuntime } from '#testing/bare-runtime.ts';
import { createTestDatabase } from '#testing/database.ts';
import { templateForm } from './inputs.ts';
import { listTemplates } from './queries.ts';
import { loadWords } from './render-notice.ts';
import { renderPreview } from './render-preview.ts';
import { defaultWords, updateTemplate } from './update-template.ts';

const database = await createTestDatabase();
setBareRuntime(database);
const system = database.ctx();
const organizer = await makeOrganizer(system);
const entries = (eventId: number) =>
  database.db
    .selectFrom('auditEntries')
    .select('subject')
    .where('eventId', '=', eventId)
    .where('action', '=', 'template.update')
    .execute();

describe('a template', () => {
  test('keeps the event’s own words by language, and leaves to Foyer what reads as Foyer’s', async () => {
    const event = await makeEvent(system, organizer);
    const foyer = defaultWords('order-confirmation', 'en');
    const save = (words: Partial<typeof foyer>) =>
      updateTemplate(system, event, { kind: 'order-confirmation', locale: 'en', ...foyer, ...words });
    await save({});
    assert.deepEqual([await listTemplates(system, event), await entries(event.eventId)], [[], []]);
    await save({ subject: 'Welcome, {name}' });
    await save({ subject: 'Welcome, {name}' });
    assert.deepEqual(await loadWords(system, event.eventId, 'order-confirmation', 'en'), {
      subject: 'Welcome, {name}',
      body: '',
    });
    assert.deepEqual(await loadWords(system, event.eventId, 'order-confirmation', 'ar'), { subject: '', body: '' });
    assert.equal((await entries(event.eventId)).length, 1);
    await save({});
    assert.deepEqual(await listTemplates(system, event), []);
  });

  test('is refused with a name in brackets that stands for nothing, beside its field', () => {
    const read = templateForm('order-expired').safeParse({ subject: 'Too late', body: 'You owe {total}' });
    assert.deepEqual(
      read.error?.issues.map(({ path, message }) => [path.join(), message]),
      [['body', 'field.placeholder']],
    );
  });

  test('is shown for somebody who was made up, without a link into any order', async () => {
    const event = await makeEvent(system, organizer);
    const { subject, text, html } = await renderPreview(system, event, {
      kind: 'order-refunded',
      locale: 'ar',
      words: { subject: '{name}: {amount}', body: '' },
    });
    assert.match(subject, /^ليلى حداد: /);
    assert.doesNotMatch(`${text}${html}`, /\/orders\/|\{\w+\}/);
  });
});
