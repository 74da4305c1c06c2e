/** Archives are read as they were written: an Open Event zip of ours says everything that the public may know. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type {
  Conference,
  ConferenceLink,
  ConferenceSession,
  ConferenceSpeaker,
  MediaRef,
} from '#features/exchange/conference.ts';
import { arbitraryConference } from '#testing/arbitrary-conference.ts';
import { assertSame, line, namesIn, OPTIONS, pick, readBack, RUNS, seconds, seen } from '#testing/read-back.ts';
import { cleanBlock, cleanColor, cleanLanguage, cleanLine, cleanUrl } from './clean-text.ts';
import { mediaName } from './gather-media.ts';
import { listedSessions, listedSpeakers } from './programme.ts';
import { webAddress } from './writable-text.ts';

describe('an archive is read as it was written', () => {
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
    number,
    guid: session.guid,
    code: session.code,
    slug: session.slug,
    title: cleanLine(session.title),
    subtitle: cleanLine(session.subtitle),
    abstract: cleanBlock(session.abstract),
    description: cleanBlock(session.description),
    language: cleanLanguage(session.language),
    comments: '',
    level: cleanLine(session.level),
    state: session.state,
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    url: cleanUrl(session.url),
    signupUrl: cleanUrl(session.signupUrl),
    links: archiveLinks(session.links),
    attachments: archiveLinks(session.attachments),
    uid: cleanLine(session.uid),
    sequence: session.sequence,
    recordingLicence: cleanLine(session.recordingLicence),
    recordingOptout: session.recordingOptout,
    updatedAt: seconds(session.updatedAt),
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
    dayChangeMinutes: event.dayChangeMinutes,
    timeslotMinutes: event.timeslotMinutes,
    scheduleVersion: cleanLine(event.scheduleVersion),
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
    color: cleanColor(color),
  }));
  assert.deepEqual(
    read.tracks.map(({ key: _, ...track }) => track),
    tracks,
  );
}
