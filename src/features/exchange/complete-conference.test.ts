import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUuid } from '#platform/ids.ts';
import { completeConference } from './complete-conference.ts';
import type { SaidConference } from './conference.ts';

const NOW = Date.UTC(2027, 0, 1);

function said(sessions: SaidConference['sessions']): SaidConference {
  return {
    event: { key: 'e', name: 'Event', startsAt: 0, endsAt: 1, timeZone: 'UTC' },
    tracks: [],
    rooms: [],
    sessionTypes: [],
    speakers: [],
    sessions,
  };
}

test('numbers that are free are kept, the others get the next free ones', () => {
  const { sessions } = completeConference(
    said([
      { key: 'a', title: 'A', number: 2 },
      { key: 'b', title: 'B' },
      { key: 'c', title: 'C', number: 2 },
      { key: 'd', title: 'D', number: 7 },
    ]),
    NOW,
  );
  const numbers = sessions.map(({ number }) => number);
  assert.equal(new Set(numbers).size, 4);
  assert.deepEqual([numbers[0], numbers[3]], [2, 7]);
});

test('a session without a UUID gets the same one each time, and another key another one', () => {
  const guids = (key: string): (string | undefined)[] =>
    completeConference(said([{ key, title: 'A' }]), NOW).sessions.flatMap(({ guid, uid }) => [guid, uid]);
  assert.deepEqual(guids('a'), guids('a'));
  assert.notDeepEqual(guids('a'), guids('b'));
  assert.ok(isUuid(guids('a')[0] ?? ''));
});

test('what is not said is blank, what is said stays', () => {
  const conference = completeConference(said([{ key: 'a', title: 'A', abstract: 'x', track: undefined }]), NOW);
  const [session] = conference.sessions;
  assert.deepEqual(
    [
      session?.abstract,
      session?.track,
      session?.state,
      session?.updatedAt,
      conference.event.description,
      conference.sponsors,
    ],
    ['x', null, 'confirmed', NOW, '', []],
  );
});
