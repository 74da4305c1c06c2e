/** What every operation of the REST API finds in its context: `c.get('ctx')`. */
import type { Ctx } from '../ctx.ts';

export type ApiEnv = { Variables: { ctx: Ctx } };
