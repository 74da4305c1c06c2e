/** Reading what was done a moment ago. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { isUuid } from '#platform/ids.ts';
import { canStillUndo } from '../edit.ts';

export type EditFace = { id: string; noun: string; label: string; undone: boolean; canUndo: boolean };

/** An edit of the actor's own; undefined for others', unknown and forgotten ones alike. */
export async function findEdit(ctx: Ctx, { eventId }: EventScope, id: string): Promise<EditFace | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await ctx.db
    .selectFrom('edits')
    .select(['id', 'noun', 'label', 'createdAt', 'undoneAt'])
    .where('id', '=', id)
    .where('eventId', '=', eventId)
    .where('actorId', 'is not distinct from', ctx.actor.kind === 'user' ? ctx.actor.userId : null)
    .executeTakeFirst();
  if (!row) return undefined;
  const undone = row.undoneAt !== null;
  return {
    id: row.id,
    noun: row.noun,
    label: row.label,
    undone,
    canUndo: canStillUndo({ createdAt: row.createdAt, undone }, ctx.now),
  };
}
