/** What operations of the REST API share. */
import { z } from '@hono/zod-openapi';
import type { Ctx } from '../ctx.ts';

/** What every operation finds in its context: `c.get('ctx')`. */
export type ApiEnv = { Variables: { ctx: Ctx } };

/** The part of an address that names a thing by its slug. */
export const slugParameter = z.object({ slug: z.string().openapi({ param: { name: 'slug', in: 'path' }, example: 'lantern-days-2027' }) });
