/** Calendars are read as they were written, as far as iCalendar and both kinds of xCal can say it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Conference, ConferenceSession } from '#features/exchange/conference.ts';
import { arbitraryConference } from '#testing/arbitrary-conference.ts';
import { assertSame, block, line, namesIn, pageOf, readBack, RUNS, seconds, seen } from '#testing/read-back.ts';
import { guidOfUid } from './clean-text.ts';
import { htmlToText } from './html-to-text.ts';
import { calendarSessions, eventText, fullText, scheduledSessions } from './programme.ts';

describe('a calendar is read as it was written', () => {
  test('as iCalendar, with what was withdrawn', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryConference, async (conference) => {
        const { read } = await readBack('calendar.ics', conference);
        const expected = calendarSessions(conference).map((session) => calendarSession(conference, session));
        assertSame(seen(read, expected), expected);
        assertCalendarEvent(read, conference);
        assert.equal(read.event.description, block(eventText(conference)));
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
        assertCalendarEvent(read, conference);
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
});

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
  const abstract = block(htmlToText(session.abstract) || htmlToText(session.description) || 'N/A');
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

function assertCalendarEvent(read: Conference, conference: Conference): void {
  assert.equal(read.event.name, line(conference.event.name));
  assert.equal(read.event.timeZone, conference.event.timeZone);
}
