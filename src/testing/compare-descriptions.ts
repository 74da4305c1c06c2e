/**
 * What a newer description of the API takes from programs that were written for an older one: operations, parameters,
 * fields and values that went, what is asked for anew, and what is checked more strictly.
 */
import type {
  OpenAPIObject,
  OperationObject,
  ParameterObject,
  RequestBodyObject,
  ResponseObject,
  SchemaObject,
} from 'openapi3-ts/oas31';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** One sentence for each breach, in the order of the older description; none where every old program goes on. */
export function compareDescriptions(older: OpenAPIObject, newer: OpenAPIObject): string[] {
  return Object.entries(older.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const before = item[method];
      const after = newer.paths?.[path]?.[method];
      if (!before) return [];
      const name = before.operationId ?? `${method} ${path}`;
      return after ? compareOperations({ older, newer, at: name }, before, after) : [`${name}: is gone`];
    }),
  );
}

type Place = { older: OpenAPIObject; newer: OpenAPIObject; at: string };
type Side = 'asked' | 'answered';

function compareOperations(place: Place, before: OperationObject, after: OperationObject): string[] {
  const { at } = place;
  return [
    ...(before.operationId === after.operationId ? [] : [`${at}: is called ${after.operationId} now`]),
    ...(isOpen(before) && !isOpen(after) ? [`${at}: needs a key now`] : []),
    ...compareParameters(place, before, after),
    ...compareBodies(place, before, after),
    ...compareAnswers(place, before, after),
  ];
}

const isOpen = ({ security = [] }: OperationObject): boolean =>
  security.length === 0 || security.some((way) => Object.keys(way).length === 0);

function compareParameters(place: Place, before: OperationObject, after: OperationObject): string[] {
  const [old, now] = [parametersOf(place.older, before), parametersOf(place.newer, after)];
  const lost = [...old].flatMap(([key, one]) => {
    const other = now.get(key);
    if (!other) return [`${place.at}: the parameter ${one.name} is gone`];
    return compareSchemas({ ...place, at: `${place.at}: ${one.name}` }, 'asked', one.schema, other.schema);
  });
  const asked = [...now].filter(([key, one]) => one.required && !old.get(key)?.required);
  return [...lost, ...asked.map(([, one]) => `${place.at}: the parameter ${one.name} is required now`)];
}

function parametersOf(document: OpenAPIObject, { parameters = [] }: OperationObject): Map<string, ParameterObject> {
  const all = parameters.map((one) => resolve<ParameterObject>(document, one));
  return new Map(all.map((one) => [`${one.in} ${one.name.toLowerCase()}`, one]));
}

function compareBodies(place: Place, before: OperationObject, after: OperationObject): string[] {
  const [old, now] = [before.requestBody, after.requestBody] as (RequestBodyObject | undefined)[];
  if (!old) return now?.required ? [`${place.at}: a body is required now`] : [];
  if (!now) return [`${place.at}: takes no body any more`];
  return [
    ...(now.required && !old.required ? [`${place.at}: a body is required now`] : []),
    ...compareContents(place, 'asked', old.content, now.content),
  ];
}

function compareAnswers(place: Place, before: OperationObject, after: OperationObject): string[] {
  const done = Object.entries(before.responses ?? {}).filter(([status]) => Number(status) < 300);
  return done.flatMap(([status, one]) => {
    const other = after.responses?.[status] as ResponseObject | undefined;
    if (!other) return [`${place.at}: is not answered by ${status} any more`];
    const [old, now] = [resolve<ResponseObject>(place.older, one), resolve<ResponseObject>(place.newer, other)];
    const headers = Object.keys(old.headers ?? {}).filter((name) => !(now.headers && name in now.headers));
    return [
      ...headers.map((name) => `${place.at}: the header ${name} is gone`),
      ...compareContents({ ...place, at: `${place.at} ${status}` }, 'answered', old.content, now.content),
    ];
  });
}

type Content = ResponseObject['content'];

function compareContents(place: Place, side: Side, old: Content = {}, now: Content = {}): string[] {
  return Object.entries(old).flatMap(([type, { schema }]) => {
    const other = now[type];
    return other ? compareSchemas(place, side, schema, other.schema) : [`${place.at}: ${type} is gone`];
  });
}

function compareSchemas(place: Place, side: Side, old: unknown, now: unknown, depth = 0): string[] {
  if (depth > 12) return [];
  const [before, after] = [wholeOf(place.older, old), wholeOf(place.newer, now)];
  return [
    ...compareTypes(place, side, before, after),
    ...(side === 'asked' ? compareLimits(place, before, after) : []),
    ...compareFields(place, side, { before, after, depth }),
    ...(before.items && after.items
      ? compareSchemas({ ...place, at: `${place.at}[]` }, side, before.items, after.items, depth + 1)
      : []),
    ...compareChoices(place, side, { before, after, depth }),
  ];
}

type Pair = { before: Whole; after: Whole; depth: number };

function compareFields(place: Place, side: Side, { before, after, depth }: Pair): string[] {
  const [old, now] = [before.properties ?? {}, after.properties ?? {}];
  const found = Object.entries(old).flatMap(([name, one]) => {
    const other = now[name];
    const at = `${place.at}.${name}`;
    if (!other) return [`${at}: is gone`];
    const rarer = side === 'answered' && before.required?.includes(name) && !after.required?.includes(name);
    return [
      ...(rarer ? [`${at}: may be missing now`] : []),
      ...compareSchemas({ ...place, at }, side, one, other, depth + 1),
    ];
  });
  if (side === 'answered') return found;
  const asked = (after.required ?? []).filter((name) => !before.required?.includes(name));
  const closed =
    before.additionalProperties !== false && after.additionalProperties === false && 'properties' in before;
  return [
    ...found,
    ...asked.map((name) => `${place.at}.${name}: is required now`),
    ...(closed ? [`${place.at}: other fields are refused now`] : []),
  ];
}

/** Of what is sent one choice fewer breaks, of what is answered one more. */
function compareChoices(place: Place, side: Side, { before, after, depth }: Pair): string[] {
  const [old, now] = [before.choices, after.choices];
  const [were, are] = [Math.max(old.length, 1), Math.max(now.length, 1)];
  const takesAll = after.types.length === 0 && now.length === 0;
  if (side === 'asked' ? were > are && !takesAll : are > were) return [`${place.at}: ${were} shapes became ${are}`];
  return old.flatMap((one, at) => (now[at] ? compareSchemas(place, side, one, now[at], depth + 1) : []));
}

function compareTypes({ at }: Place, side: Side, before: Whole, after: Whole): string[] {
  const [given, taken] = side === 'asked' ? [before, after] : [after, before];
  const free = taken.types.length === 0;
  const strange = free ? [] : given.types.filter((type) => !fits(type, taken.types));
  const untyped = !free && given.types.length === 0 && given.choices.length === 0 ? ['anything'] : [];
  const values = (before.enum ?? []).filter((value) => after.enum && !after.enum.includes(value));
  const narrowed = side === 'asked' && after.enum && !before.enum ? [`${at}: takes only some values now`] : [];
  const verb = side === 'asked' ? 'may not be' : 'may be';
  return [
    ...[...strange, ...untyped].map((type) => `${at}: ${verb} ${type} ${side === 'asked' ? 'any more' : 'now'}`),
    ...values.map((value) => `${at}: the value ${JSON.stringify(value)} is gone`),
    ...narrowed,
    ...(before.format !== after.format && (side === 'answered' || after.format !== undefined)
      ? [`${at}: has the format ${after.format ?? 'none'} instead of ${before.format ?? 'none'}`]
      : []),
  ];
}

const fits = (type: string, among: string[]): boolean =>
  among.includes(type) || (type === 'integer' && among.includes('number'));

const AT_MOST = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const;
const AT_LEAST = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const;
const EXACTLY = ['pattern', 'multipleOf', 'const', 'uniqueItems'] as const;

function compareLimits({ at }: Place, before: Whole, after: Whole): string[] {
  const changed = (name: keyof SchemaObject) =>
    `${at}: ${name} is ${JSON.stringify(after[name])} instead of ${JSON.stringify(before[name]) ?? 'nothing'}`;
  const number = (value: unknown, usual: number): number => (typeof value === 'number' ? value : usual);
  return [
    ...AT_MOST.filter((name) => number(after[name], Infinity) < number(before[name], Infinity)),
    ...AT_LEAST.filter((name) => number(after[name], -Infinity) > number(before[name], least(name))),
    ...EXACTLY.filter((name) => after[name] !== undefined && after[name] !== false && after[name] !== before[name]),
  ].map(changed);
}

/** Nothing is shorter than nothing, so "at least 0" asks for nothing. */
const least = (name: (typeof AT_LEAST)[number]): number =>
  name.startsWith('min') && name !== 'minimum' ? 0 : -Infinity;

/** A schema without references, and without the ways to say "or null". */
type Whole = Omit<SchemaObject, 'enum'> & { types: string[]; choices: SchemaObject[]; enum?: unknown[] };

function wholeOf(document: OpenAPIObject, given: unknown): Whole {
  const { allOf = [], ...own } = resolve<SchemaObject>(document, given ?? {});
  const parts = [...allOf.map((one) => wholeOf(document, one)), own];
  const schema = Object.assign({}, ...parts) as SchemaObject;
  const properties = Object.assign({}, ...parts.map((one) => one.properties ?? {})) as object;
  if (Object.keys(properties).length > 0) schema.properties = properties as Record<string, SchemaObject>;
  schema.required = parts.flatMap(({ required = [] }) => required);
  const all = (schema.anyOf ?? schema.oneOf ?? []).map((one) => resolve<SchemaObject>(document, one));
  const choices = all.filter(({ type }) => type !== 'null');
  const isNullable = choices.length < all.length;
  const types = [schema.type ?? (schema.properties ? 'object' : [])].flat() as string[];
  const { enum: values, anyOf: _any, oneOf: _one, ...rest } = schema;
  const [only, ...others] = choices;
  if (only && others.length === 0) {
    const inner = wholeOf(document, only);
    return { ...rest, ...inner, types: [...inner.types, ...(isNullable ? ['null'] : [])] };
  }
  return { ...rest, ...(values && { enum: values }), types: [...types, ...(isNullable ? ['null'] : [])], choices };
}

function resolve<Component extends object>(document: OpenAPIObject, given: unknown): Component {
  const { $ref } = given as { $ref?: string };
  if ($ref === undefined) return given as Component;
  const parts = $ref.replace(/^#\//, '').split('/');
  const found = parts.reduce<unknown>((place, name) => (place as Record<string, unknown>)[name], document);
  return resolve(document, found);
}
