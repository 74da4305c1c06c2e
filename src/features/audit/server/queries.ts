/** Reading the record of who did what. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { isUuid } from '#platform/ids.ts';
import type { Instant } from '#platform/time.ts';

export type AuditLine = {
  id: number;
  at: Instant;
  actor: string;
  asAdministrator: boolean;
  action: string;
  subject: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  event: { slug: string; name: string; timeZone: string } | null;
};

/** Whose record: all of an organizer's, or one event's. Comes from authorising. */
export type AuditPlace = { organizerId: number; eventId?: number };

export type AuditFilter = {
  /** Ids of events whose entries are left out, since the reader is not to know of them. */
  hiddenEvents: readonly number[];
  /** Older than this entry. */
  before?: number;
  /** A person's id, or `other` for what the system and people without an account did. */
  by?: string;
  /** The noun of the action, such as `session`. */
  kind?: string;
  limit?: number;
};

export const ENTRIES_PER_PAGE = 50;

/** The record, the newest first. `more`: what to ask with as `before` for the next ones, undefined at the end. */
export async function listAuditEntries(
  ctx: Ctx,
  place: AuditPlace,
  filter: AuditFilter,
): Promise<{ entries: AuditLine[]; more: number | undefined }> {
  const limit = filter.limit ?? ENTRIES_PER_PAGE;
  let query = entriesOf(ctx, place, filter)
    .leftJoin('events', 'events.id', 'a.eventId')
    .select([
      'a.id',
      'a.at',
      'a.actorName as actor',
      'a.asAdministrator',
      'a.action',
      'a.subject',
      'a.before',
      'a.after',
      'events.slug',
      'events.name',
      'events.timeZone',
    ])
    .orderBy('a.id', 'desc')
    .limit(limit + 1);
  if (filter.before !== undefined) query = query.where('a.id', '<', filter.before);
  if (filter.by === 'other') query = query.where('a.actorId', 'is', null);
  else if (filter.by !== undefined && isUuid(filter.by)) query = query.where('a.actorId', '=', filter.by);
  if (filter.kind !== undefined) query = query.where(sql<string>`split_part(a.action, '.', 1)`, '=', filter.kind);
  const rows = await query.execute();
  const entries = rows.slice(0, limit).map(({ slug, name, timeZone, ...row }) => ({
    ...row,
    before: row.before as AuditLine['before'],
    after: row.after as AuditLine['after'],
    event: slug !== null && name !== null && timeZone !== null ? { slug, name, timeZone } : null,
  }));
  return { entries, more: rows.length > limit ? entries.at(-1)?.id : undefined };
}

/** By whom and by what the record can be filtered: everybody and everything that is in it. */
export async function listAuditFilters(
  ctx: Ctx,
  place: AuditPlace,
  filter: Pick<AuditFilter, 'hiddenEvents'>,
): Promise<{ people: { id: string; name: string }[]; kinds: string[] }> {
  const people = await entriesOf(ctx, place, filter)
    .innerJoin('users', 'users.id', 'a.actorId')
    .select(['users.id', 'users.name'])
    .distinct()
    .orderBy('users.name')
    .limit(200)
    .execute();
  const kinds = await entriesOf(ctx, place, filter)
    .select(sql<string>`split_part(a.action, '.', 1)`.as('kind'))
    .distinct()
    .orderBy('kind')
    .execute();
  return { people, kinds: kinds.map(({ kind }) => kind) };
}

function entriesOf(
  { db }: Ctx,
  { organizerId, eventId }: AuditPlace,
  { hiddenEvents }: Pick<AuditFilter, 'hiddenEvents'>,
) {
  let query = db.selectFrom('auditEntries as a').where('a.organizerId', '=', organizerId);
  if (eventId !== undefined) query = query.where('a.eventId', '=', eventId);
  if (hiddenEvents.length === 0) return query;
  const ofOrganizer = sql<boolean>`a.event_id is null and split_part(a.action, '.', 1) = any(${ORGANIZER_NOUNS}::text[])`;
  return query.where((eb) => eb.or([ofOrganizer, eb('a.eventId', 'not in', [...hiddenEvents])]));
}

/**
 * What entries without an event speak of where they cannot name one. Others may: who works in which event, invitations,
 * files that were brought in, and whatever was done in an event that is purged by now.
 */
const ORGANIZER_NOUNS = ['organizer', 'invoices'];

/** Adds a noun of a feature that is loaded or not. */
export function addOrganizerNoun(noun: string): void {
  if (!ORGANIZER_NOUNS.includes(noun)) ORGANIZER_NOUNS.push(noun);
}
