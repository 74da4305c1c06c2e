/** Schedules are read as they were written, as far as schedule.xml and schedule.json can say it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Conference, ConferenceLink, ConferenceSession, MediaRef } from '#features/exchange/conference.ts';
import { localDate } from '#platform/time.ts';
import { slugify } from '#features/events/event.ts';
import { arbitraryConference } from '#testing/arbitrary-conference.ts';
import { assertSame, block, line, namesIn, OPTIONS, pageOf, pick, readBack, RUNS, seen } from '#testing/read-back.ts';
import { cleanLanguage, cleanLine, cleanUrl } from './clean-text.ts';
import { scheduledSessions } from './programme.ts';
import { jsonAcronymOf } from './schedule-names.ts';
import { webAddress, writableLine } from './writable-text.ts';

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
    room: names.room || null,
    track: names.track || null,
    type: names.type || null,
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
    dayChangeMinutes: event.dayChangeMinutes,
    scheduleVersion: cleanLine(writableLine(event.scheduleVersion).slice(0, 100).toWellFormed()),
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

describe('a schedule is read as it was written', () => {
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
          read.rooms.filter(({ name }) => name === 'TBA'),
          [],
        );
        assert.deepEqual(
          read.tracks.filter(({ name }) => name === 'Programme'),
          [],
        );
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
          read.rooms.map(({ name, capacity }) => [name, capacity]),
          capacities,
        );
      }),
      RUNS,
    );
  });
});

function derivedSlug(session: ConferenceSession, conference: Conference): string {
  return `${jsonAcronymOf(conference.event)}-${session.number}-${slugify(session.title)}`.replace(/-$/, '');
}
