/** Bringing an event's questions into its copy. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';

/**
 * Copies what is asked, with its numbers and order, for the copies of the same ticket types; hidden questions stay
 * behind, and all answers.
 */
export async function copyQuestions(
  ctx: Ctx,
  { fromEventId, toEventId }: { fromEventId: number; toEventId: number },
): Promise<void> {
  const rows = await ctx.db
    .selectFrom('questions')
    .selectAll()
    .where('eventId', '=', fromEventId)
    .where('archivedAt', 'is', null)
    .orderBy('position')
    .execute();
  if (rows.length === 0) return;
  const at = new Date(ctx.now);
  const values = rows.map(({ id: _id, dependsOnId: _parent, position: _position, ...row }, index) => ({
    ...row,
    eventId: toEventId,
    position: index + 1,
    dependsOnId: null,
    archivedAt: null,
    createdAt: at,
    updatedAt: at,
  }));
  await ctx.db.insertInto('questions').values(values).execute();
  await sql`
    update questions as q set depends_on_id = np.id
    from questions as o join questions as op on op.id = o.depends_on_id join questions as np on np.number = op.number and np.event_id = ${toEventId}
    where o.event_id = ${fromEventId} and q.event_id = ${toEventId} and q.number = o.number`.execute(ctx.db);
  await sql`
    insert into question_ticket_types (question_id, ticket_type_id)
    select q.id, t.id
    from question_ticket_types as m join questions as o on o.id = m.question_id join ticket_types as ot on ot.id = m.ticket_type_id
      join questions as q on q.event_id = ${toEventId} and q.number = o.number join ticket_types as t on t.event_id = ${toEventId} and t.number = ot.number
    where o.event_id = ${fromEventId}`.execute(ctx.db);
}
