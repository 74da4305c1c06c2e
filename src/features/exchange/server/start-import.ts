/** Importing by hand: upload and preview, then run in the background, or discard. */
import { sql } from 'kysely';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { isWithinReach, type OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
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

export const RUN_IMPORT_QUEUE = 'run_import';

/** Whether its job will still end: with success, or by saying why not. */
const isStillAtWork = hasUnfinishedJob(RUN_IMPORT_QUEUE, sql.ref('importRuns.id'));
const GAVE_UP = 'Something went wrong that is not the fault of your file, again and again. Try it later; whoever runs this installation finds the reason under background work.';

export type ImportRun = { id: string; fileName: string; state: ImportState; progress: string; summary: ImportSummary | null; error: string; eventSlug: string };
/** As many imports of one organizer wait for somebody, or run, at once: each keeps its file. */
export const MOST_WAITING = 5;

let lastReading: Promise<unknown> = Promise.resolve();

/** Reads one file after the other in each process: what a file unfolds to in memory is there once, however many are uploaded at once. */
function inTurn<T>(read: () => Promise<T>): Promise<T> {
  const reading = lastReading.then(read);
  lastReading = reading.catch(() => undefined);
  return reading;
}

const receiving = new Set<number>();

/**
 * Takes in one file of an organizer at a time, in this process: `receive` reads the request.
 * @throws Conflict where another one of theirs is on its way, or as many imports wait as may
 */
export async function receiveImport<T>(ctx: Ctx, { organizerId }: OrganizerScope, receive: () => Promise<T>): Promise<T> {
  if (receiving.has(organizerId)) throw new Conflict('Another file is being uploaded for this organisation. Wait until it is read, then upload this one.', 'upload_under_way');
  receiving.add(organizerId);
  try {
    await checkWaiting(ctx, organizerId);
    return await receive();
  } finally {
    receiving.delete(organizerId);
  }
}

async function checkWaiting(ctx: Ctx, organizerId: number): Promise<void> {
  const row = await ctx.db
    .selectFrom('importRuns')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('organizerId', '=', organizerId)
    .where('state', '<>', 'done')
    .where('state', '<>', 'failed')
    .executeTakeFirstOrThrow();
  if (Number(row.n) < MOST_WAITING) return;
  throw new Conflict(`${MOST_WAITING} imports of this organisation wait already. Carry one out or discard it, then upload this file again.`, 'too_many_imports');
}

export type UploadInput = { bytes: Uint8Array; fileName: string; timeZone?: string; storage: Storage };

/**
 * Reads the file and keeps it with a summary of what importing it would do. Writes nothing of the event.
 * @throws Invalid naming what is wrong with the file
 */
export async function uploadImport(ctx: Ctx, scope: OrganizerScope, input: UploadInput): Promise<{ id: string }> {
  if (ctx.actor.kind !== 'user') throw new Forbidden('Sign in to import');
  if (input.bytes.byteLength === 0) throw new Invalid('The file is empty', [{ where: 'file', message: 'Choose a file with something in it' }]);
  const { timeZone } = input;
  const { plan, ...report } = await inTurn(async () => {
    const reading = await readConference(input.bytes, { fileName: input.fileName, ...(timeZone ? { timeZone } : {}) });
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
  await input.storage.put(storageKey, input.bytes, { contentType: 'application/octet-stream' });
  const { userId: startedBy } = ctx.actor;
  const fileName = cutText(input.fileName, 200);
  return transact(ctx, async (ctx) => {
    await writeAuditEntry(ctx, { organizerId: scope.organizerId, action: 'import.upload', subject: `file ${fileName} for an import` });
    return ctx.db
      .insertInto('importRuns')
      .values({ organizerId: scope.organizerId, startedBy, fileName, storageKey, state: 'previewed', timeZone: timeZone ?? '', report: JSON.stringify(summary) })
      .returning('id')
      .executeTakeFirstOrThrow();
  });
}

export type StartInput = { id: string; publish: boolean; fetchMedia: boolean; /** That it may withdraw most of a programme. */ withdraw: boolean };

/**
 * Hands a previewed import to the background.
 * @throws Conflict when it was started or finished already; Invalid where it withdraws most of a programme and nobody agreed
 */
export async function startImport(ctx: Ctx, scope: OrganizerScope, input: StartInput): Promise<void> {
  await transact(ctx, async (ctx) => {
    const run = await getImportRun(ctx, scope, input.id);
    if (run.state === 'previewed' && run.summary?.withdrawnOf !== undefined && !input.withdraw) {
      const message = `Tick that ${run.summary.withdrawn} of ${run.summary.withdrawnOf} sessions may be withdrawn, or do not import this file`;
      throw new Invalid(message, [{ where: 'withdraw', message }], 'would_withdraw');
    }
    const { numUpdatedRows } = await ctx.db
      .updateTable('importRuns')
      .set({ state: 'running', updatedAt: new Date(ctx.now) })
      .where('id', '=', run.id)
      .where('state', '=', 'previewed')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new Conflict('This import was started already');
    await writeAuditEntry(ctx, { organizerId: scope.organizerId, action: 'import.start', subject: `import of ${run.fileName}`, after: { publish: input.publish, ...(input.withdraw ? { withdraw: true } : {}) } });
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
    if (!gone) throw new Conflict('This import is running; wait until it is done');
    await writeAuditEntry(ctx, { organizerId: scope.organizerId, action: 'import.discard', subject: `import of ${run.fileName}` });
    await discardObjects(ctx, [gone.storageKey]);
  });
}

/** One import of the organizer; one whose job was given up counts as failed until somebody sends the job again. @throws NotFound */
export async function getImportRun(ctx: Ctx, scope: OrganizerScope, id: string): Promise<ImportRun> {
  const row = isUuid(id)
    ? await ctx.db
        .selectFrom('importRuns')
        .leftJoin('events', 'events.id', 'importRuns.eventId')
        .select(['importRuns.id', 'fileName', 'importRuns.state', 'progress', 'report', 'error', 'events.slug as eventSlug', isStillAtWork.as('atWork')])
        .where('importRuns.id', '=', id)
        .where('importRuns.organizerId', '=', scope.organizerId)
        // What it brought into an event is for those who may bring something in there.
        .where((eb) => eb.or([eb('importRuns.eventId', 'is', null), isWithinReach(ctx, 'import_runs.event_id', 'import')]))
        .executeTakeFirst()
    : undefined;
  if (!row) throw new NotFound('There is no such import');
  const { report, atWork, ...rest } = row;
  const end = row.state === 'running' && !atWork ? { state: 'failed' as const, error: GAVE_UP } : { state: row.state as ImportState };
  return { ...rest, ...end, summary: report as ImportSummary | null, eventSlug: row.eventSlug ?? '' };
}
