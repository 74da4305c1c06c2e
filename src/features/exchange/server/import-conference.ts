/** Bringing a conference in from a file: reading, planning, and one transaction that writes all of it or nothing. */
import { sql } from 'kysely';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { authoriseEvent, type EventScope, systemEventScope } from '#features/events/server/policy.ts';
import { publishEvent } from '#features/events/server/publish-event.ts';
import { createEvent, updateEvent } from '#features/events/server/write-event.ts';
import { discardUnusedMedia } from '#features/media/server/discard-media.ts';
import { readPictureHeader } from '#features/media/server/read-picture.ts';
import { type OrganizerScope, requireRight } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import type { Reading, Remark } from '../conference.ts';
import type { KnownConference } from '../known-conference.ts';
import { countPlan, type ImportPlan, planImport, withdrawsMost } from '../plan-import.ts';
import { checkPictures } from './check-pictures.ts';
import { loadConference } from './load-conference.ts';
import { readOwnExports } from './read-own-export.ts';
import {
  discardFiles,
  type KeptFiles,
  storeFiles,
  mediaComparer,
  type FetchLimits,
  type FetchMedia,
} from './store-files.ts';
import { eventValues, replacesMedia, writePlan } from './write-plan.ts';

export type ImportInput = {
  reading: Reading;
  /**
   * The slug of the event to bring it into; else the organizer's event that came from the same source, else a new one.
   */
  into?: string;
  publish?: boolean;
  /** Whether it may withdraw most of a programme. */
  withdraw?: boolean;
  storage: Storage;
  /** Fetches media that the file only points at; absent: addresses stay addresses. */
  fetchMedia?: FetchMedia;
  /** How much of it; FETCH_LIMITS where nothing else is said. */
  fetchLimits?: FetchLimits;
  onProgress?: (step: string) => void;
};

export type ImportReport = {
  event: { slug: string; name: string; created: boolean };
  format: string;
  sessions: number;
  speakers: number;
  rooms: number;
  tracks: number;
  created: number;
  updated: number;
  withdrawn: number;
  skipped: Remark[];
  repaired: Remark[];
};

/**
 * What an import would do. Writes nothing. Pictures are judged by their beginnings; the import reads them to the end.
 */
export async function previewImport(
  ctx: Ctx,
  scope: OrganizerScope,
  input: Pick<ImportInput, 'reading' | 'into'>,
): Promise<ImportReport & { plan: ImportPlan }> {
  const target = await findTarget(ctx, scope, input);
  const reading = await readForTarget(ctx, input.reading, target);
  await checkPictures(reading, readPictureHeader);
  const known = target ? await loadConference(ctx, target) : null;
  const plan = await planReading(ctx, known, reading);
  return { ...reportOf(reading, plan, known?.place.slug ?? ''), plan };
}

/**
 * Imports. Files are kept in storage first and let go again if the transaction fails. Importing the same file again
 * writes no row.
 * @throws NotFound or Forbidden where `into` names no event of the organizer; Conflict when another import of the same
 * event was faster, and (`would_withdraw`) where it withdraws most of a programme and nobody said that it may
 */
export async function importConference(ctx: Ctx, scope: OrganizerScope, input: ImportInput): Promise<ImportReport> {
  const { storage } = input;
  const progress = input.onProgress ?? (() => {});
  progress(storeText('stored.import.comparing'));
  const before = await findTarget(ctx, scope, input);
  const reading = await readForTarget(ctx, input.reading, before);
  const fetching = input.fetchMedia && { fetchMedia: input.fetchMedia, limits: input.fetchLimits };
  const files = await storeFiles(ctx, before, reading, storage, fetching, progress);
  try {
    return await transact(ctx, (ctx) => importInTransaction(ctx, scope, { ...input, reading }, files, before));
  } catch (error) {
    await discardFiles(storage, files);
    throw error;
  }
}

async function importInTransaction(
  ctx: Ctx,
  scope: OrganizerScope,
  input: ImportInput,
  files: KeptFiles,
  before: EventScope | null,
): Promise<ImportReport> {
  const { reading } = input;
  const progress = input.onProgress ?? (() => {});
  await lockSource(ctx, scope, reading.conference.event.key);
  const target = await findTarget(ctx, scope, input);
  if (target?.eventId !== before?.eventId) throw new Conflict('import_race.same_conference');
  const known = target ? await lockAndLoad(ctx, target) : null;
  const plan = await planReading(ctx, known, reading, files);
  if (!input.withdraw && withdrawsMost(plan)) throw wouldWithdraw(plan);
  progress(storeText('stored.import.writing', { sessions: plan.sessions.length, speakers: plan.speakers.length }));
  const event =
    target ??
    (await createEvent(ctx, scope, {
      ...eventValues(plan.event.value, null),
      preferredSlug: plan.event.value.acronym || plan.event.value.name,
    }));
  const eventChange = await writePlan(ctx, event, plan, known, files);
  if (Object.keys(eventChange).length > 0) await updateEvent(ctx, event, eventChange);
  if (replacesMedia(plan)) await discardUnusedMedia(ctx, event);
  if (input.publish) await publishEvent(ctx, event);
  const report = reportOf(reading, plan, event.slug);
  await record(ctx, event, report);
  return report;
}

function wouldWithdraw({ withdrawn, programme, event }: ImportPlan): Conflict {
  return new Conflict('would_withdraw.sessions', { withdrawn, all: programme, event: event.value.name });
}

/** An import that changed nothing leaves no entry. */
async function record(
  ctx: Ctx,
  { organizerId, eventId }: EventScope,
  { event, format, created, updated, withdrawn }: ImportReport,
): Promise<void> {
  if (created + updated + withdrawn === 0) return;
  await writeAuditEntry(ctx, {
    organizerId,
    eventId,
    action: 'event.import',
    subject: `event ${event.name}`,
    after: { format, created, updated, withdrawn },
  });
}

async function planReading(
  ctx: Ctx,
  known: KnownConference | null,
  reading: Reading,
  files?: KeptFiles,
): Promise<ImportPlan> {
  return planImport(known, reading.conference, {
    now: ctx.now,
    sameMedia: mediaComparer(known, reading, files),
    echoes: known ? await readOwnExports(known, reading) : [],
    scheduledOnly: reading.format !== 'open-event',
    guessed: reading.guessed ?? {},
  });
}

/** A file that names no zone has its times in that of the event that it is of. */
async function readForTarget(ctx: Ctx, reading: Reading, target: EventScope | null): Promise<Reading> {
  if (!target || !reading.readAgain) return reading;
  const { timeZone } = await ctx.db
    .selectFrom('events')
    .select('timeZone')
    .where('id', '=', target.eventId)
    .executeTakeFirstOrThrow();
  return timeZone === reading.conference.event.timeZone ? reading : reading.readAgain(timeZone);
}

/** Two imports of one source by one organizer go one after the other, also when the event is not there yet. */
async function lockSource(ctx: Ctx, scope: OrganizerScope, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`import:${scope.organizerId}:${key}`}, 0))`.execute(ctx.db);
}

async function lockAndLoad(ctx: Ctx, target: EventScope): Promise<KnownConference> {
  await ctx.db.selectFrom('events').select('id').where('id', '=', target.eventId).forNoKeyUpdate().execute();
  return loadConference(ctx, target);
}

async function findTarget(
  ctx: Ctx,
  scope: OrganizerScope,
  input: Pick<ImportInput, 'reading' | 'into'>,
): Promise<EventScope | null> {
  if (input.into) {
    const target = await authoriseEvent(ctx, input.into, 'import');
    if (target.organizerId === scope.organizerId) return target;
    throw new Conflict('other_organizer.event', { event: input.into });
  }
  const own = await findOwnEvent(ctx, scope, input.reading);
  if (own) return own;
  const { event } = input.reading.conference;
  const row = await ctx.db
    .selectFrom('events')
    .select('id')
    .where('organizerId', '=', scope.organizerId)
    .where(({ eb, or, and }) =>
      or([
        eb('sourceKey', '=', event.key),
        // Short names were keys once, also where names have letters that these leave out.
        and([eb('sourceKey', '=', event.acronym ?? ''), eb('name', '=', event.name)]),
      ]),
    )
    // One in the bin stays there, and as it was.
    .where('deletedAt', 'is', null)
    .orderBy(({ eb }) => eb('sourceKey', '=', event.key), 'desc')
    .orderBy('id')
    .executeTakeFirst();
  return row ? asTarget(ctx, scope, row.id) : null;
}

/** Whoever may import into the organizer may be shut out of this very event. */
async function asTarget(ctx: Ctx, { organizerId }: OrganizerScope, eventId: number): Promise<EventScope> {
  await requireRight(ctx, { organizerId, eventId }, 'import', { code: 'not_found.imported_event', values: {} });
  return systemEventScope(ctx, eventId);
}

/**
 * The event whose page a file of ours names. Slugs are given by every installation, so one of its sessions must be in
 * the file too.
 */
async function findOwnEvent(
  ctx: Ctx,
  scope: OrganizerScope,
  { ownEventUrl, conference }: Reading,
): Promise<EventScope | null> {
  const slug = /\/e\/([^/]+)$/.exec(ownEventUrl ?? '')?.[1];
  const guids = conference.sessions.flatMap(({ guid }) => guid ?? []);
  if (!slug || guids.length === 0) return null;
  const row = await ctx.db
    .selectFrom('events')
    .select('id')
    .where('organizerId', '=', scope.organizerId)
    .where('slug', '=', slug)
    .where('deletedAt', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('sessions')
          .select('sessions.id')
          .whereRef('sessions.eventId', '=', 'events.id')
          .where('sessions.guid', 'in', guids.slice(0, 1000)),
      ),
    )
    .executeTakeFirst();
  return row ? asTarget(ctx, scope, row.id) : null;
}

function reportOf(reading: Reading, plan: ImportPlan, slug: string): ImportReport {
  const { conference } = reading;
  return {
    event: { slug, name: plan.event.value.name, created: plan.event.kind === 'create' },
    format: `${reading.format} (${reading.dialect})`,
    sessions: conference.sessions.length,
    speakers: conference.speakers.length,
    rooms: conference.rooms.length,
    tracks: conference.tracks.length,
    ...countPlan(plan),
    withdrawn: plan.withdrawn,
    skipped: reading.skipped,
    repaired: reading.repaired,
  };
}
