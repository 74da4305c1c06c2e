import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unpublishEvent } from '#features/events/server/publish-event.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { getPublicMedia, mediaIdsByUrl } from './queries.ts';
import { writeMedia } from './write-media.ts';

const database = await createTestDatabase();
const system = database.ctx();
const nobody = database.ctx({ kind: 'nobody' });
const organizer = await makeOrganizer(system);
const SHA = 'abcdef0123456789'.repeat(4);
const file = (storageKey: string) => ({
  storageKey,
  url: null,
  fileName: 'images/logo.png',
  contentType: 'image/png',
  bytes: 7,
  sha256: SHA,
});
const address = (url: string) => ({
  storageKey: null,
  url,
  fileName: '',
  contentType: 'application/octet-stream',
  bytes: 0,
  sha256: '',
});
const missing = { name: 'NotFound', message: 'We could not find this file' };

test('many files are written in the order given, whatever their number', async () => {
  const event = await makeEvent(system, organizer);
  const ids = await writeMedia(
    system,
    event,
    Array.from({ length: 1200 }, (_, i) => file(`many/${i}`)),
  );
  const rows = await database.db
    .selectFrom('media')
    .select(['id', 'storageKey'])
    .where('eventId', '=', event.eventId)
    .execute();
  const keys = new Map(rows.map((row) => [row.id, row.storageKey]));
  assert.deepEqual(
    ids.map((id) => keys.get(id)),
    Array.from({ length: 1200 }, (_, i) => `many/${i}`),
  );
});

test('a file is public under its id and the beginning of its digest, and only there', async () => {
  const event = await makeEvent(system, organizer);
  const [id = 0, elsewhere = 0] = await writeMedia(system, event, [
    file('public/1'),
    address('https://example.org/a.png'),
  ]);
  const { storageKey, contentType, bytes } = await getPublicMedia(nobody, id, SHA.slice(0, 16));
  assert.deepEqual({ storageKey, contentType, bytes }, { storageKey: 'public/1', contentType: 'image/png', bytes: 7 });
  for (const digest of ['', 'abcdef', SHA, '0000000000000000'])
    await assert.rejects(getPublicMedia(nobody, id, digest), missing);
  await assert.rejects(getPublicMedia(nobody, elsewhere, ''), missing);
  await assert.rejects(getPublicMedia(nobody, 999_999, SHA.slice(0, 16)), missing);
  await unpublishEvent(system, event);
  await assert.rejects(getPublicMedia(nobody, id, SHA.slice(0, 16)), missing);
});

test('what is known of an event\u2019s files is of that event alone', async () => {
  const [event, other] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
  const ids = await writeMedia(system, event, [file('own/1'), address('https://example.org/b.png')]);
  await writeMedia(system, other, [file('other/1'), address('https://example.org/c.png')]);
  assert.deepEqual([...(await mediaIdsByUrl(system, event))], [['https://example.org/b.png', ids[1]]]);
});
