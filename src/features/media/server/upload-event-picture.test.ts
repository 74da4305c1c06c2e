import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { updateBrand } from '#features/events/server/update-brand.ts';
import { updatePlanAlt } from '#features/events/server/update-plan-alt.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { authoriseEventOf, type EventScope } from '#features/events/server/policy.ts';
import { copyEvent } from '#features/events/server/copy-event.ts';
import { getEvent } from '#features/events/server/queries.ts';
import { ORGANIZER_ROLES, roleAllows } from '#features/organizers/organizer.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { watchStorage } from '#testing/watched-storage.ts';
import { makeVariants } from './make-variants.ts';
import { getEventPictures } from './queries.ts';
import { updateFocalPoint } from './update-focal-point.ts';
import './receivers.ts';
import { removeEventPicture, uploadEventPicture } from './upload-event-picture.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const storage = watchStorage();

const bytes = (color: string): Promise<Buffer> =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: color } })
    .png()
    .toBuffer();
const upload = async (event: EventScope, part: 'header' | 'logo' | 'plan', color: string) =>
  (
    await uploadEventPicture(system, event, {
      part,
      bytes: await bytes(color),
      fileName: `${color.slice(1)}.png`,
      storage,
    })
  ).mediaId;
const mediaOf = async ({ eventId }: EventScope): Promise<number[]> =>
  (await db.selectFrom('media').select('id').where('eventId', '=', eventId).orderBy('id').execute()).map(
    ({ id }) => id,
  );
const auditOf = ({ eventId }: EventScope) =>
  db
    .selectFrom('auditEntries')
    .select(['action', 'before', 'after'])
    .where('eventId', '=', eventId)
    .where('action', 'in', ['event.header', 'event.logo', 'picture.focus', 'event.update'])
    .orderBy('id')
    .execute();

test('a header and a logo stand in their places, a new one replaces the old, and the history names the files', async () => {
  const event = await makeEvent(system, organizer);
  const logo = await upload(event, 'logo', '#112233');
  const first = await upload(event, 'header', '#445566');
  const second = await upload(event, 'header', '#778899');
  const { header, logo: shown } = await getEventPictures(system, event);
  assert.deepEqual(
    [header?.mediaId, header?.fileName, header?.whole?.width, shown?.mediaId],
    [second, '778899.png', 40, logo],
  );
  assert.deepEqual([await mediaOf(event), first === second], [[logo, second].sort((a, b) => a - b), false]);
  assert.deepEqual(await auditOf(event), [
    { action: 'event.logo', before: { file: null }, after: { file: '112233.png' } },
    { action: 'event.header', before: { file: null }, after: { file: '445566.png' } },
    { action: 'event.header', before: { file: '445566.png' }, after: { file: '778899.png' } },
  ]);
});

test('a picture that is taken away is gone, and taking away nothing changes nothing', async () => {
  const event = await makeEvent(system, organizer);
  await upload(event, 'header', '#112233');
  await removeEventPicture(system, event, 'header');
  await removeEventPicture(system, event, 'header');
  await removeEventPicture(system, event, 'logo');
  assert.deepEqual(
    [await getEventPictures(system, event), await mediaOf(event), (await auditOf(event)).length],
    [{ header: null, logo: null, plan: null }, [], 2],
  );
});

test('the plan of the place is shown in every size with its words, and a copy of the event has it too', async () => {
  const event = await makeEvent(system, organizer);
  const plan = await upload(event, 'plan', '#556677');
  await updatePlanAlt(system, event, { planAlt: 'The entrance is on Mill Street' });
  assert.equal((await getEventPictures(system, event)).plan?.mediaId, plan);
  await makeVariants(system, storage, { eventId: event.eventId });
  const shown = (await getEvent(system, event)).plan;
  assert.deepEqual(
    [shown?.alt, shown?.formats.map(({ type }) => type)],
    ['The entrance is on Mill Street', ['image/avif', 'image/webp']],
  );
  const whose = await authoriseOrganizer(
    system,
    (await db.selectFrom('organizers').select('slug').where('id', '=', event.organizerId).executeTakeFirstOrThrow())
      .slug,
    'create-event',
  );
  const copy = await copyEvent(system, event, whose, {
    name: 'Once more',
    startsAt: Date.parse('2028-05-01T08:00:00Z'),
    parts: ['pictures'],
  });
  assert.equal((await getEvent(system, copy)).plan?.alt, 'The entrance is on Mill Street');
  await removeEventPicture(system, event, 'plan');
  assert.equal((await getEvent(system, event)).plan, null);
});

test('the focal point shows wherever the picture is cropped, and is written down', async () => {
  const event = await makeEvent(system, organizer);
  const mediaId = await upload(event, 'header', '#112233');
  assert.equal((await getEvent(system, event)).picture?.position, undefined);
  await updateFocalPoint(system, event, { mediaId, focal: { x: 0.25, y: 0.8 } });
  await updateFocalPoint(system, event, { mediaId, focal: { x: 0.25, y: 0.8 } });
  assert.equal((await getEvent(system, event)).picture?.position, '25% 80%');
  assert.deepEqual((await auditOf(event)).slice(1), [
    { action: 'picture.focus', before: { focal: [0.5, 0.5] }, after: { focal: [0.25, 0.8] } },
  ]);
});

test('an exact colour brings its hue, a grey leaves it, and what is no colour is refused', async () => {
  const event = await makeEvent(system, organizer, { hue: 10 });
  const brand = async (): Promise<unknown[]> => {
    const { hue, brandColor } = await getEvent(system, event);
    return [hue, brandColor];
  };
  await updateBrand(system, event, { hue: 10, brandColor: '#0057B8' });
  assert.deepEqual(await brand(), [257, '#0057b8']);
  await updateBrand(system, event, { hue: 12, brandColor: '#808080' });
  assert.deepEqual(await brand(), [12, '#808080']);
  for (const brandColor of ['', 'red', '#12', '#0057b8ff', 'url(#x)'])
    await assert.rejects(updateBrand(system, event, { hue: 10, brandColor }), { name: 'Invalid' });
  await updateBrand(system, event, { hue: 12, brandColor: null });
  assert.deepEqual(await brand(), [12, null]);
  assert.deepEqual(
    (await auditOf(event)).map(({ after }) => after),
    [{ hue: 257, brandColor: '#0057b8' }, { hue: 12, brandColor: '#808080' }, { brandColor: null }],
  );
});

test('the hue is any whole number of degrees, and the same again changes nothing', async () => {
  const event = await makeEvent(system, organizer, { hue: 10 });
  await updateBrand(system, event, { hue: 359, brandColor: null });
  await updateBrand(system, event, { hue: 359, brandColor: null });
  for (const hue of [-1, 360, 1.5, Number.NaN])
    await assert.rejects(updateBrand(system, event, { hue, brandColor: null }), { name: 'Invalid' });
  assert.deepEqual(
    [(await getEvent(system, event)).hue, await auditOf(event)],
    [359, [{ action: 'event.update', before: { hue: 10 }, after: { hue: 359 } }]],
  );
});

test('what is no picture is refused and leaves the one that is there', async () => {
  const event = await makeEvent(system, organizer);
  const mediaId = await upload(event, 'header', '#112233');
  const before = storage.keys();
  await assert.rejects(
    uploadEventPicture(system, event, {
      part: 'header',
      bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      fileName: 'a.png',
      storage,
    }),
    { name: 'Invalid', message: /SVG/ },
  );
  assert.deepEqual([(await getEventPictures(system, event)).header?.mediaId, storage.keys()], [mediaId, before]);
});

test('only who may edit an event chooses its look; others’ pictures cannot be focused through it', async () => {
  const event = await makeEvent(system, organizer);
  const address = { organizer: organizer.slug, event: event.slug };
  for (const role of ORGANIZER_ROLES) {
    const act = async () =>
      authoriseEventOf(database.ctx(await makeUser(system, { organizer, role })), address, 'edit');
    if (roleAllows(role, 'edit')) assert.equal((await act()).eventId, event.eventId);
    else await assert.rejects(act, { name: 'Forbidden' });
  }
  const other = await makeOrganizer(system);
  const stranger = await makeUser(system, { organizer: other, role: 'owner' });
  await assert.rejects(authoriseEventOf(database.ctx(stranger), address, 'edit'), { name: 'NotFound' });
  const theirs = await makeEvent(system, other);
  const mediaId = await upload(theirs, 'header', '#112233');
  await assert.rejects(updateFocalPoint(system, event, { mediaId, focal: { x: 0, y: 0 } }), { name: 'NotFound' });
});
