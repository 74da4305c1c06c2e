/**
 * All that Foyer keeps of a person, for that person. Other features add what they keep, so that an account knows
 * neither orders nor tickets:
 *
 *     addToExport('waiting', (ctx, { email }) => (email === null ? [] : exportOwnWaiting(ctx, email)));
 *
 * Each gives what is about this person, and nothing about others who stand in the same rows.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import { requirePerson } from './policy.ts';
import { listOwnSignIns } from './record-sign-in.ts';
import { getOwnAccount, listOwnMemberships, listOwnPasskeys, listOwnProviders, listOwnSessions } from './queries.ts';

/**
 * Whose data is asked for. `email` is null where nobody confirmed that the address is theirs: then nothing is found by
 * it.
 */
export type DataSubject = { userId: string; email: string | null };
type Part = (ctx: Ctx, subject: DataSubject) => Promise<unknown>;

const parts = new Map<string, Part>();

/** Registers what a feature keeps of a person, as plain data ready for JSON. The same name again replaces. */
export function addToExport(name: string, part: Part): void {
  parts.set(name, part);
}

/** The same for what is kept under an address. A person who never confirmed theirs gets an empty list. */
export function addRowsToExport(name: string, rows: (ctx: Ctx, email: string) => Promise<object[]>): void {
  addToExport(name, async (ctx, { email }) => (email === null ? [] : rows(ctx, email)));
}

const iso = (at: Instant | null): string | null => (at === null ? null : new Date(at).toISOString());

/** The rows with those instants, milliseconds since 1970, in ISO 8601. */
export function withIsoInstants<Row extends object>(rows: readonly Row[], ...names: (keyof Row)[]): object[] {
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(names.map((name) => [name, iso(row[name] as Instant | null)])),
  }));
}

/**
 * Plain data, ready for JSON; instants are in ISO 8601. What would let a reader in is left out: hashes, tokens,
 * secrets.
 */
export async function exportAccount(ctx: Ctx): Promise<Record<string, unknown>> {
  const { userId } = requirePerson(ctx);
  const account = await getOwnAccount(ctx);
  const subject = { userId, email: account.emailVerified ? account.email : null };
  const others = [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
  const added: Record<string, unknown> = {};
  for (const [name, part] of others) added[name] = await part(ctx, subject);
  return {
    exportedAt: iso(ctx.now),
    account: { id: userId, ...account, createdAt: iso(account.createdAt) },
    ...(await exportAccess(ctx)),
    ...(await exportRoles(ctx, subject)),
    ...added,
  };
}

/** The ways in, and what was done with them. */
async function exportAccess(ctx: Ctx): Promise<Record<string, unknown>> {
  const { userId } = requirePerson(ctx);
  const acts = await ctx.db
    .selectFrom('auditEntries')
    .select(['at', 'action', 'subject'])
    .where('actorId', '=', userId)
    .orderBy('id')
    .execute();
  return {
    signInServices: await listOwnProviders(ctx),
    sessions: withIsoInstants(
      (await listOwnSessions(ctx, undefined)).map(({ id: _, isCurrent: __, ...session }) => session),
      'startedAt',
      'lastUsedAt',
    ),
    passkeys: withIsoInstants(
      (await listOwnPasskeys(ctx)).map(({ id: _, ...passkey }) => passkey),
      'createdAt',
    ),
    signIns: withIsoInstants(
      (await listOwnSignIns(ctx, 10_000)).map(({ id: _, ...one }) => one),
      'at',
    ),
    acts: withIsoInstants(acts, 'at'),
  };
}

/** Who is shut out of an event learns that they are, and not of which: it may be a draft that is none of theirs. */
const isShutOut = sql<boolean>`exists (select from event_members s where s.event_id = e.id and s.user_id = m.user_id and s.role = 'none')`;
const unlessShutOut = (column: string) => sql<string | null>`case when not ${isShutOut} then ${sql.ref(column)} end`;

async function exportRoles(ctx: Ctx, { userId }: DataSubject): Promise<Record<string, unknown>> {
  const inEvents = ctx.db
    .selectFrom('eventMembers as m')
    .innerJoin('events as e', 'e.id', 'm.eventId')
    .select([unlessShutOut('e.slug').as('slug'), unlessShutOut('e.name').as('name'), 'm.role'])
    .where('m.userId', '=', userId)
    .orderBy('e.id');
  const ofTracks = ctx.db
    .selectFrom('trackMembers as m')
    .innerJoin('tracks as t', 't.id', 'm.trackId')
    .innerJoin('events as e', 'e.id', 't.eventId')
    .select([unlessShutOut('e.slug').as('event'), unlessShutOut('t.name').as('name')])
    .where('m.userId', '=', userId)
    .orderBy('t.id');
  return {
    organizers: await listOwnMemberships(ctx),
    roles: await inEvents.execute(),
    tracks: await ofTracks.execute(),
  };
}

addRowsToExport('mails', async (ctx, email) => {
  const mails = await ctx.db
    .selectFrom('mails')
    .select(['createdAt as at', 'kind', 'subject', 'state'])
    .where(sql<boolean>`lower(recipient) = lower(${email})`)
    .orderBy('id')
    .execute();
  return withIsoInstants(mails, 'at');
});

addRowsToExport('invitations', async (ctx, email) => {
  const rows = await ctx.db
    .selectFrom('invitations as i')
    .innerJoin('organizers as o', 'o.id', 'i.organizerId')
    .select(['o.slug as organizer', 'i.role', 'i.state', 'i.createdAt', 'i.expiresAt', 'i.answeredAt'])
    .where(sql<boolean>`lower(i.email) = lower(${email})`)
    .orderBy('i.id')
    .execute();
  return withIsoInstants(rows, 'createdAt', 'expiresAt', 'answeredAt');
});
