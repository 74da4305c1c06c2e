/** Programs that were written for the last release go on working: additions apart, the API is as it was. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { OpenAPIObject } from 'openapi3-ts/oas31';
import { PROGRAM_ROOT } from '#platform/program-root.ts';
import { setBareRuntime } from '#testing/bare-runtime.ts';
import { compareDescriptions } from '#testing/compare-descriptions.ts';
import { createTestDatabase } from '#testing/database.ts';
import { readReleased } from '#testing/released-description.ts';
import { createApi } from './api.ts';

setBareRuntime(await createTestDatabase());

/** What was broken on purpose since, each with why; the changelog says it to programs. */
const BROKEN: Record<string, string> = Object.fromEntries(
  ['listSpeakerRecords 200.speakers[]', 'createSpeaker 201', 'getSpeakerRecord 200', 'updateSpeaker 200'].flatMap(
    (at) =>
      ['email', 'mobile'].map((field) => [
        `${at}.${field}: may be missing now`,
        'only for keys without the scope for private details, which no key lacks that was made before there were scopes',
      ]),
  ),
);

const { release, description } = readReleased();
const source = (file: string): string => readFileSync(path.join(PROGRAM_ROOT, file), 'utf8');

test('nothing that the last release described is taken away, asked for anew or checked more strictly', async () => {
  const answer = await createApi().request('https://foyer.example/api/v1/openapi.json');
  const now = (await answer.json()) as OpenAPIObject;
  assert.deepEqual(compareDescriptions(description, now), Object.keys(BROKEN));
});

test('the last release is the newest one of the changelog, or the first one that is on its way', () => {
  const [, newest] = /^## \[(\d[^\]]*)\]/m.exec(source('CHANGELOG.md')) ?? [];
  const { version } = JSON.parse(source('package.json')) as { version: string };
  assert.equal(release, newest ?? version);
});
