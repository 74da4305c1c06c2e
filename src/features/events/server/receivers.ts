/** How the events feature reacts: pages and files of an event name its organizer. */
import { organizersModified } from '#features/organizers/server/signals.ts';
import { bumpEventVersion, forgetLists } from './bump-event-version.ts';

organizersModified.now('forget_organizer', async (ctx, { organizerId }) => {
  const events = await ctx.db.selectFrom('events').select('id').where('organizerId', '=', organizerId).orderBy('id').execute();
  for (const { id } of events) await bumpEventVersion(ctx, id);
  await forgetLists(ctx);
});
