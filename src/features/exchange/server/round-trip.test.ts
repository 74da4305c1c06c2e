/** What is written is what is read, as far as each format can say it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { completeConference } from '#features/exchange/complete-conference.ts';
import type {
  Conference,
  ConferenceLink,
  ConferenceSession,
  ConferenceSpeaker,
  MediaRef,
} from '#features/exchange/conference.ts';
import { localDate, type Instant } from '#platform/time.ts';
import { arbitraryConference } from '#testing/arbitrary-conference.ts';
import { cleanBlock, cleanColor, cleanLanguage, cleanLine, cleanUrl, guidOfUid } from './formats/clean-text.ts';
import { mediaName } from './formats/gather-media.ts';
import { NO_ROOM } from './formats/programme-days.ts';
import { calendarSessions, fullText, listedSessions, listedSpeakers, scheduledSessions } from './formats/programme.ts';
import { jsonAcronymOf } from './formats/schedule-names.ts';
import { webAddress, writableLine, writableText } from './formats/writable-text.ts';
import { readConference } from './read-conference.ts';
import { findExport } from './write-conference.ts';
import { slugify } from '#features/events/event.ts';

const OPTIONS = { baseUrl: 'https://foyer.example', eventUrl: 'https://foyer.example/e/some-event' };
const RUNS = { numRuns: 60 };

const line = (text: string): string => cleanLine(writableLine(text));
const block = (text: string): string => cleanBlock(writableText(text));
const seconds = (at: Instant): Instant => Math.floor(at / 1000) * 1000;
const pageOf = (session: ConferenceSession): string => `${OPTIONS.eventUrl}/sessions/${session.number}`;

type Names = { room: string | null; track: string | null; type: string | null; speakers: string[] };

function namesIn(conference: Conference, session: ConferenceSession): Names {
  const nameOf = (things: { key: string; name: string }[], key: string | null): string | null =>
    things.find((thing) => thing.key === key)?.name ?? null;
  const name = (things: { key: string; name: string }[], key: string | null): string | null => {
    const found = nameOf(things, key);
    return found === null ? null : line(found);
  };
  return {
    room: name(conference.rooms, session.room),
    track: name(conference.tracks, session.track),
    type: name(conference.sessionTypes, session.type),
    speakers: session.speakers.map((key) => line(nameOf(conference.speakers, key) ?? '')),
  };
}

async function readBack(
  name: string,
  conference: Conference,
  options: object = {},
): Promise<{ read: Conference; files: Map<string, Uint8Array> }> {
  const written = await findExport(name)?.write(conference, { ...OPTIONS, ...options });
  const bytes = typeof written === 'string' ? Buffer.from(written) : (written ?? new Uint8Array());
  const { event } = conference;
  const reading = await readConference(bytes, { timeZone: event.timeZone, fileName: `${line(event.name)}.xml` });
  assert.deepEqual(reading.skipped, []);
  return { read: completeConference(reading.conference, 0), files: reading.files };
}

/** The fields of `session` that `expected` has, with names in place of keys. */
function seen(read: Conference, like: object[]): object[] {
  const fields = Object.keys(like[0] ?? {});
  return read.sessions.map((session) => pick({ ...session, ...namesIn(read, session) }, fields));
}

function pick(thing: object, fields: string[]): object {
  return Object.fromEntries(fields.map((field) => [field, (thing as Record<string, unknown>)[field]]));
}

const byTitle = <T extends object>(things: T[]): T[] =>
  [...things].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

function assertSame(actual: object[], expected: object[]): void {
  assert.deepEqual(byTitle(actual), byTitle(expected));
}

const linksOf = (links: ConferenceLink[]): ConferenceLink[] =>
  links.flatMap(({ title, url }) => {
    const address = cleanUrl(webAddress(url));
    return address ? [{ title: line(title) || address, url: address }] : [];
  });

const webMedia = (media: MediaRef | null): string => (media && 'url' in media ? webAddress(media.url) : '');

const webRef = (media: MediaRef | null): MediaRef | null => (webMedia(media) ? { url: webMedia(media) } : null);

function scheduleSession(conference: Conference, session: ConferenceSession): object {
  const names = namesIn(conference, session);
  return {
    ...names,
    room: names.room || NO_ROOM,
    number: session.number,
    guid: session.guid,
    title: line(session.title),
    subtitle: line(session.subtitle),
    abstract: block(session.abstract),
    description: block(session.description),
    language: cleanLanguage(session.language),
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    recordingLicence: line(session.recordingLicence),
    recordingOptout: session.recordingOptout,
    links: linksOf(session.links),
    attachments: linksOf(session.attachments),
    slides: webRef(session.slides),
    audio: webRef(session.audio),
    video: webRef(session.video),
    picture: webRef(session.picture),
    url: webAddress(session.url) || pageOf(session),
  };
}

function scheduleEvent(conference: Conference): object {
  const { event } = conference;
  return {
    name: line(event.name),
    timeZone: event.timeZone,
    website: webAddress(event.website) || OPTIONS.eventUrl,
    timeslotMinutes: event.timeslotMinutes,
    logo: webRef(event.logo),
  };
}

function assertScheduleEvent(read: Conference, conference: Conference): void {
  const expected = scheduleEvent(conference);
  assert.deepEqual(pick(read.event, Object.keys(expected)), expected);
  assert.equal(
    localDate(read.event.startsAt, read.event.timeZone),
    localDate(conference.event.startsAt, conference.event.timeZone),
  );
  const tracks = conference.tracks.map((track) => ({ name: line(track.name), color: track.color }));
  assert.deepEqual(
    read.tracks.map(({ name, color }) => ({ name, color })),
    tracks,
  );
}

describe('what is written is read again', () => {
  test('as schedule.xml', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryConference, async (conference) => {
        const { read } = await readBack('schedule.xml', conference);
        const expected = scheduledSessions(conference).map((session) => scheduleSession(conference, session));
        assertSame(seen(read, expected), expected);
        assertScheduleEvent(read, conference);
        assert.equal(read.event.acronym, conference.event.acronym);
      }),
      RUNS,
    );
  });

  test('as schedule.xml for FOSDEM apps, with venue and subtitle', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryConference, async (conference) => {
        const { read } = await readBack('schedule.xml', conference, { client: 'fosdem' });
        const { event } = conference;
        assert.equal(read.event.locationName, line(event.locationName || event.city) || 'TBA');
        assert.equal(read.event.subtitle, line(event.subtitle));
        assert.equal(read.event.dayChangeMinutes, event.dayChangeMinutes);
        assert.deepEqual(
          read.sessions.map((session) => session.guid).sort(),
          scheduledSessions(conference)
            .map((session) => session.guid)
            .sort(),
        );
      }),
      RUNS,
    );
  });

  test('as schedule.json', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryConference, async (conference) => {
        const { read } = await readBack('schedule.json', conference);
        const expected = scheduledSessions(conference).map((session) => ({
          ...scheduleSession(conference, session),
          code: session.code,
          slug: session.slug || derivedSlug(session, conference),
        }));
        assertSame(seen(read, expected), expected);
        assertScheduleEvent(read, conference);
        assert.equal(read.event.description, block(conference.event.description || conference.event.subtitle));
        const capacities = conference.rooms.map(({ name, capacity }) => [line(name), capacity]);
        assert.deepEqual(
          read.rooms.filter(({ name }) => name !== NO_ROOM).map(({ name, capacity }) => [name, capacity]),
          capacities,
        );
      }),
      RUNS,
    );
  });

  test('as iCalendar, with what was withdrawn', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryConference, async (conference) => {
        const { read } = await readBack('calendar.ics', conference);
        const expected = calendarSessions(conference).map((session) => calendarSession(conference, session));
        assertSame(seen(read, expected), expected);
        assert.equal(cleanLine(unescaped(read.event.name)), line(conference.event.name));
        assert.equal(read.event.timeZone, conference.event.timeZone);
        assert.equal(cleanBlock(unescaped(read.event.description)), describedAs(conference));
      }),
      RUNS,
    );
  });

  test('as xCal of RFC 6321, with what was withdrawn', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryConference, async (conference) => {
        const { read } = await readBack('xcal.xml', conference);
        const expected = calendarSessions(conference).map((session) => calendarSession(conference, session));
        assertSame(seen(read, expected), expected);
        assert.equal(read.event.timeZone, conference.event.timeZone);
      }),
      RUNS,
    );
  });

  for (const times of ['utc', 'offset'] as const) {
    test(`as legacy xCal with times in the form "${times}"`, async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryConference, async (conference) => {
          const { read } = await readBack('calendar.xcs', conference, { times });
          const expected = scheduledSessions(conference).map((session) => legacySession(conference, session));
          assertSame(seen(read, expected), expected);
          assertCalendarEvent(read, conference);
        }),
        RUNS,
      );
    });
  }

  for (const dialect of ['dash', 'snake'] as const) {
    test(`as an Open Event archive in the dialect "${dialect}", media included`, async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryConference, async (conference) => {
          const openMedia = async (file: string): Promise<Uint8Array> => Buffer.from(`content of ${file}`);
          const { read, files } = await readBack('open-event.zip', conference, { dialect, openMedia });
          const sessions = listedSessions(conference, OPTIONS).map((session) => archiveSession(conference, session));
          assertSame(seen(read, sessions), sessions);
          const speakers = listedSpeakers(conference, OPTIONS).map(archiveSpeaker);
          assertSame(
            read.speakers.map((speaker) => pick(speaker, Object.keys(archiveSpeakerFields))),
            speakers,
          );
          assertArchiveEvent(read, conference);
          for (const [name, bytes] of files) assert.match(Buffer.from(bytes).toString(), /^content of /, name);
        }),
        RUNS,
      );
    });
  }
});

function derivedSlug(session: ConferenceSession, conference: Conference): string {
  return `${jsonAcronymOf(conference.event)}-${session.number}-${slugify(session.title)}`.replace(/-$/, '');
}

function calendarSession(conference: Conference, session: ConferenceSession): object {
  const { room, track, speakers } = namesIn(conference, session);
  return {
    room: room || null,
    track: track || null,
    speakers,
    uid: line(session.uid),
    guid: guidOfUid(session.uid),
    title: line(session.title),
    abstract: block(fullText(session)),
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    url: pageOf(session),
    state: session.state === 'withdrawn' ? 'withdrawn' : 'confirmed',
    sequence: session.sequence,
    updatedAt: seconds(session.updatedAt),
  };
}

function legacySession(conference: Conference, session: ConferenceSession): object {
  const { room, type, speakers } = namesIn(conference, session);
  const abstract = block(session.abstract || session.description || 'N/A');
  return {
    room: room || null,
    type: type || null,
    speakers,
    uid: line(session.uid),
    guid: guidOfUid(session.uid),
    title: line(session.title),
    abstract: abstract === 'N/A' ? '' : abstract,
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    url: pageOf(session),
    state: 'confirmed',
  };
}

/** The reader leaves the X- properties of a calendar as they stand in the file. */
function unescaped(text: string): string {
  return text.replace(/\\([nN\\;,])/g, (_, character: string) => (/n/i.test(character) ? '\n' : character));
}

function describedAs(conference: Conference): string {
  return block(conference.event.description || conference.event.subtitle);
}

function assertCalendarEvent(read: Conference, conference: Conference): void {
  assert.equal(read.event.name, line(conference.event.name));
  assert.equal(read.event.timeZone, conference.event.timeZone);
}

function mediaIn(media: MediaRef | null, place: string): MediaRef | null {
  if (media === null) return null;
  if ('url' in media) return { url: webAddress(media.url) };
  return { file: `${place}${/\.[a-z0-9]{1,5}$/i.exec(media.file)?.[0].toLowerCase() ?? ''}` };
}

function archiveSession(conference: Conference, session: ConferenceSession): object {
  const names = namesIn(conference, session);
  const { number } = session;
  return {
    ...names,
    track: names.track ?? 'General',
    number,
    guid: session.guid,
    code: session.code,
    slug: session.slug,
    title: cleanLine(session.title),
    subtitle: cleanLine(session.subtitle),
    abstract: cleanBlock(session.abstract),
    description: cleanBlock(session.description),
    language: cleanLanguage(session.language),
    comments: cleanBlock(session.comments),
    level: cleanLine(session.level),
    state: session.state,
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    url: cleanUrl(session.url),
    signupUrl: cleanUrl(session.signupUrl),
    links: archiveLinks(session.links),
    picture: mediaIn(session.picture, `images/sessions/session_${number}`),
    slides: mediaIn(session.slides, `slides/session_${number}`),
    audio: mediaIn(session.audio, `audios/session_${number}`),
    video: mediaIn(session.video, `videos/session_${number}`),
  };
}

const archiveLinks = (links: ConferenceLink[]): ConferenceLink[] =>
  links.map(({ title, url }) => ({ title: cleanLine(title) || cleanUrl(url), url: cleanUrl(url) }));

const archiveSpeakerFields = {
  number: 0,
  guid: '',
  code: '',
  name: '',
  email: '',
  mobile: '',
  photo: null,
  organisation: '',
  position: '',
  country: '',
  shortBiography: '',
  biography: '',
  website: '',
  links: [],
  featured: false,
};

function archiveSpeaker(speaker: ConferenceSpeaker): object {
  return {
    number: speaker.number,
    guid: speaker.guid,
    code: speaker.code,
    name: cleanLine(speaker.name),
    email: '',
    mobile: '',
    photo: mediaIn(speaker.photo, `images/speakers/${mediaName(speaker.name, speaker.number)}`),
    organisation: cleanLine(speaker.organisation),
    position: cleanLine(speaker.position),
    country: cleanLine(speaker.country),
    shortBiography: cleanBlock(speaker.shortBiography),
    biography: cleanBlock(speaker.biography),
    website: cleanUrl(speaker.website),
    links: archiveLinks(speaker.links),
    featured: speaker.featured,
  };
}

function assertArchiveEvent(read: Conference, conference: Conference): void {
  const { event } = conference;
  const expected = {
    acronym: event.acronym,
    name: cleanLine(event.name),
    subtitle: cleanLine(event.subtitle),
    description: cleanBlock(event.description),
    startsAt: event.startsAt,
    endsAt: event.endsAt,
    timeZone: event.timeZone,
    locationName: cleanLine(event.locationName),
    city: cleanLine(event.city),
    latitude: event.latitude,
    longitude: event.longitude,
    website: cleanUrl(event.website || OPTIONS.eventUrl),
    ticketUrl: cleanUrl(event.ticketUrl),
    email: event.email,
    language: cleanLanguage(event.language),
    logo: mediaIn(event.logo, 'images/logo'),
    header: mediaIn(event.header, 'images/background'),
    organizerName: cleanLine(event.organizerName),
    organizerDescription: cleanBlock(event.organizerDescription),
    socialLinks: archiveLinks(event.socialLinks),
    codeOfConduct: cleanBlock(event.codeOfConduct),
    copyright: event.copyright && {
      holder: cleanLine(event.copyright.holder),
      holderUrl: cleanUrl(event.copyright.holderUrl),
      licence: cleanLine(event.copyright.licence),
      licenceUrl: cleanUrl(event.copyright.licenceUrl),
      year: event.copyright.year,
      logo: cleanUrl(event.copyright.logo),
    },
    callForSpeakers: event.callForSpeakers && {
      ...event.callForSpeakers,
      announcement: cleanBlock(event.callForSpeakers.announcement),
    },
    type: cleanLine(event.type),
    topic: cleanLine(event.topic),
    subTopic: cleanLine(event.subTopic),
    sessionForm: event.sessionForm,
    speakerForm: event.speakerForm,
    state: event.state,
  };
  assert.deepEqual(pick(read.event, Object.keys(expected)), expected);
  const rooms = conference.rooms.map(({ number, name, floor, latitude, longitude, capacity, guid }) => ({
    number,
    name: cleanLine(name),
    floor: cleanLine(floor),
    latitude,
    longitude,
    capacity,
    guid,
  }));
  assert.deepEqual(
    read.rooms.map(({ key: _, ...room }) => pick(room, Object.keys(rooms[0] ?? {}))),
    rooms,
  );
  const types = conference.sessionTypes.map(({ number, name, minutes }) => ({
    number,
    name: cleanLine(name),
    minutes,
  }));
  assert.deepEqual(
    read.sessionTypes.map(({ number, name, minutes }) => ({ number, name, minutes })),
    types,
  );
  const sponsors = conference.sponsors.map(({ key: _, ...sponsor }) => ({
    ...sponsor,
    name: cleanLine(sponsor.name),
    description: cleanBlock(sponsor.description),
    url: cleanUrl(sponsor.url),
    type: cleanLine(sponsor.type),
    logo: mediaIn(sponsor.logo, `images/sponsors/${mediaName(sponsor.name, sponsor.number)}`),
  }));
  assert.deepEqual(
    read.sponsors.map(({ key: _, ...sponsor }) => pick(sponsor, Object.keys(sponsors[0] ?? {}))),
    sponsors,
  );
  const tracks = conference.tracks.map(({ number, name, description, color }) => ({
    number,
    name: cleanLine(name),
    description: cleanBlock(description),
    color: cleanColor(color) || '#607d8b',
  }));
  assert.deepEqual(
    read.tracks.slice(0, tracks.length).map(({ key: _, ...track }) => track),
    tracks,
  );
}
