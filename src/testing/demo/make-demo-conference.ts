import type {
  Conference,
  ConferenceRoom,
  ConferenceSession,
  ConferenceSpeaker,
} from '#features/exchange/conference.ts';
import { BLANK_SPEAKER } from '#features/exchange/blank-records.ts';
import { slugify } from '#features/events/event.ts';
import { derivedUuid } from '#platform/ids.ts';
import { fromLocal, type Instant } from '#platform/time.ts';
import { carrel, DEMO_EVENT, DEMO_ROOMS, DEMO_SPONSORS, DEMO_TRACKS, DEMO_TYPES, DEMO_ZONE } from './setting.ts';
import { diceOf, peopleFor, recombinedTalk, shuffled, type Dice } from './recombine.ts';
import {
  BREAKS,
  DAYS,
  keynoteSlot,
  lightningSlots,
  nightSlot,
  slot,
  talkSlots,
  workshopSlots,
  type Slot,
} from './schedule.ts';
import { EVENING, KEYNOTES, LIGHTNING, TALKS, WORKSHOPS, type DemoTalk } from './talks.ts';

export type DemoOptions = { sessions?: number; seed?: number /** First day, `2027-06-03`. */; startsOn?: string };

type Draft = { talk: DemoTalk | { track: null; title: string; abstract: string }; type: string; slot: Slot | null };

/** Talks take the big rooms side by side; workshops and lightning talks have rooms of their own. */
const TALK_ROOMS = ['room-1', 'room-2', 'room-3'];
const SLOTS_PER_ROOM = 18;
const SPEAKERS_PER_TALK = [1, 1, 2, 1, 1, 1, 3, 1, 2];

/**
 * An invented conference of three days, for demonstrations and tests: the same options give the same conference. Two
 * sessions are withdrawn, one has no room and one no time yet. `sessions` counts breaks too; beyond the hundred or so
 * that were written by hand they are recombined, and rooms and people are added as needed.
 */
export function makeDemoConference(options: DemoOptions = {}): Conference {
  const { sessions: count = 72, seed = 1, startsOn = '2027-06-03' } = options;
  const dice = diceOf(seed);
  const rooms = [...DEMO_ROOMS];
  const drafts = draftProgramme(Math.max(count, 0), startsOn, rooms, dice);
  const speakers = speakersFor(Math.ceil(drafts.length * 0.6), dice);
  const updatedAt = clockOn(startsOn, -30, 12);
  const sessions = drafts.map((draft, at) => sessionOf(draft, at + 1, updatedAt));
  assignSpeakers(sessions, speakers);
  addLooseEnds(sessions);
  return {
    event: eventOn(startsOn, updatedAt),
    tracks: DEMO_TRACKS.map((track) => ({ ...track })),
    rooms: rooms.map((room) => ({ ...room })),
    sessionTypes: DEMO_TYPES.map((type) => ({ ...type })),
    speakers,
    sessions,
    sponsors: DEMO_SPONSORS.map((sponsor) => ({ ...sponsor })),
  };
}

function eventOn(startsOn: string, updatedAt: Instant): Conference['event'] {
  const year = startsOn.slice(0, 4);
  return {
    ...structuredClone(DEMO_EVENT),
    name: `Marginalia ${year}`,
    acronym: `marginalia-${year}`,
    startsAt: clockOn(startsOn, 0, 9),
    endsAt: clockOn(startsOn, 2, 19),
    callForSpeakers: {
      announcement:
        'Tell us about something small that you know well. First talks are welcome, and so are unfinished ones.',
      startsAt: clockOn(startsOn, -200, 9),
      endsAt: clockOn(startsOn, -120, 23),
    },
    updatedAt,
  };
}

function clockOn(startsOn: string, day: number, hour: number): Instant {
  const [year, month, date] = startsOn.split('-').map(Number) as [number, number, number];
  return fromLocal({ year, month, day: date + day, hour, minute: 0, second: 0 }, DEMO_ZONE);
}

/** Breaks and keynotes first, then workshops, lightning talks, the evening, and talks for all that is left. */
function draftProgramme(count: number, startsOn: string, rooms: ConferenceRoom[], dice: Dice): Draft[] {
  const frame: Draft[] = [
    ...DAYS.flatMap((day) => breaksOf(startsOn, day)),
    ...DAYS.map((day) => ({
      talk: KEYNOTES[day] as DemoTalk,
      type: 'keynote',
      slot: keynoteSlot(startsOn, day, 'room-1'),
    })),
    ...placed(shuffled(WORKSHOPS, dice), 'workshop', workshopSlots(startsOn, 'room-5')),
    ...placed(shuffled(LIGHTNING, dice).slice(0, 6), 'lightning', lightningSlots(startsOn, 'room-4')),
    { talk: EVENING, type: 'workshop', slot: nightSlot(startsOn, 'room-1') },
  ].slice(0, count);
  const talks = draftTalks(count - frame.length, startsOn, rooms, dice);
  return [...frame, ...talks].sort(byTime);
}

function byTime(a: Draft, b: Draft): number {
  return (a.slot?.startsAt ?? Number.MAX_SAFE_INTEGER) - (b.slot?.startsAt ?? Number.MAX_SAFE_INTEGER);
}

function breaksOf(startsOn: string, day: number): Draft[] {
  return BREAKS.map(({ title, clock, minutes, abstract }) => ({
    talk: { track: null, title, abstract },
    type: 'break',
    slot: slot(startsOn, day, clock, minutes, null),
  }));
}

const placed = (talks: DemoTalk[], type: string, slots: Slot[]): Draft[] =>
  talks.map((talk, at) => ({ talk, type, slot: slots[at] ?? null }));

function draftTalks(count: number, startsOn: string, rooms: ConferenceRoom[], dice: Dice): Draft[] {
  const talkRooms = [...TALK_ROOMS];
  for (let extra = 1; talkRooms.length * SLOTS_PER_ROOM < count; extra += 1) {
    rooms.push(carrel(extra));
    talkRooms.push(`room-${DEMO_ROOMS.length + extra}`);
  }
  const written = shuffled(TALKS, dice).slice(0, count);
  const others = Array.from({ length: count - written.length }, (_, at) => recombinedTalk(at, dice));
  const slots = spread(talkSlots(startsOn, talkRooms), count);
  return placed([...written, ...others], 'talk', slots);
}

/** `count` of the places, evenly over the three days. */
function spread(slots: Slot[], count: number): Slot[] {
  return Array.from({ length: count }, (_, at) => slots[Math.floor((at * slots.length) / count)] as Slot);
}

function sessionOf({ talk, type, slot: place }: Draft, number: number, updatedAt: Instant): ConferenceSession {
  const guid = derivedUuid('marginalia', 'session', String(number), talk.title);
  return {
    key: String(number),
    number,
    guid,
    uid: `${guid}@marginalia.example`,
    code: '',
    slug: `marginalia-${number}-${slugify(talk.title)}`.slice(0, 80).replace(/-$/, ''),
    title: talk.title,
    subtitle: '',
    abstract: talk.abstract,
    description: '',
    language: 'en',
    comments: '',
    level: '',
    state: number % 3 === 0 ? 'accepted' : 'confirmed',
    type,
    track: talk.track,
    room: place?.room ?? null,
    speakers: [],
    startsAt: place?.startsAt ?? null,
    endsAt: place?.endsAt ?? null,
    url: '',
    signupUrl: '',
    picture: null,
    slides: null,
    audio: null,
    video: null,
    links: [],
    attachments: [],
    recordingLicence: type === 'break' ? '' : 'CC BY 4.0',
    recordingOptout: type === 'workshop',
    sequence: 0,
    updatedAt,
  };
}

function speakersFor(count: number, dice: Dice): ConferenceSpeaker[] {
  return peopleFor(count, dice).map((person, at) => ({
    ...BLANK_SPEAKER,
    key: `speaker-${at + 1}`,
    number: at + 1,
    guid: derivedUuid('marginalia', 'speaker', String(at + 1)),
    name: person.name,
    email: `speaker-${at + 1}@marginalia.example`,
    organisation: person.organisation,
    position: person.position,
    country: person.country,
    shortBiography: person.biography.split(/(?<=\.) /)[0] ?? '',
    biography: person.biography,
    featured: at < 6,
  }));
}

/** In turn and in order of time, so that nobody is in two rooms at once. Breaks have no speaker. */
function assignSpeakers(sessions: ConferenceSession[], speakers: ConferenceSpeaker[]): void {
  let next = 0;
  sessions
    .filter((session) => session.type !== 'break')
    .forEach((session, at) => {
      const wanted = session.type === 'talk' ? (SPEAKERS_PER_TALK[at % SPEAKERS_PER_TALK.length] ?? 1) : 1;
      for (let i = 0; i < wanted; i += 1, next += 1) {
        session.speakers.push((speakers[next % speakers.length] as ConferenceSpeaker).key);
      }
    });
}

/** What every real programme has: two talks withdrawn, one still without a room, one without a time. */
function addLooseEnds(sessions: ConferenceSession[]): void {
  const talks = sessions.filter((session) => session.type === 'talk');
  for (const session of [talks[7], talks[23]]) {
    if (session) Object.assign(session, { state: 'withdrawn', sequence: 2 });
  }
  if (talks[12]) Object.assign(talks[12], { room: null, sequence: 1 });
  if (talks[30]) Object.assign(talks[30], { room: null, startsAt: null, endsAt: null, state: 'accepted' });
}
