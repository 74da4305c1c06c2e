/** Fields of a noun in the descriptions of the API. */
import { z } from '@hono/zod-openapi';
import type { Fields } from '../records/field.ts';
import { markup } from './api-env.ts';

/** A schema for each of these fields, all of which are texts. */
export function textFields<F extends Fields, Name extends keyof F & string>(
  fields: F,
  names: readonly Name[],
): Record<Name, z.ZodString> {
  const schemaOf = (name: Name): z.ZodString => {
    const { markdown, description } = fields[name] ?? {};
    if (markdown) return markup;
    return description ? z.string().openapi({ description }) : z.string();
  };
  return Object.fromEntries(names.map((name) => [name, schemaOf(name)])) as Record<Name, z.ZodString>;
}
