/** How the edits feature reacts: who asks for their data gets what they can still undo. */
import { addToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';

addToExport('edits', async (ctx, { userId }) => {
  const rows = await ctx.db
    .selectFrom('edits as d')
    .innerJoin('events as e', 'e.id', 'd.eventId')
    .select(['e.slug as event', 'd.noun', 'd.label', 'd.createdAt', 'd.undoneAt'])
    .where('d.actorId', '=', userId)
    .orderBy('d.createdAt')
    .execute();
  return withIsoInstants(rows, 'createdAt', 'undoneAt');
});
