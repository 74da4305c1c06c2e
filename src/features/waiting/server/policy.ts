/** Whose an entry in the line is. */
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { limitRate, networkOf } from '#platform/rate-limit.ts';

declare const minted: unique symbol;
/** Proof that the actor holds the link of this entry. Only this file makes them. */
export type EntryScope = { readonly entryId: number; readonly eventId: number; readonly [minted]: 'entry' };

/** Wrong tokens from one address, far more than anybody mistypes. */
const WRONG_TOKENS = { attempts: 30, seconds: 600 };

/** Lets in whoever has the link. @throws NotFound, TooMany where wrong ones were tried too often */
export async function authoriseEntry(
  ctx: Ctx,
  { token, visitor }: { token: string; visitor: () => string },
): Promise<EntryScope> {
  const entry = await ctx.db
    .selectFrom('waitingEntries')
    .select(['id as entryId', 'eventId'])
    .where('token', '=', token)
    .executeTakeFirst();
  if (entry) return entry as EntryScope;
  await limitRate(ctx, `waiting-token:${networkOf(visitor())}`, WRONG_TOKENS);
  throw new NotFound('not_found.place_in_line');
}
