/** The order of an event's questions: one editor at a time, no gaps, no duplicates. */
import { sql } from 'kysely';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { listQuestions } from './queries.ts';
import type { KeptQuestion } from './tables.ts';

/**
 * Waits for its turn at the event and gives its questions as they then are. Call it within a transaction, before
 * anything else there.
 */
export async function lockQuestions(ctx: Ctx, scope: EventScope): Promise<KeptQuestion[]> {
  await lockEvent(ctx, scope);
  return [...(await listQuestions(ctx, scope))];
}

/** Gives locked questions the places 1, 2, 3 ... in that order, in one statement. */
export async function renumberQuestions(ctx: Ctx, order: readonly { id: number }[]): Promise<void> {
  const ids = order.map(({ id }) => id);
  await sql`update questions as q set position = m.place from unnest(${ids}::bigint[]) with ordinality as m(id, place) where q.id = m.id and q.position <> m.place`.execute(
    ctx.db,
  );
}
