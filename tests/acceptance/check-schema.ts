/** As much of JSON Schema (draft 6) as the schedule schema uses. Formats are not checked. */

export type Schema =
  | boolean
  | {
      $ref?: string;
      type?: string | string[];
      enum?: unknown[];
      pattern?: string;
      minimum?: number;
      required?: string[];
      properties?: Record<string, Schema>;
      patternProperties?: Record<string, Schema>;
      additionalProperties?: Schema;
      items?: Schema;
      oneOf?: Schema[];
      definitions?: Record<string, Schema>;
    };

/** What of `value` breaks the schema, each with its place; empty when it is valid. `root` holds the definitions. */
export function schemaErrors(value: unknown, schema: Schema, root: Schema = schema, at = '$'): string[] {
  if (schema === true) return [];
  if (schema === false) return [`${at} is not allowed`];
  if (schema.$ref) return schemaErrors(value, definition(schema.$ref, root), root, at);
  return [
    ...valueErrors(value, schema, at),
    ...(schema.oneOf ? choiceErrors(value, schema.oneOf, root, at) : []),
    ...(Array.isArray(value)
      ? value.flatMap((one, i) => schemaErrors(one, schema.items ?? true, root, `${at}[${i}]`))
      : isObject(value)
        ? objectErrors(value, schema, root, at)
        : []),
  ];
}

function definition(ref: string, root: Schema): Schema {
  const name = /^#\/definitions\/(\w+)$/.exec(ref)?.[1] ?? '';
  const found = typeof root === 'object' ? root.definitions?.[name] : undefined;
  if (found === undefined) throw new Error(`The schema has no ${ref}`);
  return found;
}

type Rules = Exclude<Schema, boolean>;

function valueErrors(value: unknown, { type, enum: choices, pattern, minimum }: Rules, at: string): string[] {
  const errors: string[] = [];
  if (type && ![type].flat().some((one) => isOfType(value, one)))
    errors.push(`${at} is no ${[type].flat().join(' or ')}`);
  if (choices && !choices.includes(value)) errors.push(`${at} is none of ${choices.join(', ')}`);
  if (pattern && typeof value === 'string' && !new RegExp(pattern).test(value))
    errors.push(`${at} is not like ${pattern}`);
  if (minimum !== undefined && typeof value === 'number' && value < minimum) errors.push(`${at} is below ${minimum}`);
  return errors;
}

function choiceErrors(value: unknown, choices: Schema[], root: Schema, at: string): string[] {
  const fitting = choices.filter((choice) => schemaErrors(value, choice, root, at).length === 0).length;
  return fitting === 1 ? [] : [`${at} fits ${fitting} of the alternatives instead of one`];
}

function objectErrors(value: Record<string, unknown>, schema: Rules, root: Schema, at: string): string[] {
  const missing = (schema.required ?? [])
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => `${at}.${key} is missing`);
  const wrong = Object.entries(value).flatMap(([key, one]) =>
    schemaErrors(one, rulesFor(key, schema), root, `${at}.${key}`),
  );
  return [...missing, ...wrong];
}

function rulesFor(key: string, schema: Rules): Schema {
  if (schema.properties && Object.hasOwn(schema.properties, key)) return schema.properties[key] as Schema;
  const patterned = Object.entries(schema.patternProperties ?? {}).find(([pattern]) => new RegExp(pattern).test(key));
  return patterned ? patterned[1] : (schema.additionalProperties ?? true);
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
