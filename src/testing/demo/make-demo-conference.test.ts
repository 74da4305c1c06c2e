import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConferenceSession } from '#features/exchange/conference.ts';
import { isScheduled } from '#features/sessions/session.ts';
import { isoWithOffset } from '#platform/time.ts';
import { makeDemoConference } from './make-demo-conference.ts';

test('the same options give the same conference and another seed another', () => {
  assert.deepEqual(makeDemoConference({ seed: 3 }), makeDemoConference({ seed: 3 }));
  assert.notDeepEqual(makeDemoConference({ seed: 3 }), makeDemoConference({ seed: 4 }));
});

test('it has as many sessions as were asked for, from none to five thousand', () => {
  for (const sessions of [0, 1, 20, 72, 120, 5000])
    assert.equal(makeDemoConference({ sessions }).sessions.length, sessions);
});

test('keys, numbers and UUIDs are unique and every key points at something', () => {
  for (const sessions of [72, 1000]) {
    const conference = makeDemoConference({ sessions });
    for (const kind of ['tracks', 'rooms', 'sessionTypes', 'speakers', 'sessions', 'sponsors'] as const) {
      for (const field of ['key', 'number'] as const) {
        assert.equal(
          new Set(conference[kind].map((record) => record[field])).size,
          conference[kind].length,
          `${kind} ${field}`,
        );
      }
    }
    assert.equal(new Set(conference.sessions.map(({ guid }) => guid)).size, sessions);
    const keys = (kind: 'tracks' | 'rooms' | 'sessionTypes' | 'speakers'): Set<string | null> =>
      new Set(conference[kind].map(({ key }) => key));
    for (const session of conference.sessions) {
      assert.ok(session.track === null || keys('tracks').has(session.track));
      assert.ok(session.room === null || keys('rooms').has(session.room));
      assert.ok(keys('sessionTypes').has(session.type));
      assert.ok(session.speakers.every((key) => keys('speakers').has(key)));
    }
  }
});

test('nobody speaks twice at once and no room holds two sessions at once', () => {
  for (const sessions of [72, 1000]) {
    const scheduled = makeDemoConference({ sessions }).sessions.filter(isScheduled);
    const byPlace = Map.groupBy(
      scheduled.filter(({ room }) => room !== null),
      ({ room }) => room,
    );
    const bySpeaker = new Map<string, ConferenceSession[]>();
    for (const session of scheduled) {
      for (const key of session.speakers) bySpeaker.set(key, [...(bySpeaker.get(key) ?? []), session]);
    }
    for (const [who, theirs] of [...byPlace, ...bySpeaker]) assertOneAtATime(theirs, String(who));
  }
});

function assertOneAtATime(sessions: ConferenceSession[], who: string): void {
  const inOrder = [...sessions].sort((a, b) => (a.startsAt ?? 0) - (b.startsAt ?? 0));
  inOrder.forEach((session, at) => {
    const next = inOrder[at + 1];
    assert.ok(!next || (session.endsAt ?? 0) <= (next.startsAt ?? 0), `${who}: ${session.title} / ${next?.title}`);
  });
}

test('it has the loose ends of a real programme and an evening past midnight', () => {
  const { sessions } = makeDemoConference();
  const timed = sessions.filter(({ startsAt }) => startsAt !== null);
  assert.deepEqual(
    {
      withdrawn: timed.filter(({ state }) => state === 'withdrawn').length,
      withoutRoom: timed.filter(({ room, type }) => room === null && type !== 'break').length,
      withoutTime: sessions.length - timed.length,
      breaks: sessions.filter(({ type }) => type === 'break').length,
      keynotes: sessions.filter(({ type }) => type === 'keynote').length,
    },
    { withdrawn: 2, withoutRoom: 1, withoutTime: 1, breaks: 9, keynotes: 3 },
  );
  const night = sessions.find(({ title }) => title === 'Night Shift at the Press');
  assert.deepEqual(
    [night?.startsAt, night?.endsAt].map((at) => isoWithOffset(at ?? 0, 'Europe/Brussels')),
    ['2027-06-04T22:00:00+02:00', '2027-06-05T01:30:00+02:00'],
  );
});

test('no title comes twice among the sessions of the usual size, but for breaks', () => {
  const titles = makeDemoConference()
    .sessions.filter(({ type }) => type !== 'break')
    .map(({ title }) => title);
  assert.equal(new Set(titles).size, titles.length);
});

test('it can be put on any day', () => {
  const { event } = makeDemoConference({ startsOn: '2026-12-30' });
  assert.deepEqual(
    [
      event.name,
      event.acronym,
      isoWithOffset(event.startsAt, event.timeZone),
      isoWithOffset(event.endsAt, event.timeZone),
    ],
    ['Marginalia 2026', 'marginalia-2026', '2026-12-30T09:00:00+01:00', '2027-01-01T19:00:00+01:00'],
  );
});
