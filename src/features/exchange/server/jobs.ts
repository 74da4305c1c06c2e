/** The background side of an import by hand. */
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { FoyerError } from '#platform/errors.ts';
import { fetchPublic } from '#platform/http/fetch-public.ts';
import { defineJob } from '#platform/jobs/jobs.ts';
import { getRuntime } from '#platform/runtime.ts';
import { readAll } from '#platform/storage/storage.ts';
import { importConference } from './import-conference.ts';
import { readConference } from './read-conference.ts';
import { RUN_IMPORT_QUEUE } from './start-import.ts';

export type RunImport = { runId: string; publish: boolean; fetchMedia: boolean; timeZone: string };

defineJob<RunImport>(RUN_IMPORT_QUEUE, runImport);

/**
 * Carries one import out. The import itself is one transaction; delivered twice, the second finds nothing to change.
 * What is wrong with the file ends the run with its reason; anything else is left to the queue to try again.
 */
export async function runImport(ctx: Ctx, job: RunImport): Promise<void> {
  const run = await ctx.db
    .selectFrom('importRuns')
    .innerJoin('organizers', 'organizers.id', 'importRuns.organizerId')
    .select(['importRuns.storageKey', 'importRuns.fileName', 'organizers.slug'])
    .where('importRuns.id', '=', job.runId)
    .where('importRuns.state', '=', 'running')
    .executeTakeFirst();
  if (!run) return;
  const say = (values: { state?: string; progress?: string; error?: string; eventId?: number }) =>
    ctx.db.updateTable('importRuns').set({ ...values, updatedAt: new Date() }).where('id', '=', job.runId).execute();
  const { storage } = getRuntime();
  try {
    const stored = await storage.get(run.storageKey);
    if (!stored) throw new FoyerError('file_gone', 'The uploaded file is gone; upload it again');
    const reading = await readConference(await readAll(stored.body), { fileName: run.fileName, ...(job.timeZone ? { timeZone: job.timeZone } : {}) });
    const scope = await authoriseOrganizer(ctx, run.slug, 'import');
    let last = Promise.resolve<unknown>(undefined);
    const report = await importConference(ctx, scope, {
      reading,
      storage,
      publish: job.publish,
      ...(job.fetchMedia ? { fetchMedia: fetchPublic } : {}),
      onProgress: (progress) => {
        last = last.then(() => say({ progress }));
      },
    });
    await last;
    const event = await ctx.db.selectFrom('events').select('id').where('slug', '=', report.event.slug).executeTakeFirst();
    await say({ state: 'done', progress: '', ...(event ? { eventId: event.id } : {}) });
    await storage.delete(run.storageKey);
  } catch (error) {
    if (!(error instanceof FoyerError)) throw error;
    await say({ state: 'failed', error: error.message });
  }
}
