/** How the API describes what is private of people. */
import { z } from '@hono/zod-openapi';
import { PERSONAL } from '#features/organizers/scopes.ts';

/** The same field, left out of answers to keys that may not see it (`seesPrivate`). */
export function hidePrivate<S extends z.ZodType>(schema: S) {
  return schema.optional().openapi({ description: `Missing for keys without the scope \`${PERSONAL}\`` });
}
