/** What stands around the demo programme: tracks, rooms, session types, sponsors and the event itself. All invented. */
import type {
  ConferenceEvent,
  ConferenceRoom,
  ConferenceSessionType,
  ConferenceSponsor,
  ConferenceTrack,
} from '#features/exchange/conference.ts';
import { derivedUuid } from '#platform/ids.ts';
import type { DemoTrack } from './talks.ts';

export const DEMO_ZONE = 'Europe/Brussels';

export const DEMO_EVENT: Omit<ConferenceEvent, 'startsAt' | 'endsAt' | 'updatedAt' | 'acronym' | 'name'> = {
  key: '1',
  subtitle: 'Three days for people who print, keep, mend and write small programs',
  description:
    'Marginalia is a gathering for everyone who works at the edge of the page: printers, archivists, programmers of small things, menders, and the people who put out the chairs.\n\nThree days in a former type-setting works in Ghent. Talks in the mornings, hands on paper in the afternoons, soup whenever it is ready.',
  timeZone: DEMO_ZONE,
  locationName: 'Zetterij Noord',
  city: 'Ghent',
  latitude: 51.068312,
  longitude: 3.729845,
  website: 'https://marginalia.example/',
  ticketUrl: '',
  email: 'hello@marginalia.example',
  language: 'en',
  logo: null,
  header: null,
  organizerName: 'Marginalia vzw',
  organizerDescription:
    'A society of forty-one people who met over a broken stapler in 2016 and have put on a conference every other year since.',
  socialLinks: [{ title: 'Newsletter', url: 'https://marginalia.example/letters' }],
  codeOfConduct:
    'Be generous with time, careful with tools, and curious about people. If something goes wrong, anybody with a red bookmark will listen and help. They are on every floor, and they may ask a guest to leave.',
  copyright: {
    holder: 'Marginalia vzw',
    holderUrl: 'https://marginalia.example/',
    licence: 'Creative Commons Attribution 4.0',
    licenceUrl: 'https://creativecommons.org/licenses/by/4.0/',
    year: '2027',
    logo: '',
  },
  callForSpeakers: null,
  type: 'Conference',
  topic: 'Film, Media & Entertainment',
  subTopic: 'Books and print',
  dayChangeMinutes: 4 * 60,
  timeslotMinutes: 5,
  sessionForm: null,
  speakerForm: null,
  state: 'published',
  scheduleVersion: 'Second proof',
};

const track = (number: number, key: DemoTrack, name: string, color: string, description: string): ConferenceTrack => ({
  key,
  number,
  name,
  color,
  description,
});

export const DEMO_TRACKS: ConferenceTrack[] = [
  track(1, 'type', 'Type & page', '#b3412e', 'Letters, spaces, and how they sit together.'),
  track(2, 'archives', 'Archives & memory', '#7a5c1e', 'Keeping things, finding them again, letting them go.'),
  track(3, 'software', 'Small software', '#1f6f78', 'Programs for few people, made to last.'),
  track(4, 'mending', 'Mending & making', '#4f7a35', 'Glue, thread, solder and patience.'),
  track(5, 'together', 'Reading together', '#6b4c9a', 'Groups, rules, queues and soup.'),
];

const room = (number: number, name: string, floor: string, capacity: number): ConferenceRoom => ({
  key: `room-${number}`,
  number,
  name,
  floor,
  latitude: null,
  longitude: null,
  capacity,
  guid: derivedUuid('marginalia', 'room', String(number)),
});

export const DEMO_ROOMS: ConferenceRoom[] = [
  room(1, 'Composing Room', 'Ground floor', 320),
  room(2, 'Bindery', 'First floor', 120),
  room(3, 'Ink Store', 'First floor', 80),
  room(4, 'Attic', 'Third floor', 60),
  room(5, 'Proof Room', 'Second floor', 24),
];

/** Rooms beyond those of Foyer, for a programme that does not fit into it. */
export function carrel(number: number): ConferenceRoom {
  return room(DEMO_ROOMS.length + number, `Carrel ${number}`, 'Annexe', 20);
}

export const DEMO_TYPES: ConferenceSessionType[] = [
  { key: 'talk', number: 1, name: 'Talk', minutes: 45 },
  { key: 'workshop', number: 2, name: 'Workshop', minutes: 90 },
  { key: 'keynote', number: 3, name: 'Keynote', minutes: 45 },
  { key: 'lightning', number: 4, name: 'Lightning talk', minutes: 10 },
  { key: 'break', number: 5, name: 'Break', minutes: 30 },
];

const sponsor = (
  number: number,
  level: number,
  type: string,
  name: string,
  description: string,
): ConferenceSponsor => ({
  key: `sponsor-${number}`,
  number,
  name,
  description,
  url: `https://${name.toLowerCase().replace(/[^a-z]+/g, '-')}.example/`,
  type,
  level,
  logo: null,
});

export const DEMO_SPONSORS: ConferenceSponsor[] = [
  sponsor(
    1,
    1,
    'Folio',
    'Quireworks Paper Mill',
    'Rag paper from Flemish shirts since 1871. Every notebook at the workshops is theirs.',
  ),
  sponsor(
    2,
    1,
    'Folio',
    'Northlamp Hosting Cooperative',
    'Servers owned by the people who use them. Nine members look after ours.',
  ),
  sponsor(3, 2, 'Quarto', 'Kettlestitch Supplies', 'Thread, needles, awls, and advice that is free.'),
  sponsor(4, 2, 'Quarto', 'Halfsheet Type', 'Typefaces in small families, licensed in plain words.'),
  sponsor(5, 2, 'Quarto', 'Bank van de Brug', 'A savings bank with one branch and very long opening hours.'),
  sponsor(6, 3, 'Octavo', 'Blotter Coffee', 'Roasted round the corner, poured by volunteers.'),
  sponsor(7, 3, 'Octavo', 'Wheelhouse Couriers', 'Carries our fragile things on two wheels.'),
  sponsor(8, 3, 'Octavo', 'Deckle Records', 'Pressed the sound of the empty reading room.'),
];
