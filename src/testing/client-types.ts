/** The types of the client, made from the description. */
import path from 'node:path';
import type { OpenAPIObject, OperationObject, ParameterObject, ResponseObject } from 'openapi3-ts/oas31';
import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { PROGRAM_ROOT } from '#platform/program-root.ts';

export const TYPES_FILE = path.join(PROGRAM_ROOT, 'tools/client/src/description.d.ts');

const HEAD = '// Written by `npm run describe-api` out of the description of the API. Never by hand.\n\n';

/** Refusals are all alike, so they stand once for each operation; and the client makes the keys of requests itself. */
export async function writeTypes(document: OpenAPIObject): Promise<string> {
  const copy = structuredClone(document);
  for (const item of Object.values(copy.paths ?? {}))
    for (const operation of Object.values(item) as OperationObject[]) {
      for (const one of (operation.parameters ?? []) as ParameterObject[])
        if (one.name.toLowerCase() === 'idempotency-key') one.required = false;
      const all = Object.entries(operation.responses ?? {}) as [string, ResponseObject][];
      const [, refusal] = all.find(([status]) => Number(status) >= 400) ?? [];
      operation.responses = {
        ...Object.fromEntries(all.filter(([status]) => Number(status) < 400)),
        ...(refusal && { default: { ...refusal, description: 'A refusal' } }),
      };
    }
  const tree = await openapiTypes(copy as unknown as OpenAPI3, { defaultNonNullable: false });
  return HEAD + astToString(tree);
}
