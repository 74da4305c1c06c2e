/** The description of the API as the last release had it, without its words. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { OpenAPIObject } from 'openapi3-ts/oas31';
import { PROGRAM_ROOT } from '#platform/program-root.ts';

export const RELEASED_FILE = path.join(PROGRAM_ROOT, 'tests/contract/released.json');

export type Released = { release: string; description: OpenAPIObject };

export function readReleased(): Released {
  return JSON.parse(readFileSync(RELEASED_FILE, 'utf8')) as Released;
}

const WORDS = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'tags',
  'servers',
  'info',
  'license',
  'x-right',
]);

/** Words and examples change as they like, and refusals are known by their codes. */
export function withoutWords(document: OpenAPIObject): OpenAPIObject {
  return strip(document, '') as OpenAPIObject;
}

function strip(value: unknown, within: string): unknown {
  if (Array.isArray(value)) return value.map((one) => strip(one, ''));
  if (typeof value !== 'object' || value === null) return value;
  // A field may be called "description" or "summary".
  const named = within === 'properties' || within === 'schemas';
  const kept = Object.entries(value).filter(([name]) =>
    within === 'responses' ? Number(name) < 300 : named || !WORDS.has(name),
  );
  return Object.fromEntries(kept.map(([name, one]) => [name, strip(one, named ? '' : name)]));
}
