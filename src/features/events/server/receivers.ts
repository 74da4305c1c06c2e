/** How the events feature reacts: pages and files of an event name its organizer. */
import { addToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';
import { organizersModified } from '#features/organizers/server/signals.ts';
import { bumpEventVersion, forgetLists } from './bump-event-version.ts';

organizersModified.now('forget_organizer', async (ctx, { organizerId }) => {
  const events = await ctx.db
    .selectFrom('events')
    .select('id')
    .where('organizerId', '=', organizerId)
    .orderBy('id')
    .execute();
  for (const { id } of events) await bumpEventVersion(ctx, id);
  await forgetLists(ctx);
});

addToExport('drafts', async (ctx, { userId }) => {
  const rows = await ctx.db
    .selectFrom('formDrafts as d')
    .innerJoin('events as e', 'e.id', 'd.eventId')
    .select(['e.slug as event', 'd.form', 'd.entries', 'd.updatedAt'])
    .where('d.userId', '=', userId)
    .orderBy('d.updatedAt')
    .execute();
  return withIsoInstants(rows, 'updatedAt');
});
