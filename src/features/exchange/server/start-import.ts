/** Importing by hand: upload and preview, then run in the background, or discard. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { isAccessible, type OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden, Invalid, NotFound, problem } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { wordStored } from '#platform/i18n/stored-text.ts';
import { translator } from '#platform/i18n/translate.ts';
import { isUuid } from '#platform/ids.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { hasUnfinishedJob } from '#platform/jobs/unfinished-job.ts';
import { discardObjects } from '#platform/storage/discard-objects.ts';
import { freshKey, type Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import { countKinds, type ImportState, type ImportSummary, REMARKS_SHOWN } from '../import-run.ts';
import { withdrawsMost } from '../plan-import.ts';
import { previewImport } from './import-conference.ts';
import { readConference } from './read-conference.ts';
import { wordRemarks } from './render-remarks.ts';

export const RUN_IMPORT_QUEUE = 'run_import';

/** Whether its job will still end: with success, or by saying why not. */
const isStillAtWork = hasUnfinishedJob(RUN_IMPORT_QUEUE, sql.ref('importRuns.id'));
export type ImportRun = {
  id: string;
  fileName: string;
  state: ImportState;
  progress: string;
  summary: ImportSummary | null;
  error: string;
  eventSlug: string;
};
/** As many imports of one organizer wait for somebody, or run, at once: each keeps its file. */
export const MOST_WAITING = 5;

let lastReading: Promise<unknown> = Promise.resolve();

/**
 * Reads one file after the other in each process: what a file unfolds to in memory is there once, however many are
 * uploaded at once.
 */
function oneAtATime<T>(read: () => Promise<T>): Promise<T> {
  const reading = lastReading.then(read);
  lastReading = reading.catch(() => undefined);
  return reading;
}

/** So often a process says that it still receives a file; nobody waits longer for one that no longer does. */
const RENEW_MS = 15_000;
const OVER_MS = 60_000;

/** `quota`: how many bytes may wait for the organizer, this file included; see the setting FOYER_IMPORT_MEGABYTES. */
export type ReceiveOptions = { quota?: number };
const DEFAULT_QUOTA = 1024 ** 3;

/**
 * Takes in one file of an organizer at a time, whichever process it comes to: `receive` reads the request.
 * @throws Conflict where another one of theirs is on its way, or as many imports wait as may, or as large ones
 */
export async function receiveImport<T>(
  ctx: Ctx,
  { organizerId }: OrganizerScope,
  receive: () => Promise<T>,
  { quota = DEFAULT_QUOTA }: ReceiveOptions = {},
): Promise<T> {
  const { db } = ctx;
  const token = randomUUID();
  await beginUpload(ctx, organizerId, token);
  const renewing = setInterval(() => {
    sql`update import_uploads set renewed_at = now() where token = ${token}`.execute(db).catch(() => undefined);
  }, RENEW_MS);
  try {
    const waiting = await findWaiting(ctx, organizerId);
    checkCount(waiting);
    checkRoom(waiting, quota);
    return await receive();
  } finally {
    clearInterval(renewing);
    await sql`delete from import_uploads where token = ${token}`.execute(db);
  }
}

async function beginUpload({ db }: Ctx, organizerId: number, token: string): Promise<void> {
  const { rows } = await sql`
    insert into import_uploads (organizer_id, token) values (${organizerId}, ${token})
    on conflict (organizer_id) do update set token = excluded.token, renewed_at = now()
      where import_uploads.renewed_at < now() - ${OVER_MS} * interval '1 millisecond'
    returning organizer_id`.execute(db);
  if (rows.length > 0) return;
  throw new Conflict('upload_under_way.file');
}

type Waiting = { count: number; bytes: number };

async function findWaiting({ db }: Ctx, organizerId: number): Promise<Waiting> {
  return db
    .selectFrom('importRuns')
    .select(sql<number>`count(*)::integer`.as('count'))
    .select(sql<number>`coalesce(sum(bytes), 0)::float8`.as('bytes'))
    .where('organizerId', '=', organizerId)
    .where('state', '<>', 'done')
    .where('state', '<>', 'failed')
    .executeTakeFirstOrThrow();
}

function checkCount({ count }: Waiting): void {
  if (count < MOST_WAITING) return;
  throw new Conflict('too_many_imports.waiting', { most: MOST_WAITING });
}

/** `more`: the size of a file that is here now. */
function checkRoom({ bytes }: Waiting, quota: number, more = 1): void {
  if (bytes + more <= quota) return;
  const most = megabytes(quota);
  throw bytes === 0
    ? new Conflict('imports_too_large.file', { size: megabytes(more), most })
    : new Conflict('imports_too_large.waiting', { size: megabytes(bytes), most });
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}

export type UploadInput = {
  file: Blob;
  fileName: string;
  timeZone?: string;
  storage: Storage;
} & ReceiveOptions;

/**
 * Reads the file and keeps it with a summary of what importing it would do. Writes nothing of the event.
 * @throws Invalid naming what is wrong with the file; Conflict where it is too large beside those that wait
 */
export async function uploadImport(ctx: Ctx, scope: OrganizerScope, input: UploadInput): Promise<{ id: string }> {
  if (ctx.actor.kind !== 'user') throw new Forbidden('forbidden.sign_in_import');
  const { file, timeZone, quota = DEFAULT_QUOTA } = input;
  if (file.size === 0) throw new Invalid('invalid.file', [problem('file', 'field.file')]);
  checkRoom(await findWaiting(ctx, scope.organizerId), quota, file.size);
  const { plan, ...report } = await oneAtATime(async () => {
    const reading = await readConference(file, { fileName: input.fileName, ...(timeZone ? { timeZone } : {}) });
    return previewImport(ctx, scope, { reading });
  });
  const summary: ImportSummary = {
    name: report.event.name,
    format: report.format,
    slug: report.event.slug,
    kinds: countKinds(plan),
    withdrawn: report.withdrawn,
    ...(withdrawsMost(plan) ? { withdrawnOf: plan.programme } : {}),
    repaired: report.repaired.slice(0, REMARKS_SHOWN),
    skipped: report.skipped.slice(0, REMARKS_SHOWN),
    repairedCount: report.repaired.length,
    skippedCount: report.skipped.length,
  };
  const storageKey = freshKey('imports');
  await input.storage.put(storageKey, Readable.from(file.stream(), { objectMode: false }), {
    contentType: 'application/octet-stream',
  });
  const { userId: startedBy } = ctx.actor;
  const fileName = cutText(input.fileName, 200);
  return transact(ctx, async (ctx) => {
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      action: 'import.upload',
      subject: `file ${fileName} for an import`,
    });
    return ctx.db
      .insertInto('importRuns')
      .values({
        organizerId: scope.organizerId,
        startedBy,
        fileName,
        storageKey,
        bytes: file.size,
        state: 'previewed',
        timeZone: timeZone ?? '',
        report: JSON.stringify(summary),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
  });
}

export type StartInput = {
  id: string;
  publish: boolean;
  fetchMedia: boolean;
  /** That it may withdraw most of a programme. */
  withdraw: boolean;
};

/**
 * Hands a previewed import to the background.
 * @throws Conflict when it was started or finished already; Invalid where it withdraws most of a programme and nobody
 * agreed
 */
export async function startImport(ctx: Ctx, scope: OrganizerScope, input: StartInput): Promise<void> {
  await transact(ctx, async (ctx) => {
    const run = await getImportRun(ctx, scope, input.id);
    if (run.state === 'previewed' && run.summary?.withdrawnOf !== undefined && !input.withdraw) {
      const values = { withdrawn: run.summary.withdrawn, all: run.summary.withdrawnOf };
      throw new Invalid('would_withdraw.confirm', [problem('withdraw', 'would_withdraw.confirm', values)], values);
    }
    const { numUpdatedRows } = await ctx.db
      .updateTable('importRuns')
      .set({ state: 'running', updatedAt: new Date(ctx.now) })
      .where('id', '=', run.id)
      .where('state', '=', 'previewed')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new Conflict('conflict.import_started');
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      action: 'import.start',
      subject: `import of ${run.fileName}`,
      after: { publish: input.publish, ...(input.withdraw ? { withdraw: true } : {}) },
    });
    const { publish, fetchMedia, withdraw } = input;
    await enqueue(ctx, RUN_IMPORT_QUEUE, { runId: run.id, publish, fetchMedia, withdraw }, { key: run.id });
  });
}

/** Forgets an import that does not run, and its file. @throws Conflict while it runs */
export async function discardImport(ctx: Ctx, scope: OrganizerScope, input: { id: string }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const run = await getImportRun(ctx, scope, input.id);
    const gone = await ctx.db
      .deleteFrom('importRuns')
      .where('id', '=', run.id)
      .where(({ eb, not }) => eb.or([eb('state', '!=', 'running'), not(isStillAtWork)]))
      .returning('storageKey')
      .executeTakeFirst();
    if (!gone) throw new Conflict('conflict.import_running');
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      action: 'import.discard',
      subject: `import of ${run.fileName}`,
    });
    await discardObjects(ctx, [gone.storageKey]);
  });
}

/**
 * One import of the organizer; one whose job was given up counts as failed until somebody sends the job again.
 * @throws NotFound
 */
export async function getImportRun(ctx: Ctx, scope: OrganizerScope, id: string): Promise<ImportRun> {
  const row = isUuid(id)
    ? await ctx.db
        .selectFrom('importRuns')
        .leftJoin('events', 'events.id', 'importRuns.eventId')
        .select([
          'importRuns.id',
          'fileName',
          'importRuns.state',
          'progress',
          'report',
          'error',
          'events.slug as eventSlug',
          isStillAtWork.as('atWork'),
        ])
        .where('importRuns.id', '=', id)
        .where('importRuns.organizerId', '=', scope.organizerId)
        // What it brought into an event is for those who may bring something in there.
        .where((eb) =>
          eb.or([eb('importRuns.eventId', 'is', null), isAccessible(ctx, 'import_runs.event_id', 'import')]),
        )
        .executeTakeFirst()
    : undefined;
  if (!row) throw new NotFound('not_found.import');
  const { report, atWork, ...rest } = row;
  const end =
    row.state === 'running' && !atWork
      ? { state: 'failed' as const, error: translator(ctx.locale)('stored.import.gaveUp') }
      : { state: row.state as ImportState };
  return {
    ...rest,
    progress: wordStored(rest.progress, ctx.locale),
    error: wordStored(rest.error, ctx.locale),
    ...end,
    summary: report === null ? null : wordRemarks(report as ImportSummary, ctx.locale),
    eventSlug: row.eventSlug ?? '',
  };
}
