/**
 * Examples for what the description says of bodies and answers, made from what is said of their fields already: the
 * examples of fields, their limits, and the example of the body that makes such a thing.
 */
import type {
  MediaTypeObject,
  OpenAPIObject,
  OperationObject,
  ReferenceObject,
  RequestBodyObject,
  ResponseObject,
  SchemaObject,
} from 'openapi3-ts/oas31';

const METHODS = ['post', 'put', 'patch', 'get', 'delete'] as const;
const JSON_TYPE = 'application/json';
const DEEPEST = 8;

type Fields = Record<string, unknown>;
type Source = {
  document: OpenAPIObject;
  /** By the name of a schema: the example of the body that makes what it describes. */
  made: Map<string, Fields>;
};

/** The same document with an example of every body, and of every answer that is no refusal and has one. */
export function withExamples(document: OpenAPIObject): OpenAPIObject {
  const copy = structuredClone(document);
  const operations = Object.values(copy.paths ?? {}).flatMap((item) =>
    METHODS.flatMap((method) => (item[method] ? [item[method]] : [])),
  );
  const made = new Map<string, Fields>();
  for (const operation of operations) {
    const [body, name] = [bodyOf(operation), nameOf(answersOf(operation)[0]?.schema)];
    if (name && body?.example && !made.has(name)) made.set(name, body.example as Fields);
  }
  for (const operation of operations)
    for (const media of [bodyOf(operation), ...answersOf(operation)])
      if (media?.schema && media.example === undefined)
        media.example = exampleOf({ document: copy, made }, media.schema);
  return copy;
}

function bodyOf({ requestBody }: OperationObject): MediaTypeObject | undefined {
  return (requestBody as RequestBodyObject | undefined)?.content[JSON_TYPE];
}

/** What is answered and is no refusal. */
function answersOf({ responses = {} }: OperationObject): MediaTypeObject[] {
  const done = Object.keys(responses).filter((status) => Number(status) < 300);
  return done.flatMap((status) => (responses[status] as ResponseObject).content?.[JSON_TYPE] ?? []);
}

function nameOf(schema: SchemaObject | ReferenceObject | undefined): string | undefined {
  return schema?.$ref?.slice(schema.$ref.lastIndexOf('/') + 1);
}

/** @throws RangeError for a schema that holds itself without end */
function exampleOf(source: Source, given: SchemaObject | ReferenceObject, depth = 0): unknown {
  if (depth > DEEPEST) throw new RangeError('A schema of the description holds itself');
  const name = nameOf(given);
  if (name === undefined) return exampleOfSchema(source, given as SchemaObject, depth);
  const found = source.document.components?.schemas?.[name] as SchemaObject;
  const example = exampleOf(source, found, depth);
  const { properties } = found;
  const said = Object.entries(source.made.get(name) ?? {}).filter(([field]) => properties && field in properties);
  return said.length > 0 ? { ...(example as Fields), ...Object.fromEntries(said) } : example;
}

function exampleOfSchema(source: Source, schema: SchemaObject, depth: number): unknown {
  const said = [schema.example, schema.examples?.[0], schema.const, schema.default].find((one) => one !== undefined);
  if (said !== undefined) return said;
  if (schema.allOf)
    return Object.assign({}, ...schema.allOf.map((one) => exampleOf(source, one, depth + 1) as object)) as unknown;
  const types = [schema.type ?? []].flat();
  const choices = schema.anyOf ?? schema.oneOf ?? [];
  if (types.includes('null') || choices.some((one) => 'type' in one && one.type === 'null')) return null;
  if (schema.enum) return schema.enum[0] as unknown;
  if (choices[0]) return exampleOf(source, choices[0], depth + 1);
  return exampleOfType(source, schema, depth);
}

function exampleOfType(source: Source, schema: SchemaObject, depth: number): unknown {
  switch ([schema.type].flat()[0]) {
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1);
    case 'boolean':
      return false;
    case 'array':
      return schema.items ? [exampleOf(source, schema.items, depth + 1)] : [];
    default:
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([field]) => schema.required?.includes(field))
          .map(([field, one]) => [field, exampleOf(source, one, depth + 1)]),
      );
  }
}

const TEXTS: Record<string, string> = {
  'date-time': '2027-05-08T09:30:00+01:00',
  date: '2027-05-08',
  email: 'mira.lind@example.org',
  uri: 'https://example.org/',
  'uri-reference': '/',
  uuid: '4f0c2e4a-7b0d-4f57-9d5e-1d0c9a5b7e21',
};

function textOf({ format = '', minLength = 0 }: SchemaObject): string {
  return TEXTS[format] ?? 'x'.repeat(minLength);
}
