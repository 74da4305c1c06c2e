/** Building an event's public files and putting them where the public addresses find them. */
import { createHash } from 'node:crypto';
import { isPublicEvent } from '#features/events/event.ts';
import { type EventScope, systemEventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { freshKey, readAll, type Storage } from '#platform/storage/storage.ts';
import { type KnownConference, plainConference } from '../known-conference.ts';
import { loadConference } from './load-conference.ts';
import { type ConferenceExport, EXPORTS, type ExportOptions } from './write-conference.ts';

export type BuildSetting = { baseUrl: string; storage: Storage };

/** The bytes of one export. The same conference and options give the same bytes. */
export async function buildExport(setting: BuildSetting, known: KnownConference, file: ConferenceExport, options: Partial<ExportOptions> = {}): Promise<Buffer> {
  const { baseUrl, storage } = setting;
  const openMedia = async (name: string): Promise<Uint8Array | null> => {
    const stored = known.files.get(name);
    const found = stored ? await storage.get(stored.storageKey) : undefined;
    return found ? readAll(found.body) : null;
  };
  const written = file.write(plainConference(known), { baseUrl, eventUrl: `${baseUrl}/e/${known.place.slug}`, openMedia, ...options });
  return typeof written === 'string' ? Buffer.from(written) : Buffer.from(await written);
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
    if (await keepExport(ctx, setting.storage, scope, known.place.version, file, body)) written += 1;
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

async function keepExport(ctx: Ctx, storage: Storage, scope: EventScope, version: number, file: ConferenceExport, body: Buffer): Promise<boolean> {
  const etag = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  const before = await ctx.db
    .selectFrom('eventExports')
    .select(['storageKey', 'etag', 'eventVersion'])
    .where('eventId', '=', scope.eventId)
    .where('name', '=', file.name)
    .executeTakeFirst();
  if (before && before.eventVersion > version) return false;
  const unchanged = before?.etag === etag;
  const storageKey = unchanged ? before.storageKey : freshKey(`exports/${scope.eventId}`, file.name);
  if (!unchanged) await storage.put(storageKey, body, { contentType: file.contentType });
  const { numInsertedOrUpdatedRows = 0n } = await ctx.db
    .insertInto('eventExports')
    .values({ eventId: scope.eventId, name: file.name, eventVersion: version, storageKey, contentType: file.contentType, etag, bytes: body.byteLength, builtAt: new Date() })
    .onConflict((conflict) =>
      conflict
        .columns(['eventId', 'name'])
        .doUpdateSet((eb) => ({
          eventVersion: eb.ref('excluded.eventVersion'),
          storageKey: eb.ref('excluded.storageKey'),
          etag: eb.ref('excluded.etag'),
          bytes: eb.ref('excluded.bytes'),
          contentType: eb.ref('excluded.contentType'),
          builtAt: eb.ref('excluded.builtAt'),
        }))
        .where('eventExports.eventVersion', '<=', version),
    )
    .executeTakeFirst();
  const loser = numInsertedOrUpdatedRows === 0n ? storageKey : before?.storageKey;
  if (!unchanged && loser) await storage.delete(loser);
  return !unchanged;
}
