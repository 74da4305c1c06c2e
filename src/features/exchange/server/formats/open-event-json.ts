/**
 * The objects of an Open Event archive under the names of its first version, which the writer turns into those of the
 * second. Fields stand in the order of the Open Event server: the listed ones first, the rest by alphabet.
 */
import type {
  ConferenceEvent,
  ConferenceForm,
  ConferenceRoom,
  ConferenceSession,
  ConferenceSessionType,
  ConferenceSpeaker,
  ConferenceSponsor,
  ConferenceTrack,
} from '#features/exchange/conference.ts';
import { SPEAKER_FIELDS } from '#features/people/speaker.ts';
import { ROOM_FIELDS } from '#features/sessions/room.ts';
import { SESSION_FIELDS } from '#features/sessions/session-fields.ts';
import { SPONSOR_FIELDS } from '#features/sponsors/sponsor.ts';
import { isoWithOffset, type Instant } from '#platform/time.ts';
import { mediaName, type AddMedia } from './gather-media.ts';
import { inOrder, type Json, type Writing, writeFields } from './open-event-fields.ts';
import type { Programme } from './programme.ts';
import { clockLength } from './schedule-names.ts';

export type { Json };

export type OpenEventWriting = {
  programme: Programme;
  sessions: ConferenceSession[];
  speakers: ConferenceSpeaker[];
  tracks: ConferenceTrack[];
  /** Stands in where a session has no track: the web-app generator needs one on each. */
  neutralTrack: ConferenceTrack;
  sessionsOfSpeaker: (speaker: ConferenceSpeaker) => ConferenceSession[];
  sessionsOfTrack: (track: ConferenceTrack) => ConferenceSession[];
  addMedia: AddMedia;
};

/** For tracks whose colour Foyer chooses. */
const NEUTRAL_COLOR = '#607d8b';
const NETWORKS = ['twitter', 'facebook', 'github', 'linkedin'] as const;

export async function eventJson({ programme, addMedia }: OpenEventWriting): Promise<Json> {
  const { conference, options } = programme;
  const { event } = conference;
  return {
    id: numericKey(event.key),
    name: event.name,
    latitude: event.latitude,
    longitude: event.longitude,
    location_name: event.locationName,
    start_time: isoWithOffset(event.startsAt, event.timeZone),
    end_time: isoWithOffset(event.endsAt, event.timeZone),
    timezone: event.timeZone,
    description: event.description,
    background_image: await addMedia(event.header, 'images/background'),
    logo: await addMedia(event.logo, 'images/logo'),
    organizer_name: event.organizerName,
    organizer_description: event.organizerDescription,
    event_url: event.website || options.eventUrl,
    social_links: socialLinksJson(event),
    ticket_url: event.ticketUrl,
    privacy: 'public',
    type: event.type,
    topic: event.topic,
    sub_topic: event.subTopic,
    code_of_conduct: event.codeOfConduct,
    copyright: await copyrightJson(event),
    acronym: event.acronym,
    call_for_papers: callJson(event),
    ...(options.includePrivate ? { creator: { email: event.email } } : {}),
    day_change_minutes: event.dayChangeMinutes,
    email: event.email,
    has_session_speakers: true,
    identifier: event.acronym,
    language: event.language,
    large: null,
    schedule_published_on: isoWithOffset(event.updatedAt, event.timeZone),
    schedule_version: event.scheduleVersion,
    searchable_location_name: event.city,
    state: event.state === 'draft' ? 'Draft' : 'Published',
    subtitle: event.subtitle,
    thumbnail: null,
    timeslot_minutes: event.timeslotMinutes,
    version: {
      event_ver: 1,
      sessions_ver: 1,
      speakers_ver: 1,
      tracks_ver: 1,
      sponsors_ver: 1,
      microlocations_ver: 1,
    },
  };
}

async function copyrightJson({ copyright }: ConferenceEvent): Promise<Json> {
  if (copyright === null) return null;
  return {
    holder: copyright.holder,
    holder_url: copyright.holderUrl,
    licence: copyright.licence,
    licence_url: copyright.licenceUrl,
    year: /^\d{1,4}$/.test(copyright.year) ? Number(copyright.year) : copyright.year,
    logo: copyright.logo,
  };
}

function callJson({ callForSpeakers: call, timeZone }: ConferenceEvent): Json {
  if (call === null) return null;
  return {
    announcement: call.announcement,
    start_date: timeJson(call.startsAt, timeZone),
    end_date: timeJson(call.endsAt, timeZone),
    timezone: timeZone,
    privacy: 'public',
  };
}

export function socialLinksJson(event: ConferenceEvent): Json {
  return event.socialLinks.map((link, at) => ({ id: at + 1, name: link.title, link: link.url }));
}

export async function microlocationJson(room: ConferenceRoom, writing: OpenEventWriting): Promise<Json> {
  const fields = await writeFields(room, ROOM_FIELDS, fieldWriting(writing, ''));
  return inOrder(['id', 'name', 'floor', 'capacity', 'guid', 'latitude', 'longitude'], {
    id: room.number,
    ...fields,
    room: null,
  });
}

const SESSION_FIRST = [
  ...['id', 'title', 'subtitle', 'short_abstract', 'long_abstract', 'start_time', 'end_time', 'session_type', 'track'],
  ...['comments', 'language', 'slides', 'audio', 'video'],
];

export async function sessionJson(session: ConferenceSession, writing: OpenEventWriting): Promise<Json> {
  const { programme } = writing;
  const { timeZone } = programme.conference.event;
  const { number } = session;
  const folder: Record<string, string> = {
    slides: 'slides',
    audio: 'audios',
    video: 'videos',
    picture: 'images/sessions',
  };
  const fileOf = (field: string): string => `${folder[field]}/session_${number}`;
  const type = programme.typeOf(session);
  const track = programme.trackOf(session) ?? writing.neutralTrack;
  const room = programme.roomOf(session);
  return inOrder(SESSION_FIRST, {
    id: number,
    ...(await writeFields(session, SESSION_FIELDS, { ...fieldWriting(writing, ''), fileOf })),
    start_time: timeJson(session.startsAt, timeZone),
    end_time: timeJson(session.endsAt, timeZone),
    session_type: type ? sessionTypeJson(type) : null,
    track: { id: track.number, name: track.name, color: colorOf(track), font_color: fontColorOn(colorOf(track)) },
    last_modified_at: isoWithOffset(session.updatedAt, timeZone),
    microlocation: room ? { id: room.number, name: room.name } : null,
    sequence: session.sequence,
    signup_url: session.signupUrl || null,
    speakers: programme.speakersOf(session).map(({ number: id, name, organisation }) => ({ id, name, organisation })),
  });
}

const SPEAKER_FIRST = [
  ...['id', 'name', 'email', 'mobile', 'photo', 'organisation', 'position', 'country', 'short_biography'],
  ...['long_biography', 'website', ...NETWORKS],
];

export async function speakerJson(speaker: ConferenceSpeaker, writing: OpenEventWriting): Promise<Json> {
  const file = `images/speakers/${mediaName(speaker.name, speaker.number)}`;
  return inOrder(SPEAKER_FIRST, {
    id: speaker.number,
    ...(await writeFields(speaker, SPEAKER_FIELDS, fieldWriting(writing, file))),
    ...networkLinks(speaker),
    sessions: writing.sessionsOfSpeaker(speaker).map(({ number: id, title, state }) => ({ id, title, state })),
  });
}

function fieldWriting({ programme, addMedia }: OpenEventWriting, file: string): Writing {
  return { fileOf: () => file, addMedia, includePrivate: programme.options.includePrivate };
}

/** The first link of each network that the format has a field for; `links` has all of them, with their titles. */
function networkLinks(speaker: ConferenceSpeaker): Record<(typeof NETWORKS)[number], string> {
  const first = (network: string): string =>
    speaker.links.find(({ title, url }) => title.toLowerCase() === network || hostMatches(url, network))?.url ?? '';
  const [twitter, facebook, github, linkedin] = NETWORKS.map(first) as [string, string, string, string];
  return { twitter, facebook, github, linkedin };
}

function hostMatches(url: string, network: string): boolean {
  return URL.canParse(url) && new RegExp(`(^|\\.)${network}\\.com$`).test(new URL(url).hostname);
}

export function trackJson(track: ConferenceTrack, writing: OpenEventWriting): Json {
  return {
    id: track.number,
    name: track.name,
    color: colorOf(track),
    description: track.description,
    font_color: fontColorOn(colorOf(track)),
    ...(colorOf(track) === track.color ? {} : { house_color: true }),
    location: null,
    sessions: writing.sessionsOfTrack(track).map(({ number: id, title }) => ({ id, title })),
    ...(track === writing.neutralTrack ? { stand_in: true } : {}),
    track_image_url: null,
  };
}

export async function sponsorJson(sponsor: ConferenceSponsor, writing: OpenEventWriting): Promise<Json> {
  const file = `images/sponsors/${mediaName(sponsor.name, sponsor.number)}`;
  return inOrder(['id', 'name', 'logo', 'level', 'sponsor_type', 'url', 'description'], {
    id: sponsor.number,
    ...(await writeFields(sponsor, SPONSOR_FIELDS, fieldWriting(writing, file))),
    level: sponsor.level === null ? null : String(sponsor.level),
  });
}

export function sessionTypeJson(type: ConferenceSessionType): Json {
  return { id: type.number, name: type.name, length: type.minutes === null ? '' : clockLength(type.minutes) };
}

/** One form for sessions, one for speakers, each as JSON within the JSON. */
export function formsJson(event: ConferenceEvent): Json {
  if (event.sessionForm === null && event.speakerForm === null) return [];
  return [{ id: 1, session_form: formJson(event.sessionForm), speaker_form: formJson(event.speakerForm) }];
}

function formJson(form: ConferenceForm | null): string | null {
  if (form === null) return null;
  const fields = Object.entries(form).map(([name, { include, require }]) => [
    name,
    { include: include ? 1 : 0, require: require ? 1 : 0 },
  ]);
  return JSON.stringify(Object.fromEntries(fields));
}

function timeJson(at: Instant | null, zone: string): string | null {
  return at === null ? null : isoWithOffset(at, zone);
}

function numericKey(key: string): number {
  return /^[1-9]\d{0,8}$/.test(key) ? Number(key) : 1;
}

function colorOf(track: ConferenceTrack): string {
  return /^#[0-9a-f]{6}$/i.test(track.color) ? track.color : NEUTRAL_COLOR;
}

/** Black or white, whichever stands out better against `color` (relative luminance of WCAG 2, without its gamma). */
function fontColorOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return red * 0.2126 + green * 0.7152 + blue * 0.0722 > 140 ? '#000000' : '#ffffff';
}
