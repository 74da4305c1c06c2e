/** Writes the types of the client (`npm run describe-api`), to be run when an operation is added or changed. */
import { writeFileSync } from 'node:fs';
import type { OpenAPIObject } from 'openapi3-ts/oas31';
import { createApi } from '#api/api.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { TYPES_FILE, writeTypes } from '#testing/client-types.ts';

setRuntime({ database: {} } as unknown as Runtime);
const answer = await createApi().request('https://foyer.example/api/v1/openapi.json');
writeFileSync(TYPES_FILE, await writeTypes((await answer.json()) as OpenAPIObject));
