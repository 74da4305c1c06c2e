/** JSON against a JSON schema, formats included. */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const known = new Map<string, ValidateFunction>();

/** What of `value` breaks the schema in `file` (draft 6), each with its place; empty when it is valid. */
export function schemaErrors(value: unknown, file: string): string[] {
  let validate = known.get(file);
  if (!validate) {
    const { $schema: _draft, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv, { mode: 'full' });
    validate = ajv.compile(schema);
    known.set(file, validate);
  }
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
