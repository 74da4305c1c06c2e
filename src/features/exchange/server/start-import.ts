/** Importing by hand: upload and preview, then run in the background, or discard. */
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '#platform/errors.ts';
import { isUuid } from '#platform/ids.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { discardObjects } from '#platform/storage/discard-objects.ts';
import { freshKey, type Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import { countKinds, type ImportState, type ImportSummary, REMARKS_SHOWN } from '../import-run.ts';
import { previewImport } from './import-conference.ts';
import { readConference } from './read-conference.ts';

export const RUN_IMPORT_QUEUE = 'run_import';

export type ImportRun = { id: string; fileName: string; state: ImportState; progress: string; summary: ImportSummary | null; error: string; eventSlug: string };
export type UploadInput = { bytes: Uint8Array; fileName: string; timeZone?: string; storage: Storage };

/**
 * Reads the file and keeps it with a summary of what importing it would do. Writes nothing of the event.
 * @throws Invalid naming what is wrong with the file
 */
export async function uploadImport(ctx: Ctx, scope: OrganizerScope, input: UploadInput): Promise<{ id: string }> {
  if (ctx.actor.kind !== 'user') throw new Forbidden('Sign in to import');
  if (input.bytes.byteLength === 0) throw new Invalid('The file is empty', [{ where: 'file', message: 'Choose a file with something in it' }]);
  const { timeZone } = input;
  const reading = await readConference(input.bytes, { fileName: input.fileName, ...(timeZone ? { timeZone } : {}) });
  const { plan, ...report } = await previewImport(ctx, scope, { reading });
  const summary: ImportSummary = {
    name: report.event.name,
    format: report.format,
    slug: report.event.slug,
    kinds: countKinds(plan),
    withdrawn: report.withdrawn,
    repaired: report.repaired.slice(0, REMARKS_SHOWN),
    skipped: report.skipped.slice(0, REMARKS_SHOWN),
    repairedCount: report.repaired.length,
    skippedCount: report.skipped.length,
  };
  const storageKey = freshKey('imports');
  await input.storage.put(storageKey, input.bytes, { contentType: 'application/octet-stream' });
  return ctx.db
    .insertInto('importRuns')
    .values({
      organizerId: scope.organizerId,
      startedBy: ctx.actor.userId,
      fileName: input.fileName.slice(0, 200),
      storageKey,
      state: 'previewed',
      progress: timeZone ?? '',
      report: JSON.stringify(summary),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
}

/** Hands a previewed import to the background. @throws Conflict when it was started or finished already */
export async function startImport(ctx: Ctx, scope: OrganizerScope, input: { id: string; publish: boolean; fetchMedia: boolean }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const run = await getImportRun(ctx, scope, input.id);
    const { numUpdatedRows } = await ctx.db
      .updateTable('importRuns')
      .set({ state: 'running', progress: '', updatedAt: new Date(ctx.now) })
      .where('id', '=', run.id)
      .where('state', '=', 'previewed')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new Conflict('This import was started already');
    const payload = { runId: run.id, publish: input.publish, fetchMedia: input.fetchMedia, timeZone: run.progress };
    await enqueue(ctx, RUN_IMPORT_QUEUE, payload, { key: run.id });
  });
}

/** Forgets a preview and its file. */
export async function discardImport(ctx: Ctx, scope: OrganizerScope, input: { id: string }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const run = await getImportRun(ctx, scope, input.id);
    const gone = await ctx.db.deleteFrom('importRuns').where('id', '=', run.id).where('state', '!=', 'running').returning('storageKey').executeTakeFirst();
    await discardObjects(ctx, [gone?.storageKey]);
  });
}

/** One import of the organizer. @throws NotFound */
export async function getImportRun(ctx: Ctx, scope: OrganizerScope, id: string): Promise<ImportRun> {
  const row = isUuid(id)
    ? await ctx.db
        .selectFrom('importRuns')
        .leftJoin('events', 'events.id', 'importRuns.eventId')
        .select(['importRuns.id', 'fileName', 'importRuns.state', 'progress', 'report', 'error', 'events.slug as eventSlug'])
        .where('importRuns.id', '=', id)
        .where('importRuns.organizerId', '=', scope.organizerId)
        .executeTakeFirst()
    : undefined;
  if (!row) throw new NotFound('There is no such import');
  const { report, ...rest } = row;
  return { ...rest, state: row.state as ImportState, summary: report as ImportSummary | null, eventSlug: row.eventSlug ?? '' };
}
