/** Forms that make something, sent twice: by a second press, or by whoever reloads the answer. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Ctx } from '../ctx.ts';
import { transact } from '../transact.ts';
import { type Submitted, submitForm } from './submit-form.ts';

/**
 * Like submitForm, in a transaction of its own; but of equal forms from one page only the first acts, and the value of
 * the others is undefined. A form is known by its field `once` (FormTop writes it) together with all that was typed:
 * who goes back and changes a word makes another thing. One that comes while the first is at work waits for it, and
 * acts where that failed.
 */
export async function submitOnce<S extends z.ZodType, T>(
  ctx: Ctx,
  { form, schema }: { form: FormData; schema: S },
  act: (ctx: Ctx, input: z.output<S>) => Promise<T>,
): Promise<Submitted<T | undefined>> {
  return submitForm(ctx, form, schema, (input) =>
    transact(ctx, async (ctx) => ((await isFirst(ctx, form)) ? act(ctx, input) : undefined)),
  );
}

/** Forgotten with the counts of tries, a day later. */
async function isFirst(ctx: Ctx, form: FormData): Promise<boolean> {
  if (!form.get('once')) return true;
  const by = ctx.actor.kind === 'user' ? ctx.actor.userId : ctx.actor.kind;
  const typed = JSON.stringify([...form].filter(([, value]) => typeof value === 'string'));
  const key = `once:${by}:${createHash('sha256').update(typed).digest('base64url')}`;
  const made = await ctx.db
    .insertInto('rateLimits')
    .values({ key, since: new Date(ctx.now), tries: 1 })
    .onConflict((known) => known.column('key').doNothing())
    .returning('key')
    .executeTakeFirst();
  return made !== undefined;
}
