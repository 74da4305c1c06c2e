/** How the exchange feature reacts: everything that was built from an event is out of date when the event changes. */
import { addToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';
import { bumpEventVersion } from '#features/events/server/bump-event-version.ts';
import { eventJsonModified, eventPurging } from '#features/events/server/signals.ts';
import { picturesReady } from '#features/media/server/signals.ts';
import { speakersModified } from '#features/people/server/signals.ts';
import { pricesModified } from '#features/prices/server/signals.ts';
import { microlocationsModified, sessionsModified } from '#features/sessions/server/signals.ts';
import { sponsorsModified } from '#features/sponsors/server/signals.ts';
import { ticketsModified } from '#features/tickets/server/signals.ts';
import type { Ctx } from '#platform/ctx.ts';
import { getRuntime } from '#platform/runtime.ts';
import { discardObjects } from '#platform/storage/discard-objects.ts';
import { rebuildExports } from './rebuild-exports.ts';

/** A burst of changes is gathered for this long before the files are built once from its last state. */
const GATHER_MS = 1000;

for (const signal of [
  eventJsonModified,
  speakersModified,
  sessionsModified,
  microlocationsModified,
  sponsorsModified,
  ticketsModified,
  pricesModified,
  picturesReady,
]) {
  signal.now('bump_event_version', (ctx, { eventId }) => bumpEventVersion(ctx, eventId));
  signal.later(
    'rebuild_exports',
    async (ctx, { eventId }) => {
      const { config, storage } = getRuntime();
      await rebuildExports(ctx, { baseUrl: config.url, storage }, eventId);
    },
    { key: ({ eventId }) => String(eventId), delayMs: GATHER_MS },
  );
}

eventPurging.now('discard_exports', (ctx, { eventId }) => discardExports(ctx, eventId));

addToExport('imports', async (ctx, { userId }) => {
  const rows = await ctx.db
    .selectFrom('importRuns as r')
    .innerJoin('organizers as o', 'o.id', 'r.organizerId')
    .select(['o.slug as organizer', 'r.fileName', 'r.state', 'r.createdAt', 'r.updatedAt'])
    .where('r.startedBy', '=', userId)
    .orderBy('r.createdAt')
    .execute();
  return withIsoInstants(rows, 'createdAt', 'updatedAt');
});

/** Forgets the stored exports of an event that is about to go for good, their bytes with the commit. */
async function discardExports(ctx: Ctx, eventId: number): Promise<void> {
  const gone = await ctx.db.deleteFrom('eventExports').where('eventId', '=', eventId).returning('storageKey').execute();
  await discardObjects(
    ctx,
    gone.map(({ storageKey }) => storageKey),
  );
}
