/** Imports that nobody carried out. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { hasUnfinishedJob } from '#platform/jobs/unfinished-job.ts';
import { discardObjects } from '#platform/storage/discard-objects.ts';
import { transact } from '#platform/transact.ts';
import { RUN_IMPORT_QUEUE } from './start-import.ts';

/** How long a preview, and the file of a run that failed, wait for somebody to come back. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** Forgets previews and failed runs that are older than a week, with their files. Returns how many. */
export async function discardOldImports(ctx: Ctx): Promise<number> {
  return transact(ctx, async (ctx) => {
    const gone = await ctx.db
      .deleteFrom('importRuns')
      .where('state', '<>', 'done')
      .where('updatedAt', '<', timestamp(ctx.now - KEPT_MS))
      .where(({ eb, not }) =>
        eb.or([eb('state', '<>', 'running'), not(hasUnfinishedJob(RUN_IMPORT_QUEUE, sql.ref('importRuns.id')))]),
      )
      .returning('storageKey')
      .execute();
    await discardObjects(
      ctx,
      gone.map(({ storageKey }) => storageKey),
    );
    return gone.length;
  });
}
