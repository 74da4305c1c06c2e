/** One editor at a time. */
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { EventScope } from './policy.ts';

/**
 * Holds the event's row until the transaction ends: whoever edits anything of the event waits for its turn. Rows that
 * only refer to the event (a foreign key) can be written meanwhile. @throws NotFound when it went away
 */
export async function lockEvent(ctx: Ctx, { eventId }: EventScope): Promise<void> {
  const row = await ctx.db
    .selectFrom('events')
    .select('id')
    .where('id', '=', eventId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.event_gone');
}
