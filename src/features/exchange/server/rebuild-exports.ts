/** Building an event's public files and putting them where the public addresses find them. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { isPublicEvent } from '#features/events/event.ts';
import { type EventScope, systemEventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { cleanPicture } from '#features/media/server/check-picture.ts';
import { mediaHref } from '#features/media/picture.ts';
import { discardObjects } from '#platform/storage/discard-objects.ts';
import { freshKey, readAll, type Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import { type KnownConference, plainConference } from '../known-conference.ts';
import { loadConference } from './load-conference.ts';
import { type ConferenceExport, EXPORTS, type ExportOptions, WRITER } from './write-conference.ts';

export type BuildSetting = { baseUrl: string; storage: Storage };

/** The bytes of one export. The same conference and options give the same bytes. */
export async function buildExport(
  setting: BuildSetting,
  known: KnownConference,
  file: ConferenceExport,
  options: Partial<ExportOptions> = {},
): Promise<Buffer> {
  const { baseUrl, storage } = setting;
  const openMedia = async (name: string): Promise<Uint8Array | null> => {
    const stored = known.files.get(name);
    const found = stored ? await storage.get(stored.storageKey) : undefined;
    if (!stored || !found) return null;
    const bytes = await readAll(found.body);
    return stored.bare === false && !options.includePrivate ? cleanPicture(bytes) : bytes;
  };
  const eventUrl = `${baseUrl}/e/${known.place.slug}`;
  const written = file.write(plainConference(known), {
    baseUrl,
    eventUrl,
    openMedia,
    mediaUrl: mediaAddressesOf(known, baseUrl),
    ...options,
  });
  return typeof written === 'string' ? Buffer.from(written) : Buffer.from(await written);
}

/** The absolute addresses under which the event's stored files are served. */
export function mediaAddressesOf(known: KnownConference, baseUrl: string): (file: string) => string | null {
  return (file) => {
    const stored = known.files.get(file);
    return stored ? `${baseUrl}${mediaHref({ id: stored.mediaId, sha256: stored.sha256 })}` : null;
  };
}

/**
 * Rebuilds what is out of date of one event, from one reading of the database. A file whose bytes did not change is
 * only marked as current. Safe to run twice, and by several workers: the newer version wins.
 */
export async function rebuildExports(ctx: Ctx, setting: BuildSetting, eventId: number): Promise<{ written: number }> {
  const scope = await findScope(ctx, eventId);
  if (!scope) return { written: 0 };
  const known = await loadConference(ctx, scope);
  if (!isPublicEvent(known.event.state)) return { written: 0 };
  let written = 0;
  for (const file of EXPORTS) {
    const body = await buildExport(setting, known, file);
    if (await storeExport(ctx, setting.storage, scope, known.place.version, file, body)) written += 1;
  }
  return { written };
}

async function findScope(ctx: Ctx, eventId: number): Promise<EventScope | null> {
  try {
    return await systemEventScope(ctx, eventId);
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}

/** Whether the stored file became another one. */
async function storeExport(
  ctx: Ctx,
  storage: Storage,
  scope: EventScope,
  version: number,
  file: ConferenceExport,
  body: Buffer,
): Promise<boolean> {
  const etag = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  const before = await findExportRow(ctx, scope, file.name);
  if (before && isNewer(before, { eventVersion: version, writer: WRITER.version })) return false;
  const draft = before?.etag === etag ? null : freshKey(`exports/${scope.eventId}`, file.name);
  if (draft) await storage.put(draft, body, { contentType: file.contentType });
  const { unused, replaced } = await settleExport(
    ctx,
    scope,
    {
      name: file.name,
      eventVersion: version,
      writer: WRITER.version,
      contentType: file.contentType,
      etag,
      bytes: body.byteLength,
    },
    draft,
  );
  if (unused) await storage.delete(unused);
  return replaced;
}

type Made = { eventVersion: number; writer: number };
type BuiltExport = Made & { name: string; contentType: string; etag: string; bytes: number };

/** Whether one was made from a later state, or from the same by a later writer. */
function isNewer(one: Made, other: Made): boolean {
  if (one.eventVersion !== other.eventVersion) return one.eventVersion > other.eventVersion;
  return one.writer > other.writer;
}

/**
 * Decides between the file that was built and the one that stands there by now, one builder after the other, and lets
 * the replaced one go. `unused` is the draft, where it is not the one that stands there now.
 */
function settleExport(
  ctx: Ctx,
  scope: EventScope,
  built: BuiltExport,
  draft: string | null,
): Promise<{ unused: string | null; replaced: boolean }> {
  return transact(ctx, async (ctx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`export:${scope.eventId}:${built.name}`}, 0))`.execute(
      ctx.db,
    );
    const current = await findExportRow(ctx, scope, built.name);
    if (current && isNewer(current, built)) return { unused: draft, replaced: false };
    const same = current?.etag === built.etag;
    const storageKey = same ? current.storageKey : draft;
    if (!storageKey) return { unused: null, replaced: false };
    const values = { ...built, storageKey, builtAt: new Date() };
    await ctx.db
      .insertInto('eventExports')
      .values({ ...values, eventId: scope.eventId })
      .onConflict((conflict) => conflict.columns(['eventId', 'name']).doUpdateSet(values))
      .execute();
    if (!same) await discardObjects(ctx, [current?.storageKey]);
    return { unused: same ? draft : null, replaced: !same };
  });
}

function findExportRow(ctx: Ctx, scope: EventScope, name: string) {
  return ctx.db
    .selectFrom('eventExports')
    .select(['storageKey', 'etag', 'eventVersion', 'writer'])
    .where('eventId', '=', scope.eventId)
    .where('name', '=', name)
    .executeTakeFirst();
}
