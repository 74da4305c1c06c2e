/** A noun's declared fields as JSON: what operations say of them, derived from the declaration. */
import { z } from '@hono/zod-openapi';
import type { Field, FieldKind, Fields } from '#platform/records/field.ts';
import { markup } from './api-env.ts';

const text = z.string();
const number = z.number().int().nullable();

/** Kinds whose value answers write as it is. What points at other records, states and times is each noun's own. */
const SCHEMAS = {
  line: text,
  area: text,
  address: text,
  email: text,
  code: text,
  color: text,
  check: z.boolean(),
  whole: number,
  degrees: z.number().nullable(),
} satisfies Partial<Record<FieldKind, z.ZodType>>;

type PlainKind = keyof typeof SCHEMAS;
/** The fields that are written as they are. */
export type PlainName<F extends Fields> = {
  [Name in keyof F & string]: F[Name]['kind'] extends PlainKind ? Name : never;
}[keyof F & string];

type SchemaOf<F extends Field> = (typeof SCHEMAS)[F['kind'] & PlainKind];

/** The same fields as an answer has them. */
export function pickFields<Row extends object, const Name extends keyof Row>(
  row: Row,
  names: readonly Name[],
): Pick<Row, Name> {
  return Object.fromEntries(names.map((name) => [name, row[name]])) as Pick<Row, Name>;
}

/** A schema for each of these fields. */
export function fieldsJson<F extends Fields, const Name extends PlainName<F>>(
  fields: F,
  names: readonly Name[],
): { [One in Name]: SchemaOf<F[One]> } {
  return Object.fromEntries(names.map((name) => [name, schemaOf(fields[name] as Field)])) as never;
}

function schemaOf({ kind, markdown, description, example }: Field): z.ZodType {
  if (markdown) return markup;
  const schema = SCHEMAS[kind as PlainKind];
  return description || example
    ? schema.openapi({ ...(description && { description }), ...(example && { example }) })
    : schema;
}
