/** The background side of an import by hand. */
import { openAsBlob } from 'node:fs';
import { sql } from 'kysely';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { Conflict, FoyerError, storeError, Unavailable } from '#platform/errors.ts';
import { fetchPublic } from '#platform/http/fetch-public.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { hasUnfinishedJob } from '#platform/jobs/unfinished-job.ts';
import { getRuntime } from '#platform/runtime.ts';
import { discardObjects } from '#platform/storage/discard-objects.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { removeTempFile, writeTempFile } from '#platform/temp-files.ts';
import { DAY_MS } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { importConference } from './import-conference.ts';
import { readConference } from './read-conference.ts';
import { RUN_IMPORT_QUEUE } from './start-import.ts';

/** How long a preview, and the file of a run that failed, wait for somebody to come back. */
const KEPT_MS = 7 * DAY_MS;

/** Jobs of earlier versions do not say `withdraw`. */
export type RunImport = { runId: string; publish: boolean; fetchMedia: boolean; withdraw?: boolean };

const DISCARD_OLD_IMPORTS_QUEUE = 'discard_old_imports';

defineJob<RunImport>(RUN_IMPORT_QUEUE, runImport);

defineJob(DISCARD_OLD_IMPORTS_QUEUE, async (ctx) => {
  const count = await discardOldImports(ctx);
  if (count > 0) ctx.log.info({ count }, 'imports: forgot what nobody carried out');
});
scheduleDaily(DISCARD_OLD_IMPORTS_QUEUE, { hour: 3, minute: 40 });

/**
 * Carries one import out. The import itself is one transaction; delivered twice, the second finds nothing to change.
 * What is wrong with the file, or forbidden, ends the run with its reason, and the file goes; anything else is left to
 * the queue to try again.
 */
export async function runImport(ctx: Ctx, job: RunImport): Promise<void> {
  const run = await ctx.db
    .selectFrom('importRuns')
    .innerJoin('organizers', 'organizers.id', 'importRuns.organizerId')
    .innerJoin('users', 'users.id', 'importRuns.startedBy')
    .select([
      'importRuns.storageKey',
      'importRuns.fileName',
      'importRuns.timeZone',
      'organizers.slug',
      'users.id as userId',
      'users.name',
      'users.administrator',
    ])
    .where('importRuns.id', '=', job.runId)
    .where('importRuns.state', '=', 'running')
    .executeTakeFirst();
  if (!run) return;
  const note = (values: Saying, { db } = ctx) =>
    db
      .updateTable('importRuns')
      .set({ ...values, updatedAt: new Date() })
      .where('id', '=', job.runId)
      .execute();
  const end = (values: Saying) =>
    transact(ctx, async (ctx) => {
      await note({ progress: '', ...values }, ctx);
      await discardObjects(ctx, [run.storageKey]);
    });
  try {
    const slug = await carryOut(onBehalfOf(ctx, run), run, job, (progress) => note({ progress }));
    const event = await ctx.db.selectFrom('events').select('id').where('slug', '=', slug).executeTakeFirst();
    await end({ state: 'done', ...(event ? { eventId: event.id } : {}) });
  } catch (error) {
    if (error instanceof FoyerError && !(error instanceof Unavailable))
      return void (await end({ state: 'failed', error: storeError(error) }));
    // When not even that can be said, the first error is the one worth knowing.
    await note({ progress: storeText('stored.import.again') }).catch(() => undefined);
    throw error;
  }
}

/** Foyer does it, but the record names who started it. */
function onBehalfOf(
  ctx: Ctx,
  { userId, name, administrator }: { userId: string; name: string; administrator: boolean },
): Ctx {
  return { ...ctx, actor: { kind: 'system', name: RUN_IMPORT_QUEUE, onBehalfOf: { userId, name, administrator } } };
}

type Saying = { state?: 'done' | 'failed'; progress?: string; error?: string; eventId?: number };
type Run = { storageKey: string; fileName: string; timeZone: string; slug: string };

/** Imports the file of the run; gives the event's slug. */
async function carryOut(
  ctx: Ctx,
  run: Run,
  job: RunImport,
  note: (progress: string) => Promise<unknown>,
): Promise<string> {
  const { storage } = getRuntime();
  const file = await fetchFile(storage, run.storageKey);
  try {
    return await importFile(ctx, run, { job, storage, note, archive: await openAsBlob(file) });
  } finally {
    await removeTempFile(file);
  }
}

/** Brings it to this machine's disk, where its parts are read as they are needed. */
async function fetchFile(storage: Storage, key: string): Promise<string> {
  const stored = await storage.get(key);
  if (!stored) throw new Conflict('file_gone.upload');
  return writeTempFile(stored.body);
}

type Importing = { job: RunImport; storage: Storage; note: (progress: string) => Promise<unknown>; archive: Blob };

async function importFile(ctx: Ctx, run: Run, { job, storage, note, archive }: Importing): Promise<string> {
  const reading = await readConference(archive, {
    fileName: run.fileName,
    ...(run.timeZone ? { timeZone: run.timeZone } : {}),
  });
  const scope = await authoriseOrganizer(ctx, run.slug, 'import');
  let said = Promise.resolve<unknown>(undefined);
  // How far it is, is a courtesy: where it cannot be told, the import goes on.
  const onProgress = (progress: string): void => {
    said = said.then(() => note(progress)).catch(() => undefined);
  };
  const { publish, withdraw = false } = job;
  try {
    const report = await importConference(ctx, scope, {
      reading,
      storage,
      publish,
      withdraw,
      ...(job.fetchMedia ? { fetchMedia: fetchPublic } : {}),
      onProgress,
    });
    return report.event.slug;
  } finally {
    await said;
  }
}

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
