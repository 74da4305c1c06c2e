import { completeConference } from './complete-conference.ts';
import type { Conference, ConferenceEvent, ConferenceSession } from '#features/exchange/conference.ts';

const MINUTE = 60_000;

/** 2027-06-03T09:00:00+02:00, where `smallConference` starts. */
export const SMALL_START = Date.UTC(2027, 5, 3, 7);

/**
 * A conference of one session, with what a test changes about it: "Opening" by Ada in Hall A, half an hour from nine in
 * the morning in Berlin.
 */
export function smallConference(
  session: Partial<ConferenceSession> = {},
  event: Partial<ConferenceEvent> = {},
): Conference {
  return completeConference(
    {
      event: {
        key: 'small',
        acronym: 'small-2027',
        name: 'Small conference',
        startsAt: SMALL_START,
        endsAt: SMALL_START + 480 * MINUTE,
        timeZone: 'Europe/Berlin',
        state: 'published',
        ...event,
      },
      tracks: [{ key: 't', number: 4, name: 'Main, really' }],
      rooms: [{ key: 'r', number: 7, name: 'Hall A' }],
      sessionTypes: [{ key: 'talk', number: 2, name: 'Talk' }],
      speakers: [{ key: 'ada', number: 5, name: 'Ada Example', email: 'ada@private.example', mobile: '+15550100' }],
      sessions: [
        {
          key: 's',
          number: 9,
          guid: '11111111-2222-4333-8444-555555555555',
          uid: 'opening@small.example',
          title: 'Opening',
          track: 't',
          room: 'r',
          type: 'talk',
          speakers: ['ada'],
          startsAt: SMALL_START,
          endsAt: SMALL_START + 30 * MINUTE,
          ...session,
        },
      ],
    },
    Date.UTC(2027, 4, 1, 12),
  );
}

export const SMALL_OPTIONS = { baseUrl: 'https://foyer.example', eventUrl: 'https://foyer.example/e/small' };
