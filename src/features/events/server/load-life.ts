/** Where an event stands in its life, held still for whoever decides on it. */
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { EventState } from '../event.ts';

/** Locks the event's row. @throws NotFound when it went away or into the bin meanwhile */
export async function loadLife(
  ctx: Ctx,
  { eventId }: { eventId: number },
): Promise<{ name: string; state: EventState; cancellationNote: string }> {
  const row = await ctx.db
    .selectFrom('events')
    .select(['name', 'state', 'cancellationNote'])
    .where('id', '=', eventId)
    .where('deletedAt', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.event_gone');
  return { ...row, state: row.state as EventState };
}
