/** The types of the client are those of the description. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { OpenAPIObject } from 'openapi3-ts/oas31';
import { setBareRuntime } from '#testing/bare-runtime.ts';
import { TYPES_FILE, writeTypes } from '#testing/client-types.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createApi } from './api.ts';

setBareRuntime(await createTestDatabase());

test('the types of the client are those of the description', async () => {
  const answer = await createApi().request('https://foyer.example/api/v1/openapi.json');
  const written = await writeTypes((await answer.json()) as OpenAPIObject);
  assert.ok(readFileSync(TYPES_FILE, 'utf8') === written, 'Run npm run describe-api, and keep what it writes');
});
