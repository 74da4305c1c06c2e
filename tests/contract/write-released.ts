/**
 * Writes `released.json`: what the API promises from this release on. Run where a release is made, and never to make a
 * test pass.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { OpenAPIObject } from 'openapi3-ts/oas31';
import { createApi } from '#api/api.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { RELEASED_FILE, withoutWords } from '#testing/released-description.ts';

setRuntime({ database: {} } as unknown as Runtime);
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const answer = await createApi().request('https://foyer.example/api/v1/openapi.json');
const description = withoutWords((await answer.json()) as OpenAPIObject);
writeFileSync(RELEASED_FILE, `${JSON.stringify({ release: version, description })}\n`);
