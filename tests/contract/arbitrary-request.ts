/**
 * Requests for an operation as its description allows them, and hostile ones: values of other types, just beyond a
 * limit, that no text may hold, fields that nobody described.
 */
import fc from 'fast-check';
import type {
  OpenAPIObject,
  OperationObject,
  ParameterObject,
  RequestBodyObject,
  SchemaObject,
} from 'openapi3-ts/oas31';

export type Role = 'nobody' | 'owner' | 'registrar' | 'stranger' | 'unknown';
export type Request = {
  role: Role;
  path: string;
  headers: Record<string, string>;
  /** As it is sent; undefined for none. */
  body: string | undefined;
  /** What the body says, where it is JSON. */
  value: unknown;
};

const ROLES: Role[] = ['nobody', 'owner', 'owner', 'owner', 'registrar', 'stranger', 'unknown'];

const HOSTILE: unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2_147_483_648,
  Number.MAX_SAFE_INTEGER + 1,
  1e308,
  '',
  ' ',
  '0',
  '٣',
  '1e3',
  'a\u0000b',
  '\ud800',
  '\u202eabc',
  'x'.repeat(3000),
  '9999-12-31T23:59:59-05:00',
  '0000-01-01T00:00:00Z',
  '2027-02-30T10:00:00Z',
  'javascript:alert(1)',
  "'; drop table events; --",
  '../../etc/passwd',
  [],
  [[[[[]]]]],
  {},
  { number: 1 },
  { constructor: 1, hasOwnProperty: 'x' },
];
const hostileValue = fc.constantFrom(...HOSTILE);
const hostileText = hostileValue.map((value) =>
  (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 600),
);

type Operation = { document: OpenAPIObject; path: string; operation: OperationObject; names: Record<string, string[]> };

/** Half of them as described, the others with something odd in them. */
export function arbitraryRequest({ document, path, operation, names }: Operation): fc.Arbitrary<Request> {
  const parameters = (operation.parameters ?? []) as ParameterObject[];
  return fc.boolean().chain((isHostile) => {
    const odd = <Value>(usual: fc.Arbitrary<Value>, strange: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
      isHostile ? fc.oneof({ arbitrary: usual, weight: 4 }, { arbitrary: strange, weight: 1 }) : usual;
    const textOf = ({ name, schema = {} }: ParameterObject): fc.Arbitrary<string> => {
      if (names[name]) return odd(fc.constantFrom(...names[name]), hostileText);
      if (name === 'number') return odd(fc.integer({ min: 1, max: 6 }).map(String), hostileText);
      return odd(arbitraryValue(document, schema as SchemaObject, isHostile).map(asText), hostileText);
    };
    const part = (place: string): fc.Arbitrary<Record<string, string>> => {
      const all = parameters.filter((one) => one.in === place);
      const required = all.filter((one) => one.required && !(isHostile && place === 'header')).map(({ name }) => name);
      const model = Object.fromEntries(all.map((one) => [one.name, textOf(one)]));
      return fc.record(model, { requiredKeys: required }) as fc.Arbitrary<Record<string, string>>;
    };
    const json = (operation.requestBody as RequestBodyObject | undefined)?.content['application/json'];
    const value = json?.schema
      ? odd(arbitraryValue(document, json.schema as SchemaObject, isHostile), hostileValue)
      : fc.constant(undefined);
    const example = json?.example === undefined ? value : fc.oneof(value, fc.constant(json.example as unknown));
    const raw = odd(fc.constant(''), fc.constantFrom('{"name":', '\u0000', '[', '{}{}', 'null'));
    const type = odd(fc.constant('application/json'), fc.constantFrom('text/plain', 'application/xml', ''));
    return fc
      .record({
        role: fc.constantFrom(...ROLES),
        inPath: part('path'),
        inQuery: part('query'),
        inHeader: part('header'),
        value: example,
        raw,
        type,
        strange: odd(fc.constant(''), fc.constantFrom('x=1', 'limit=1&limit=2', 'after=%00', '__proto__=1')),
      })
      .map((one) => requestOf(path, one, json !== undefined));
  });
}

type Parts = {
  role: Role;
  inPath: Record<string, string>;
  inQuery: Record<string, string>;
  inHeader: Record<string, string>;
  value: unknown;
  raw: string;
  type: string;
  strange: string;
};

function requestOf(path: string, parts: Parts, takesBody: boolean): Request {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => segment(parts.inPath[name] ?? ''));
  const query = [new URLSearchParams(parts.inQuery).toString(), parts.strange].filter(Boolean).join('&');
  const body = takesBody ? parts.raw || JSON.stringify(parts.value) : undefined;
  const headers = Object.entries(parts.inHeader).map(([name, text]) => [name.toLowerCase(), headerText(text)]);
  return {
    role: parts.role,
    path: query ? `${filled}?${query}` : filled,
    headers: { ...Object.fromEntries(headers), ...(takesBody && parts.type && { 'content-type': parts.type }) },
    body,
    value: parts.raw ? undefined : parts.value,
  };
}

/** A client takes dots and nothing out of an address before it sends it. */
function segment(text: string): string {
  const whole = /^\.{0,2}$/.test(text) ? 'x' : text;
  return encodeURIComponent(whole.toWellFormed());
}

/** Other signs cannot be sent in a header at all. */
const headerText = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').trim();

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** A value as a schema describes it; where hostile, now and then one that it does not. */
function arbitraryValue(document: OpenAPIObject, given: SchemaObject, isHostile: boolean): fc.Arbitrary<unknown> {
  const schema = resolve(document, given);
  const usual = usualValue(document, schema, isHostile);
  return isHostile ? fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: beyond(schema), weight: 1 }) : usual;
}

function usualValue(document: OpenAPIObject, schema: SchemaObject, isHostile: boolean): fc.Arbitrary<unknown> {
  const inner = (one: unknown): fc.Arbitrary<unknown> => arbitraryValue(document, one as SchemaObject, isHostile);
  if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(inner));
  const types = [schema.type ?? 'object'].flat();
  return fc.oneof(...types.map((type) => valueOfType(document, { ...schema, type }, isHostile)));
}

function valueOfType(document: OpenAPIObject, schema: SchemaObject, isHostile: boolean): fc.Arbitrary<unknown> {
  const inner = (one: unknown): fc.Arbitrary<unknown> => arbitraryValue(document, one as SchemaObject, isHostile);
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return arbitraryNumber(schema);
    case 'string':
      return arbitraryText(schema);
    case 'array':
      return fc.array(inner(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      });
    default: {
      const fields = Object.entries(schema.properties ?? {});
      const model = fc.record(Object.fromEntries(fields.map(([name, one]) => [name, inner(one)])), {
        requiredKeys: schema.required ?? [],
      });
      if (!isHostile) return model;
      const stray = fc.constantFrom(
        {},
        {},
        {},
        { nmae: 1 },
        { id: 1 },
        { organizerId: 1 },
        JSON.parse('{"__proto__":1}'),
      );
      return fc.tuple(model, stray as fc.Arbitrary<object>).map(([whole, more]) => ({ ...whole, ...more }));
    }
  }
}

function arbitraryNumber({ type, minimum, exclusiveMinimum, maximum }: SchemaObject): fc.Arbitrary<number> {
  const least = minimum ?? (typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : -1000);
  const most = maximum ?? Math.max(least, 1000);
  const small = fc.integer({ min: Math.ceil(least), max: Math.min(Math.floor(most), Math.ceil(least) + 9) });
  const any = fc.integer({ min: Math.ceil(least), max: Math.floor(most) });
  const edges = fc.constantFrom(Math.ceil(least), Math.floor(most));
  return type === 'number'
    ? fc.oneof(small, any, edges, fc.double({ min: least, max: most, noNaN: true }))
    : fc.oneof(small, any, edges);
}

function arbitraryText({
  format,
  pattern,
  minLength = 0,
  maxLength = 200,
  example,
}: SchemaObject): fc.Arbitrary<string> {
  const said = typeof example === 'string' ? [fc.constant(example)] : [];
  if (format === 'date-time')
    return fc.oneof(
      fc
        .date({ min: new Date('1970-01-02'), max: new Date('2199-12-30'), noInvalidDate: true })
        .map((at) => at.toISOString()),
      fc.constantFrom('2027-05-08T09:30:00+01:00', '2027-10-31T02:30:00+02:00', '1970-01-01T00:00:00Z'),
    );
  if (format === 'email') return fc.oneof(...said, fc.emailAddress());
  if (format?.startsWith('uri')) return fc.oneof(...said, fc.webUrl());
  if (pattern) return fc.oneof(...said, fc.stringMatching(new RegExp(pattern)));
  const most = Math.min(maxLength, minLength + 60);
  return fc.oneof(
    ...said,
    fc.string({ minLength, maxLength: most }),
    fc.string({ minLength, maxLength: most, unit: 'grapheme' }),
    fc.constant('x'.repeat(maxLength)),
  );
}

/** Just outside of what is described, or of another kind. */
function beyond({ minimum, maximum, minLength, maxLength, maxItems }: SchemaObject): fc.Arbitrary<unknown> {
  const edges = [
    ...(minimum === undefined ? [] : [minimum - 1]),
    ...(maximum === undefined ? [] : [maximum + 1]),
    ...(minLength ? ['x'.repeat(minLength - 1)] : []),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1)]),
    ...(maxItems === undefined ? [] : [Array.from({ length: maxItems + 1 }, (_one, at) => at + 1)]),
  ];
  return fc.oneof(hostileValue, ...(edges.length > 0 ? [fc.constantFrom(...edges)] : []));
}

function resolve(document: OpenAPIObject, given: SchemaObject): SchemaObject {
  const name = given.$ref?.slice(given.$ref.lastIndexOf('/') + 1);
  return name ? (document.components?.schemas?.[name] as SchemaObject) : given;
}
