/** What stands at an event's public file addresses: the stored file where it is current, else one built on the spot. */
import { type EventState, isPublicEvent } from '#features/events/event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { readAll } from '#platform/storage/storage.ts';
import { isPublicState } from '#features/sessions/session.ts';
import { type KnownConference, plainConference } from '../known-conference.ts';
import { publicConference } from '../public-fields.ts';
import { writeEventIcalendar, writeSessionIcalendar } from './formats/write-icalendar.ts';
import { loadConference } from './load-conference.ts';
import { type BuildSetting, buildExport } from './rebuild-exports.ts';
import { type ExportOptions, findExport, WRITER } from './write-conference.ts';

export type ServedExport = { body: Buffer; contentType: string; lastModified: number; source: 'stored' | 'built' };

/** What a reader may ask for beside the file as it is. */
export type ExportVariant = Partial<Pick<ExportOptions, 'times' | 'client' | 'dialect'>>;

/**
 * The file `name` of a public event, never older than the event. @throws NotFound for an unknown name or a draft
 */
export async function serveExport(
  ctx: Ctx,
  setting: BuildSetting,
  scope: EventScope,
  name: string,
  variant: ExportVariant = {},
): Promise<ServedExport> {
  const file = findExport(name);
  if (!file) throw new NotFound('not_found.file_of_event', { name });
  const plain = Object.keys(variant).length === 0;
  const row = await ctx.db
    .selectFrom('events')
    .leftJoin('eventExports', (join) =>
      join.onRef('eventExports.eventId', '=', 'events.id').on('eventExports.name', '=', file.name),
    )
    .select([
      'events.state',
      'events.version',
      'events.updatedAt',
      'eventExports.storageKey',
      'eventExports.eventVersion',
      'eventExports.writer',
    ])
    .where('events.id', '=', scope.eventId)
    .executeTakeFirst();
  if (!row || !isPublicEvent(row.state as EventState))
    throw new NotFound('not_found.event_named', { slug: scope.slug });
  const lastModified = Math.max(row.updatedAt, WRITER.since);
  if (plain && row.storageKey && row.eventVersion === row.version && row.writer === WRITER.version) {
    const stored = await setting.storage.get(row.storageKey);
    if (stored)
      return {
        body: await readAll(stored.body),
        contentType: file.contentType,
        lastModified,
        source: 'stored',
      };
  }
  const known = await loadOnce(ctx, scope, row.version);
  return {
    body: await buildExport(setting, known, file, variant),
    contentType: file.contentType,
    lastModified,
    source: 'built',
  };
}

/** A calendar of one session, or of the event as one entry; built on the spot, for it is small. @throws NotFound */
export async function serveSmallCalendar(
  ctx: Ctx,
  baseUrl: string,
  scope: EventScope,
  session: number | null,
): Promise<ServedExport> {
  const known = await loadConference(ctx, scope);
  const options = { baseUrl, eventUrl: `${baseUrl}/e/${known.place.slug}` };
  const conference = publicConference(plainConference(known));
  if (
    session !== null &&
    !conference.sessions.some((s) => s.number === session && isPublicState(s.state) && s.startsAt !== null)
  ) {
    throw new NotFound('not_found.scheduled_session', { session });
  }
  const text =
    session === null ? writeEventIcalendar(conference, options) : writeSessionIcalendar(conference, session, options);
  return {
    body: Buffer.from(text),
    contentType: 'text/calendar; charset=utf-8',
    lastModified: Math.max(known.event.updatedAt, WRITER.since),
    source: 'built',
  };
}

/** Readers who ask for several files of one version at once share one reading of the database. */
const loading = new Map<string, Promise<KnownConference>>();

function loadOnce(ctx: Ctx, scope: EventScope, version: number): Promise<KnownConference> {
  const key = `${scope.eventId}@${version}`;
  let pending = loading.get(key);
  if (!pending) {
    pending = loadConference(ctx, scope);
    loading.set(key, pending);
    const forget = (): boolean => loading.delete(key);
    pending.then(() => setTimeout(forget, 250).unref(), forget);
  }
  return pending;
}
