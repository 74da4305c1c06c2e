/**
 * What a page says of the API: its OpenAPI document with references followed, in groups, with an example of each
 * operation.
 */
import type {
  OpenAPIObject,
  OperationObject,
  ParameterObject,
  ReferenceObject,
  RequestBodyObject,
  ResponseObject,
  SchemaObject,
} from 'openapi3-ts/oas31';
import { writeCommand } from './write-command.ts';

/** A value: a parameter, a field, what a list holds. */
export type Shape = {
  /** '' for what has none: the values of a list, and choices. */
  name: string;
  /** `integer`, or `array of object`. */
  type: string;
  isNullable: boolean;
  isRequired: boolean;
  /** `date-time`; '' for none. */
  format: string;
  /** How large it may be, in what it is measured by; null for no limits. */
  limits: { of: 'value' | 'characters' | 'items'; text: string } | null;
  /** The only values that it has; of anything else none. */
  values: string[];
  /** What it is where nothing is said; '' where there is no such thing. */
  fallback: string;
  example: string;
  description: string;
  /** What an object has, or each object of a list. */
  parts: Shape[];
  /** It is one of these. */
  choices: Shape[];
};

export type Parameter = Shape & { place: string };

export type Answer = {
  status: string;
  description: string;
  /** '' for an answer without a body. */
  contentType: string;
  /** Null for an answer without a body, and for refusals, which are all alike. */
  shape: Shape | null;
};

export type Operation = {
  /** Its name, and its place on a page. */
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  key: 'none' | 'optional' | 'needed';
  parameters: Parameter[];
  body: Shape | null;
  answers: Answer[];
  /** A command for a shell. */
  example: string;
};

export type Group = { name: string; description: string; operations: Operation[] };
/** `problem`: every refusal. */
export type Reference = { server: string; groups: Group[]; problem: Shape | null };

const PROBLEM = 'application/problem+json';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * The reference of an API. `examples` are values for parts of addresses by their names (`{ slug: 'lantern-days-2027'
 * }`); for others the document's own examples stand. Operations are in the order of the document, groups in that of its
 * tags.
 */
export function makeReference(document: OpenAPIObject, examples: Record<string, string> = {}): Reference {
  const server = document.servers?.[0]?.url ?? '';
  const found = listOperations(document).map(({ method, path, operation }) => ({
    tag: operation.tags?.[0] ?? '',
    operation: describeOperation(document, { method, path, operation, server, examples }),
  }));
  const tags = document.tags ?? [];
  const names = [...new Set([...tags.map(({ name }) => name), ...found.map(({ tag }) => tag)])];
  const groups = names.map((name) => ({
    name,
    description: tags.find((tag) => tag.name === name)?.description ?? '',
    operations: found.filter(({ tag }) => tag === name).map(({ operation }) => operation),
  }));
  return {
    server,
    groups: groups.filter(({ operations }) => operations.length > 0),
    problem: shapeOfProblem(document),
  };
}

/** What of a reference has all those words, in names, addresses or descriptions; all of it where there are none. */
export function searchReference(reference: Reference, words: string): Reference {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (group: Group, operation: Operation): boolean => {
    const text = [group.name, ...wordsOf(operation)].join(' ').toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  const groups = reference.groups.map((group) => ({
    ...group,
    operations: group.operations.filter((operation) => has(group, operation)),
  }));
  return { ...reference, groups: groups.filter(({ operations }) => operations.length > 0) };
}

function wordsOf({ id, method, path, summary, description, parameters, body, answers }: Operation): string[] {
  return [
    id,
    method,
    path,
    summary,
    description,
    ...parameters.flatMap(namesIn),
    ...(body ? namesIn(body) : []),
    ...answers.flatMap(({ shape }) => (shape ? namesIn(shape) : [])),
  ];
}

function namesIn({ name, parts, choices }: Shape): string[] {
  return [name, ...[...parts, ...choices].flatMap(namesIn)];
}

type Found = { method: string; path: string; operation: OperationObject };

function listOperations(document: OpenAPIObject): Found[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ method: method.toUpperCase(), path, operation }] : [];
    }),
  );
}

function describeOperation(
  document: OpenAPIObject,
  { method, path, operation, server, examples }: Found & { server: string; examples: Record<string, string> },
): Operation {
  const {
    operationId = `${method}-${path}`,
    summary = '',
    description = '',
    parameters: given = [],
    responses = {},
  } = operation;
  const parameters = given.map((one) => resolve<ParameterObject>(document, one));
  const body = bodyOf(document, operation);
  const key = keyOf(operation);
  const answers = Object.entries(responses).map(([status, answer]) =>
    describeAnswer(document, status, resolve<ResponseObject>(document, answer as ResponseObject)),
  );
  const headers = [
    ...(key === 'needed' ? ['Authorization: Bearer $FOYER_KEY'] : []),
    ...neededHeaders(document, parameters),
  ];
  return {
    id: operationId,
    method,
    path,
    summary,
    description,
    key,
    parameters: parameters.map((one) => describeParameter(document, one)),
    body: body?.shape ?? null,
    answers: answers.sort((a, b) => a.status.localeCompare(b.status)),
    example: writeCommand({
      method,
      address: server + fillPath(document, path, { parameters, examples }),
      headers,
      body,
    }),
  };
}

function describeParameter(
  document: OpenAPIObject,
  { name, required = false, description, schema, in: place }: ParameterObject,
): Parameter {
  const shape = shapeOf(document, schema, { name, isRequired: required });
  return { ...shape, description: description ?? shape.description, place };
}

type Body = { type: string; example: unknown; shape: Shape };

/** The body of a request in the first of its types; undefined for none. */
function bodyOf(document: OpenAPIObject, { requestBody }: OperationObject): Body | undefined {
  if (!requestBody) return undefined;
  const { content, required = false } = resolve<RequestBodyObject>(document, requestBody);
  const [first] = Object.entries(content);
  return (
    first && {
      type: first[0],
      example: first[1].example,
      shape: shapeOf(document, first[1].schema, { name: '', isRequired: required }),
    }
  );
}

function keyOf({ security = [] }: OperationObject): Operation['key'] {
  if (security.length === 0) return 'none';
  return security.some((way) => Object.keys(way).length === 0) ? 'optional' : 'needed';
}

function describeAnswer(
  document: OpenAPIObject,
  status: string,
  { description, content = {} }: ResponseObject,
): Answer {
  const [contentType = '', media] = Object.entries(content)[0] ?? [];
  const shape =
    media?.schema && contentType !== PROBLEM ? shapeOf(document, media.schema, { name: '', isRequired: true }) : null;
  return { status, description, contentType, shape };
}

function shapeOfProblem(document: OpenAPIObject): Shape | null {
  const contents = listOperations(document).flatMap(({ operation }) =>
    Object.values(operation.responses ?? {}).map(
      (answer) => resolve<ResponseObject>(document, answer as ResponseObject).content,
    ),
  );
  const schema = contents.map((content) => content?.[PROBLEM]?.schema).find(Boolean);
  return schema ? shapeOf(document, schema, { name: '', isRequired: true }) : null;
}

/** @throws RangeError where the document has no such thing */
function resolve<Component extends object>(document: OpenAPIObject, given: Component | ReferenceObject): Component {
  if (!('$ref' in given) || typeof given.$ref !== 'string') return given as Component;
  const found = given.$ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>(
      (place, name) =>
        (place as Record<string, unknown> | undefined)?.[name.replaceAll('~1', '/').replaceAll('~0', '~')],
      document,
    );
  if (found === undefined) throw new RangeError(`The document refers to ${given.$ref}, which it does not have`);
  return resolve(document, found as Component);
}

type Place = {
  name: string;
  isRequired: boolean;
  /** What it stands in, so that what holds itself ends. */
  inside?: readonly object[];
};

/** What a schema says, all of its parts with it. */
function shapeOf(
  document: OpenAPIObject,
  given: SchemaObject | ReferenceObject | undefined,
  { name, isRequired, inside = [] }: Place,
): Shape {
  const schema = merge(document, given ?? {});
  const items = schema.items && merge(document, schema.items);
  const own = [given, schema.items].flatMap((one) => (one ? [resolve<SchemaObject>(document, one)] : []));
  const within = (one: SchemaObject | ReferenceObject, part: Omit<Place, 'inside'>): Shape =>
    shapeOf(document, one, { ...part, inside: [...inside, ...own] });
  const { properties = {}, required = [] } = items ?? schema;
  const isOpen = !own.some((one) => inside.includes(one));
  return {
    name,
    isRequired,
    ...describeValue(schema, items),
    parts: isOpen
      ? Object.entries(properties).map(([part, one]) =>
          within(one, { name: part, isRequired: required.includes(part) }),
        )
      : [],
    choices: (schema.anyOf ?? schema.oneOf ?? []).map((one) => within(one, { name: '', isRequired: true })),
  };
}

function describeValue(
  schema: SchemaObject,
  items: SchemaObject | undefined,
): Omit<Shape, 'name' | 'isRequired' | 'parts' | 'choices'> {
  const values = schema.enum ?? items?.enum ?? [];
  return {
    type: typesOf(schema).join(' or ') + (items ? ` of ${typesOf(items).join(' or ') || 'anything'}` : ''),
    isNullable: allTypes(schema).includes('null'),
    format: schema.format ?? items?.format ?? '',
    limits: limitsOf(schema),
    values: values.filter((value) => value !== null).map(String),
    fallback: show(schema.default),
    example: show(schema.example),
    description: show(schema.description),
  };
}

/** The schema behind a reference, and one that is several at once as the one that they are together. */
function merge(document: OpenAPIObject, given: SchemaObject | ReferenceObject): SchemaObject {
  const { allOf, ...schema } = resolve<SchemaObject>(document, given);
  return (allOf ?? []).map((one) => merge(document, one)).reduce((whole, one) => join(whole, one), schema);
}

function join(whole: SchemaObject, one: SchemaObject): SchemaObject {
  const joined: SchemaObject = { ...one, ...whole };
  if (one.properties || whole.properties) joined.properties = { ...whole.properties, ...one.properties };
  if (one.required || whole.required) joined.required = [...(whole.required ?? []), ...(one.required ?? [])];
  return joined;
}

function allTypes({ type, properties }: SchemaObject): string[] {
  if (type === undefined) return properties ? ['object'] : [];
  return Array.isArray(type) ? type : [type];
}

const typesOf = (schema: SchemaObject): string[] => allTypes(schema).filter((type) => type !== 'null');

function limitsOf({
  minimum,
  maximum,
  exclusiveMinimum,
  minLength,
  maxLength,
  minItems,
  maxItems,
  type,
}: SchemaObject): Shape['limits'] {
  const least =
    minimum ?? (typeof exclusiveMinimum === 'number' && type === 'integer' ? exclusiveMinimum + 1 : undefined);
  const all = [
    { of: 'value', text: span(least, maximum) },
    { of: 'characters', text: span(minLength, maxLength) },
    { of: 'items', text: span(minItems, maxItems) },
  ] as const;
  return all.find(({ text }) => text !== '') ?? null;
}

/** `1–100`, `≥ 1`, `≤ 100`; '' for no limits. */
function span(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return `${least}–${most}`;
  if (least !== undefined) return `≥ ${least}`;
  return most === undefined ? '' : `≤ ${most}`;
}

/** A value as it is sent; '' for none. */
const show = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

function fillPath(
  document: OpenAPIObject,
  path: string,
  { parameters, examples }: { parameters: ParameterObject[]; examples: Record<string, string> },
): string {
  return path.replaceAll(
    /\{(\w+)\}/g,
    (whole, name: string) =>
      examples[name] ??
      exampleOf(
        document,
        parameters.find((one) => one.in === 'path' && one.name === name),
      ) ??
      whole,
  );
}

function neededHeaders(document: OpenAPIObject, parameters: ParameterObject[]): string[] {
  return parameters
    .filter((one) => one.in === 'header' && one.required)
    .map((one) => `${one.name}: ${exampleOf(document, one) ?? '…'}`);
}

function exampleOf(document: OpenAPIObject, parameter: ParameterObject | undefined): string | undefined {
  const example = parameter?.example ?? (parameter?.schema && merge(document, parameter.schema).example);
  return show(example) || undefined;
}
