import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conference } from '#features/exchange/conference.ts';
import { SMALL_OPTIONS, smallConference } from '#testing/small-conference.ts';
import { unzip } from '#testing/unzip.ts';
import { makeDemoConference } from '#testing/demo/make-demo-conference.ts';
import { findExport } from '../write-conference.ts';
import { writeOpenEvent, type OpenEventOptions } from './write-open-event.ts';

type Fields = Record<string, unknown>;

async function archiveOf(
  conference: Conference,
  options: Partial<OpenEventOptions> = {},
): Promise<Map<string, Uint8Array>> {
  return unzip(await writeOpenEvent(conference, { ...SMALL_OPTIONS, ...options }));
}

function json<T = Fields[]>(archive: Map<string, Uint8Array>, name: string): T {
  return JSON.parse(Buffer.from(archive.get(name) ?? []).toString()) as T;
}

test('the archive has its files at the root, without suffix', async () => {
  assert.deepEqual(
    [...(await archiveOf(smallConference())).keys()],
    [
      'event',
      'sessions',
      'speakers',
      'tracks',
      'microlocations',
      'sponsors',
      'session_types',
      'social_links',
      'forms',
      'meta',
    ],
  );
});

test('files are indented by four and fields stand in the order of the Open Event server', async () => {
  const archive = await archiveOf(smallConference());
  const text = Buffer.from(archive.get('event') ?? []).toString();
  assert.deepEqual(text.split('\n').slice(0, 3), ['{', '    "id": 1,', '    "name": "Small conference",']);
  const keys = Object.keys(json<Fields>(archive, 'event'));
  assert.deepEqual(keys.slice(0, 11), [
    'id',
    'name',
    'latitude',
    'longitude',
    'location-name',
    'starts-at',
    'ends-at',
    'timezone',
    'description',
    'original-image-url',
    'logo-url',
  ]);
  assert.deepEqual(keys.slice(keys.indexOf('event-copyright') + 1), [
    'acronym',
    'speakers-call',
    'day-change-minutes',
    'email',
    'is-sessions-speakers-enabled',
    'identifier',
    'language',
    'large-image-url',
    'schedule-published-on',
    'schedule-version',
    'searchable-location-name',
    'state',
    'subtitle',
    'thumbnail-image-url',
    'timeslot-minutes',
    'version',
  ]);
});

test('a session points at its track, room, type and speakers by number and name', async () => {
  const [session] = json(await archiveOf(smallConference({ abstract: 'Why' })), 'sessions');
  const {
    id,
    title,
    'short-abstract': abstract,
    track,
    microlocation,
    'session-type': type,
    speakers,
    state,
  } = session ?? {};
  assert.deepEqual(
    { id, title, abstract, track, microlocation, type, speakers, state },
    {
      id: 9,
      title: 'Opening',
      abstract: 'Why',
      track: { id: 4, name: 'Main, really', color: '#607d8b', 'font-color': '#ffffff' },
      microlocation: { id: 7, name: 'Hall A' },
      type: { id: 2, name: 'Talk', length: '' },
      speakers: [{ id: 5, name: 'Ada Example', organisation: '' }],
      state: 'confirmed',
    },
  );
  assert.equal(session?.['starts-at'], '2027-06-03T09:00:00+02:00');
});

test('everything without which the web-app generator fails or hangs is there', async () => {
  const archive = await archiveOf(makeDemoConference());
  const event = json<Fields>(archive, 'event');
  assert.ok(Array.isArray(event['social-links']));
  assert.deepEqual([event['logo-url'], event['original-image-url']], [null, null]);
  const speakerIds = new Set(json(archive, 'speakers').map((speaker) => speaker.id));
  for (const session of json(archive, 'sessions')) {
    for (const key of ['session-type', 'audio-url', 'microlocation', 'starts-at']) assert.ok(key in session, key);
    assert.ok(session.track !== null && typeof session.track === 'object');
    const speakers = session.speakers as { id: number }[];
    assert.ok(speakers.every(({ id }) => speakerIds.has(id)));
  }
  for (const speaker of json(archive, 'speakers')) assert.ok('photo-url' in speaker && Array.isArray(speaker.sessions));
  for (const sponsor of json(archive, 'sponsors')) assert.ok('logo-url' in sponsor && typeof sponsor.id === 'number');
});

test('a session without a track gets a neutral one, which exists only where it is needed', async () => {
  const without = await archiveOf(smallConference({ track: null }));
  assert.deepEqual(
    json(without, 'tracks').map(({ id, name, sessions }) => [id, name, sessions]),
    [
      [4, 'Main, really', []],
      [5, 'General', [{ id: 9, title: 'Opening' }]],
    ],
  );
  assert.deepEqual(
    json(await archiveOf(smallConference()), 'tracks').map(({ id }) => id),
    [4],
  );
});

test('media go in uncompressed and are referred to with a leading slash', async () => {
  const conference = smallConference(
    { slides: { file: 'up/load.PDF' }, video: { url: 'https://video.example/1' }, audio: { file: 'gone.mp3' } },
    { logo: { file: 'x.png' } },
  );
  Object.assign(conference.speakers[0] ?? {}, { name: 'Áda <script>/../', photo: { file: 'p.jpg' } });
  const openMedia = async (file: string): Promise<Uint8Array | null> =>
    file === 'gone.mp3' ? null : Buffer.from(file);
  const archive = await archiveOf(conference, { openMedia });
  const [session] = json(archive, 'sessions');
  assert.deepEqual(
    [session?.['slides-url'], session?.['video-url'], session?.['audio-url']],
    ['/slides/session_9.pdf', 'https://video.example/1', null],
  );
  assert.equal(json<Fields>(archive, 'event')['logo-url'], '/images/logo.png');
  assert.equal(json(archive, 'speakers')[0]?.['photo-url'], '/images/speakers/AdaScript_5.jpg');
  assert.equal(Buffer.from(archive.get('slides/session_9.pdf') ?? []).toString(), 'up/load.PDF');
});

test('notes for the team are only in the copy of the organiser', async () => {
  for (const dialect of ['dash', 'snake'] as const) {
    const conference = smallConference({ comments: 'Ask her about the fee' });
    const open = await archiveOf(conference, { dialect });
    assert.equal('comments' in (json(open, 'sessions')[0] ?? {}), false);
    assert.doesNotMatch([...open.values()].map((bytes) => Buffer.from(bytes).toString()).join(''), /about the fee/);
    const own = await archiveOf(conference, { dialect, includePrivate: true });
    assert.equal(json(own, 'sessions')[0]?.comments, 'Ask her about the fee');
  }
});

test("speakers' addresses and undecided sessions are only in the organiser's own copy", async () => {
  const conference = smallConference();
  const [first] = conference.sessions;
  const [ada] = conference.speakers;
  assert.ok(first && ada);
  conference.speakers.push({ ...ada, key: 'bo', number: 6, name: 'Bo Refused' });
  conference.sessions.push({ ...first, key: 'p', number: 10, title: 'Refused', state: 'rejected', speakers: ['bo'] });
  const open = await archiveOf(conference);
  assert.equal(
    [...open.values()].some((bytes) => /private\.example|15550100|Refused/.test(Buffer.from(bytes).toString())),
    false,
  );
  const own = await archiveOf(conference, { includePrivate: true });
  assert.deepEqual(
    json(own, 'speakers').map(({ name, email, mobile }) => [name, email, mobile]),
    [
      ['Ada Example', 'ada@private.example', '+15550100'],
      ['Bo Refused', 'ada@private.example', '+15550100'],
    ],
  );
  assert.deepEqual(
    json(own, 'sessions').map(({ title, state }) => [title, state]),
    [
      ['Opening', 'confirmed'],
      ['Refused', 'rejected'],
    ],
  );
});

test('the snake dialect has the names of the first version', async () => {
  const archive = await archiveOf(smallConference(), { dialect: 'snake' });
  const [session] = json(archive, 'sessions');
  assert.deepEqual(
    ['start_time', 'session_type', 'audio', 'short_abstract'].map((key) => key in (session ?? {})),
    [true, true, true, true],
  );
  assert.deepEqual(
    Object.keys(json<Fields>(archive, 'event')).filter((key) => key.includes('-')),
    [],
  );
});

test('accepted sessions without a time are in it too', async () => {
  const archive = await archiveOf(smallConference({ state: 'accepted', startsAt: null, endsAt: null, room: null }));
  assert.deepEqual(
    json(archive, 'sessions').map((session) => [session.state, session['starts-at'], session.microlocation]),
    [['accepted', null, null]],
  );
});

test('the same conference gives the same bytes', async () => {
  const write = (): Promise<Uint8Array> => writeOpenEvent(makeDemoConference(), SMALL_OPTIONS);
  assert.deepEqual(await write(), await write());
});

test('no writer copies the list that it has for each session that it adds', async () => {
  const small = smallConference();
  const [first] = small.sessions;
  assert.ok(first);
  const sessionsOf = (count: number): Conference => ({
    ...small,
    sessions: Array.from({ length: count }, (_, at) => ({ ...first, key: `s${at}`, number: at + 1, guid: `${at}` })),
  });
  // Built-in copying is one step however long the list is, so what lists give away is counted here.
  const iterate = Array.prototype[Symbol.iterator];
  const stepsOf = async (name: string, count: number): Promise<number> => {
    const conference = sessionsOf(count);
    let steps = 0;
    Array.prototype[Symbol.iterator] = function* counting<T>(this: T[]) {
      for (let at = 0; at < this.length; at += 1) {
        steps += 1;
        yield this[at] as T;
      }
    } as typeof iterate;
    try {
      await findExport(name)?.write(conference, SMALL_OPTIONS);
    } finally {
      Array.prototype[Symbol.iterator] = iterate;
    }
    return steps;
  };
  for (const name of ['open-event.zip', 'schedule.json', 'pentabarf.xml', 'speakers.csv', 'calendar.ics']) {
    const [steps, more] = [await stepsOf(name, 100), await stepsOf(name, 400)];
    assert.ok(more < steps * 4.5, `${name}: ${steps} for 100 sessions, ${more} for 400`);
  }
});
