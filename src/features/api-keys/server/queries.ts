/** Reading API keys, and who acts with one. */
import { sql } from 'kysely';
import { requirePerson } from '#features/accounts/server/policy.ts';
import { hashSecret } from '#features/accounts/server/queries.ts';
import { touchApiKey } from '#features/accounts/server/store-api-key.ts';
import { isAccessible, type OrganizerScope } from '#features/organizers/server/policy.ts';
import { listOwnOrganizers } from '#features/organizers/server/queries.ts';
import type { Actor, Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import type { Instant } from '#platform/time.ts';

/**
 * Who acts with an API key that is in force: its owner, or for a key of an organizer a program; undefined for every
 * other text. Notes that the key was used, at most once a minute.
 */
export async function findActorByApiKey(ctx: Ctx, key: string): Promise<Actor | undefined> {
  const now = timestamp(ctx.now);
  const row = await ctx.db
    .selectFrom('apiKeys')
    .leftJoin('users', 'users.id', 'apiKeys.userId')
    .select([
      'apiKeys.id',
      'apiKeys.name as keyName',
      'apiKeys.lastUsedAt',
      'apiKeys.organizerId',
      'apiKeys.scopes',
      'apiKeys.eventIds',
      'users.id as userId',
      'users.name',
      'users.email',
      'users.administrator',
      'users.twoFactorEnabled',
    ])
    .where('apiKeys.keyHash', '=', hashSecret(key))
    .where('users.blockedAt', 'is', null)
    .where((eb) => eb.or([eb('apiKeys.expiresAt', 'is', null), eb('apiKeys.expiresAt', '>', now)]))
    .executeTakeFirst();
  if (!row) return undefined;
  if ((row.lastUsedAt ?? 0) < ctx.now - 60_000) await touchApiKey(ctx, row.id);
  const { id: keyId, keyName, scopes, organizerId, eventIds } = row;
  const { userId, name, email, administrator, twoFactorEnabled } = row;
  const grant = { keyId, scopes, organizerId, eventIds };
  // The table says that a key without a person has an organizer and scopes.
  if (userId === null) return { kind: 'program', name: keyName, grant: grant as ProgramGrant };
  return {
    kind: 'user',
    userId,
    name: name as string,
    email: email as string,
    administrator: administrator as boolean,
    strong: twoFactorEnabled as boolean,
    grant,
  };
}

type ProgramGrant = Extract<Actor, { kind: 'program' }>['grant'];

export type ApiKey = {
  id: number;
  name: string;
  prefix: string;
  createdAt: Instant;
  lastUsedAt: Instant | null;
  expiresAt: Instant | null;
  isExpired: boolean;
  /** null: all that its owner may do. */
  scopes: string[] | null;
  /** Names of the organizer and of the events that it is narrowed to. */
  organizer: string | null;
  events: string[] | null;
};

/** The actor's own API keys, the newest first. */
export async function listOwnApiKeys(ctx: Ctx): Promise<ApiKey[]> {
  const { userId } = requirePerson(ctx);
  return present(ctx, await apiKeys(ctx).where('k.userId', '=', userId).execute());
}

/** The keys of the organizer itself, the newest first. */
export async function listOrganizerKeys(ctx: Ctx, { organizerId }: OrganizerScope): Promise<ApiKey[]> {
  return present(
    ctx,
    await apiKeys(ctx).where('k.userId', 'is', null).where('k.organizerId', '=', organizerId).execute(),
  );
}

function apiKeys({ db }: Ctx) {
  return db
    .selectFrom('apiKeys as k')
    .leftJoin('organizers as o', 'o.id', 'k.organizerId')
    .select(['k.id', 'k.name', 'k.prefix', 'k.createdAt', 'k.lastUsedAt', 'k.expiresAt', 'k.scopes'])
    .select('o.name as organizer')
    .select(
      sql<string[] | null>`case when k.event_ids is not null then array(
        select e.name from events e where e.id = any(k.event_ids) order by e.name, e.id
      ) end`.as('events'),
    )
    .orderBy('k.id', 'desc');
}

type KeyRow = Omit<ApiKey, 'isExpired'>;

function present({ now }: Ctx, rows: KeyRow[]): ApiKey[] {
  return rows.map((row) => ({ ...row, isExpired: row.expiresAt !== null && row.expiresAt <= now }));
}

/** Where a key may be confined to: an organizer with all its events, or one of them. */
export type KeyPlace = { value: string; organizer: string; event: string | null };

/** More places than these are not offered. */
const MOST_PLACES = 200;

/** The places that the actor works in, as forms name them: `organizer:lantern-club`, `event:lantern-days-2027`. */
export async function listKeyPlaces(ctx: Ctx): Promise<KeyPlace[]> {
  const organizers = (await listOwnOrganizers(ctx)).slice(0, MOST_PLACES);
  const events = await listKeyEvents(
    ctx,
    organizers.map(({ id }) => id),
  );
  return organizers.flatMap(({ id, slug, name }) => [
    { value: `organizer:${slug}`, organizer: name, event: null },
    ...events.filter(({ organizerId }) => organizerId === id).map((event) => placeOfEvent(name, event)),
  ]);
}

/** The events that a key of the organizer may be confined to. */
export async function listOrganizerKeyPlaces(ctx: Ctx, { organizerId }: OrganizerScope): Promise<KeyPlace[]> {
  return (await listKeyEvents(ctx, [organizerId])).map((event) => placeOfEvent('', event));
}

function placeOfEvent(organizer: string, { slug, name }: { slug: string; name: string }): KeyPlace {
  return { value: `event:${slug}`, organizer, event: name };
}

/** Those that are still to come, or were last, first. */
async function listKeyEvents(ctx: Ctx, organizerIds: number[]) {
  if (organizerIds.length === 0) return [];
  return ctx.db
    .selectFrom('events')
    .select(['organizerId', 'slug', 'name'])
    .where('organizerId', 'in', organizerIds)
    .where('deletedAt', 'is', null)
    .where(isAccessible(ctx, 'events.id'))
    .orderBy('startsAt', 'desc')
    .orderBy('id')
    .limit(MOST_PLACES)
    .execute();
}
