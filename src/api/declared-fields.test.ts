/** What the public reads of a noun over REST is what its declaration says. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { OpenAPIObject, SchemaObject } from 'openapi3-ts/oas31';
import { NOUN_FIELDS } from '#features/exchange/nouns.ts';
import { type Fields, publicNames } from '#platform/records/field.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createApi } from './api.ts';

const OTHER_SOFTWARE = 'what other software knows it by';
const FILES = 'among its `links`';
const NO_OPERATION = 'no operation for the public reads them by themselves';

/** Public fields that no answer has, each with why. */
const LEFT_OUT: Record<string, Record<string, string>> = {
  sessions: {
    slides: FILES,
    video: FILES,
    audio: FILES,
    attachments: FILES,
    picture: 'for other formats; no page shows it',
    guid: OTHER_SOFTWARE,
    uid: OTHER_SOFTWARE,
    code: OTHER_SOFTWARE,
    slug: OTHER_SOFTWARE,
    url: OTHER_SOFTWARE,
    recordingLicence: 'of the recording, which other software makes',
    recordingOptout: 'of the recording, which other software makes',
  },
  rooms: { latitude: 'for other formats; no page shows it', longitude: 'as latitude', guid: OTHER_SOFTWARE },
  tracks: { description: 'a page shows it nowhere' },
  speakers: { featured: 'in the list', guid: OTHER_SOFTWARE, code: OTHER_SOFTWARE },
  sessionTypes: { name: 'as the `type` of a session', minutes: NO_OPERATION },
  sponsors: Object.fromEntries(publicNames(NOUN_FIELDS.sponsors).map((name) => [name, NO_OPERATION])),
};

const COMPONENTS: Record<string, string> = {
  sessions: 'SessionDetail',
  rooms: 'Room',
  tracks: 'Track',
  speakers: 'SpeakerDetail',
};

const database = await createTestDatabase();
setRuntime({ database, log: database.log } as unknown as Runtime);
after(() => setRuntime(undefined));
const answer = await createApi().request('https://foyer.example/api/v1/openapi.json');
const { components } = (await answer.json()) as OpenAPIObject;

/** Names of all that a component has. */
function partsOf(name: string | undefined): string[] {
  const schema = components?.schemas?.[name ?? ''] as SchemaObject | undefined;
  const inherited = (schema?.allOf ?? []).flatMap((part) =>
    part.$ref ? partsOf(part.$ref.split('/').at(-1)) : Object.keys((part as SchemaObject).properties ?? {}),
  );
  return [...inherited, ...Object.keys(schema?.properties ?? {})];
}

for (const [noun, fields] of Object.entries(NOUN_FIELDS) as [string, Fields][])
  test(`the public reads every public field of ${noun}, but for those named here`, () => {
    const parts = partsOf(COMPONENTS[noun]);
    const seen = publicNames(fields);
    assert.deepEqual(
      seen.filter((name) => !parts.includes(name)),
      seen.filter((name) => name in (LEFT_OUT[noun] ?? {})),
    );
    assert.deepEqual(
      parts.filter((name) => name in fields && !(seen as string[]).includes(name)),
      [],
      'nothing that the team alone sees',
    );
  });
