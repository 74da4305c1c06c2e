import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import type { EventScope } from '#features/events/server/policy.ts';
import type { OrganizerRole } from '#features/organizers/organizer.ts';
import type { Ctx } from '#platform/ctx.ts';
import { addProgramme, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { watchStorage } from '#testing/watched-storage.ts';
import { removeRecordPicture, uploadRecordPicture } from './upload-record-picture.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const storage = watchStorage();
const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#336699' } })
  .png()
  .toBuffer();

const KINDS = [
  {
    what: 'a speaker’s photo',
    noun: 'speaker',
    list: 'speakers' as const,
    now: async ({ eventId }: EventScope) =>
      (
        await db
          .selectFrom('speakers')
          .select('photoId')
          .where('eventId', '=', eventId)
          .where('number', '=', 1)
          .executeTakeFirstOrThrow()
      ).photoId,
  },
  {
    what: 'a sponsor’s logo',
    noun: 'sponsor',
    list: 'sponsors' as const,
    now: async ({ eventId }: EventScope) =>
      (
        await db
          .selectFrom('sponsors')
          .select('logoId')
          .where('eventId', '=', eventId)
          .where('number', '=', 1)
          .executeTakeFirstOrThrow()
      ).logoId,
  },
];
const filesOf = async ({ eventId }: EventScope): Promise<number[]> =>
  (await db.selectFrom('media').select('id').where('eventId', '=', eventId).execute()).map(({ id }) => id);

for (const { what, noun, list, now } of KINDS) {
  const upload = (ctx: Ctx, event: EventScope, input: Parameters<typeof uploadRecordPicture>[3]) =>
    uploadRecordPicture(ctx, event, list, input);
  const remove = (ctx: Ctx, event: EventScope, input: { number: number }) =>
    removeRecordPicture(ctx, event, list, input);

  test(`${what} is taken, replaced with nothing left of the one before, and taken away`, async () => {
    const event = await makeEvent(system, organizer);
    await addProgramme(system, event, 1);
    await upload(system, event, { number: 1, bytes, fileName: 'one.png', storage });
    const first = await now(event);
    await upload(system, event, { number: 1, bytes, fileName: 'two.png', storage });
    assert.deepEqual([await filesOf(event), (await now(event)) === first], [[await now(event)], false]);
    await remove(system, event, { number: 1 });
    await remove(system, event, { number: 1 });
    assert.deepEqual([await now(event), await filesOf(event)], [null, []]);
  });

  test(`${what} is refused to those who may not, and nothing is kept of it`, async () => {
    const event = await makeEvent(system, organizer);
    await addProgramme(system, event, 1);
    const elsewhere = await makeOrganizer(system);
    const input = { number: 1, bytes, fileName: 'one.png', storage };
    for (const role of ['track-organizer', 'moderator', 'registrar'] as OrganizerRole[]) {
      const ctx = database.ctx(await makeUser(system, { organizer, role }));
      await assert.rejects(upload(ctx, event, input), { name: 'Forbidden' });
      await assert.rejects(remove(ctx, event, { number: 1 }), { name: 'Forbidden' });
    }
    const stranger = database.ctx(await makeUser(system, { organizer: elsewhere, role: 'owner' }));
    await assert.rejects(upload(stranger, event, input), { name: 'NotFound', message: 'This event no longer exists' });
    await assert.rejects(upload(system, event, { ...input, number: 7 }), {
      name: 'NotFound',
      message: `This event has no ${noun} 7`,
    });
    await assert.rejects(upload(system, event, { ...input, bytes: Buffer.from('<svg>') }), { name: 'Invalid' });
    assert.deepEqual([await now(event), await filesOf(event)], [null, []]);
  });
}
