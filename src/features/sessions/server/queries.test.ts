import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeMedia } from '#features/media/server/write-media.ts';
import { addProgramme, DAY, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { getPublicSession } from './queries.ts';
import { updateSessions } from './update-sessions.ts';

const HOUR = 3_600_000;
const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const missing = { name: 'NotFound', message: 'This event has no session 1' };

test('a session shows what the public may know of it, and only links that browsers follow', async () => {
  const event = await makeEvent(system, organizer);
  await addProgramme(system, event, 2);
  const links = [
    { title: 'Notes', url: 'https://example.org/notes' },
    { title: 'Trap', url: 'javascript:alert(1)' },
  ];
  await db
    .updateTable('sessions')
    .set({ links: JSON.stringify(links), comments: 'only for the team', updatedAt: new Date(DAY) })
    .where('eventId', '=', event.eventId)
    .execute();
  assert.deepEqual(await getPublicSession(system, event, 1), {
    number: 1,
    title: 'Session 1',
    subtitle: '',
    abstract: '',
    description: '',
    startsAt: DAY + HOUR,
    endsAt: DAY + 2 * HOUR,
    language: '',
    level: '',
    signupUrl: '',
    recordingOptout: false,
    updatedAt: DAY,
    state: 'confirmed',
    track: { number: 1, name: 'Track 1', color: '#336699' },
    room: { number: 1, name: 'Hall 1' },
    type: { name: 'Type 1' },
    speakerNumbers: [1],
    links: [{ kind: null, title: 'Notes', url: 'https://example.org/notes' }],
  });
});

test('slides and recordings are linked whether they lie with us or elsewhere; the sign-up only where browsers follow it', async () => {
  const event = await makeEvent(system, organizer);
  await addProgramme(system, event, 1);
  const file = { url: null, fileName: 'a', contentType: 'application/pdf', bytes: 1 };
  const elsewhere = (url: string) => ({
    storageKey: null,
    url,
    fileName: '',
    contentType: 'application/octet-stream',
    bytes: 0,
    sha256: '',
  });
  const [slidesId, videoId, audioId] = await writeMedia(system, event, [
    { ...file, storageKey: `media/slides-${event.eventId}`, sha256: '0123456789abcdef99' },
    elsewhere('https://video.example/1'),
    elsewhere('javascript:alert(1)'),
  ]);
  const set = (values: object) => db.updateTable('sessions').set(values).where('eventId', '=', event.eventId).execute();
  await set({ slidesId, videoId, audioId, signupUrl: 'javascript:alert(2)' });
  const { links, signupUrl } = await getPublicSession(system, event, 1);
  assert.deepEqual(
    [links, signupUrl],
    [
      [
        { kind: 'slides', title: '', url: `/media/${slidesId}/0123456789abcdef` },
        { kind: 'video', title: '', url: 'https://video.example/1' },
      ],
      '',
    ],
  );
  await set({ signupUrl: 'https://example.org/join' });
  assert.equal((await getPublicSession(system, event, 1)).signupUrl, 'https://example.org/join');
});

test('what is not accepted cannot be told from nothing; what was withdrawn stays while it had a time', async () => {
  const event = await makeEvent(system, organizer);
  await addProgramme(system, event, 1);
  const neighbour = await makeEvent(system, organizer);
  for (const state of ['draft', 'pending', 'rejected'] as const) {
    await updateSessions(system, event, { change: [{ number: 1, values: { state } }] });
    await assert.rejects(getPublicSession(system, event, 1), missing);
  }
  await updateSessions(system, event, { change: [{ number: 1, values: { state: 'withdrawn' } }] });
  assert.equal((await getPublicSession(system, event, 1)).state, 'withdrawn');
  await updateSessions(system, event, { change: [{ number: 1, values: { startsAt: null, endsAt: null } }] });
  await assert.rejects(getPublicSession(system, event, 1), missing);
  await assert.rejects(getPublicSession(system, neighbour, 1), missing);
});
