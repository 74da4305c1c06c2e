import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { extrasFields } from '../event-form.ts';
import { extrasForm, LINK_ROWS } from './inputs.ts';
import { authoriseEventOf, type EventScope } from './policy.ts';
import { getEvent } from './queries.ts';
import { getExtras } from './load-managed-event.ts';
import { updateExtras } from './update-extras.ts';
import { updateEvent } from './write-event.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const owner = database.ctx(await makeUser(system, { organizer, role: 'owner' }));

const fieldsOf = async (event: EventScope) =>
  extrasFields(await getExtras(system, event), LINK_ROWS.length) as Record<string, string>;
const change = async (event: EventScope, fields: Record<string, string>) =>
  updateExtras(owner, event, extrasForm.parse({ ...(await fieldsOf(event)), ...fields }));

describe('the extras of an event', () => {
  test('are saved as they were typed, shown to everybody, and written down once', async () => {
    const event = await makeEvent(system, organizer);
    const typed = {
      email: 'hello@lantern.example',
      website: 'https://lantern.example',
      linkTitle1: 'Chat',
      linkUrl1: 'https://chat.example',
      linkUrl3: 'https://third.example',
      codeOfConduct: 'Be kind',
      copyrightHolder: 'Lantern Society',
      copyrightYear: '2027',
      licence: 'CC BY 4.0',
      licenceUrl: 'https://creativecommons.org/licenses/by/4.0/',
      call: 'on',
      callAnnouncement: 'Tell us',
      callEnds: '2027-03-01T23:59',
    };
    await change(event, typed);
    const { email, website, socialLinks, codeOfConduct, copyright, callForSpeakers } = await getEvent(system, event);
    assert.deepEqual(
      { email, website, socialLinks, codeOfConduct, copyright, callForSpeakers },
      {
        email: typed.email,
        website: typed.website,
        codeOfConduct: 'Be kind',
        socialLinks: [
          { title: 'Chat', url: 'https://chat.example' },
          { title: '', url: 'https://third.example' },
        ],
        copyright: {
          holder: 'Lantern Society',
          holderUrl: '',
          licence: 'CC BY 4.0',
          licenceUrl: typed.licenceUrl,
          year: '2027',
          logo: '',
        },
        callForSpeakers: { announcement: 'Tell us', startsAt: null, endsAt: Date.parse('2027-03-01T23:59:00Z') },
      },
    );
    const entries = () =>
      db
        .selectFrom('auditEntries')
        .select('action')
        .where('eventId', '=', event.eventId)
        .where('action', '=', 'event.update')
        .execute();
    const { version } = await getEvent(system, event);
    await change(event, {});
    assert.deepEqual(
      [await entries(), (await getEvent(system, event)).version],
      [[{ action: 'event.update' }], version],
    );
  });

  test('lose nothing that their form does not show', async () => {
    const event = await makeEvent(system, organizer);
    const links = Array.from({ length: 14 }, (_, i) => ({ title: `T${i}`, url: `https://${i}.example` }));
    const ends = Date.parse('2027-03-01T22:59:59Z');
    await updateEvent(system, event, {
      socialLinks: JSON.stringify(links),
      copyright: JSON.stringify({
        holder: 'A',
        holderUrl: 'https://a.example',
        licence: '',
        licenceUrl: '',
        year: '',
        logo: 'https://a.example/logo.png',
      }),
      callForSpeakers: JSON.stringify({ announcement: 'Tell us', startsAt: null, endsAt: ends }),
    });
    await change(event, { linkUrl1: '', linkTitle1: '', licence: 'CC0' });
    const { socialLinks, copyright, callForSpeakers } = await getEvent(system, event);
    assert.deepEqual(socialLinks, links.slice(1));
    assert.deepEqual(copyright, {
      holder: 'A',
      holderUrl: 'https://a.example',
      licence: 'CC0',
      licenceUrl: '',
      year: '',
      logo: 'https://a.example/logo.png',
    });
    assert.equal(callForSpeakers?.endsAt, ends, 'to the second');
  });

  test('keep the words of a call that is switched off to the organiser', async () => {
    const event = await makeEvent(system, organizer);
    await change(event, { call: 'on', callAnnouncement: 'Tell us' });
    await change(event, { call: '' });
    assert.deepEqual(
      [
        (await getEvent(system, event)).callForSpeakers,
        (await fieldsOf(event)).callAnnouncement,
        (await fieldsOf(event)).call,
      ],
      [null, 'Tell us', ''],
    );
    await change(event, { call: 'on' });
    assert.deepEqual((await getEvent(system, event)).callForSpeakers, {
      announcement: 'Tell us',
      startsAt: null,
      endsAt: null,
    });
    await change(event, { call: '', callAnnouncement: '' });
    assert.equal((await getExtras(system, event)).call, null);
  });

  test('are refused where a link leads nowhere, a call says nothing or closes before it opens', () => {
    const problems = (fields: object) => extrasForm.safeParse(fields).error?.issues.map(({ path }) => path.join('.'));
    assert.deepEqual(
      [
        { linkTitle2: 'Chat' },
        { linkUrl1: 'javascript:alert(1)' },
        { call: 'on' },
        { callStarts: '2027-03-02T10:00', callEnds: '2027-03-01T10:00' },
        { email: 'not an address' },
        { copyrightYear: 'soon' },
        {},
      ].map(problems),
      [['linkUrl2'], ['linkUrl1'], ['callAnnouncement'], ['callEnds'], ['email'], ['copyrightYear'], undefined],
    );
  });
});

test('the link to take part is everybody’s until there are tickets', async () => {
  const event = await makeEvent(system, organizer, { onlineUrl: 'https://meet.example' });
  const shown = async () => {
    const { online, onlineUrl } = await getEvent(system, event);
    return [online, onlineUrl];
  };
  assert.deepEqual(await shown(), [true, 'https://meet.example']);
  await updateEvent(system, event, { ticketUrl: 'https://tickets.example' });
  assert.deepEqual(await shown(), [true, '']);
  await updateEvent(system, event, { ticketUrl: '' });
  await db
    .insertInto('ticketTypes')
    .values({ eventId: event.eventId, number: 1, name: 'Friend', kind: 'free' })
    .execute();
  assert.deepEqual(await shown(), [true, '']);
});

test('the extras of another installation are out of reach, and not everybody of this one edits them', async () => {
  const event = await makeEvent(system, organizer);
  const other = await makeOrganizer(system);
  const address = { organizer: organizer.slug, event: event.slug };
  await assert.rejects(
    authoriseEventOf(database.ctx(await makeUser(system, { organizer: other, role: 'owner' })), address, 'edit'),
    { name: 'NotFound' },
  );
  await assert.rejects(
    authoriseEventOf(database.ctx(await makeUser(system, { organizer, role: 'moderator' })), address, 'edit'),
    { name: 'Forbidden' },
  );
});
