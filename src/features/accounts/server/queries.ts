/** Reading accounts. */
import { createHash } from 'node:crypto';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import type { Instant } from '#platform/time.ts';
import { requirePerson } from './policy.ts';

/** The first administrator, and whether somebody signed in as one yet. */
export async function findFirstAdministrator(ctx: Ctx): Promise<{ email: string; hasSignedIn: boolean } | undefined> {
  const row = await ctx.db
    .selectFrom('users')
    .select((eb) => [
      'email',
      eb
        .exists(
          eb.selectFrom('authSessions').select('authSessions.id').whereRef('authSessions.userId', '=', 'users.id'),
        )
        .as('hasSignedIn'),
    ])
    .where('administrator', '=', true)
    .orderBy('createdAt')
    .executeTakeFirst();
  return row ? { email: row.email, hasSignedIn: Boolean(row.hasSignedIn) } : undefined;
}

/** What is stored of a secret that only its bearer knows: SHA-256 in hexadecimal. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export type OwnAccount = {
  name: string;
  email: string;
  emailVerified: boolean;
  website: string;
  biography: string;
  locale: string;
  administrator: boolean;
  twoFactorEnabled: boolean;
  hasPassword: boolean;
  /** It was chosen before the present rules. */
  weakPassword: boolean;
  createdAt: Instant;
};

/** The actor's own account. @throws Forbidden for nobody */
export async function getOwnAccount(ctx: Ctx): Promise<OwnAccount> {
  const { userId } = requirePerson(ctx);
  const row = await ctx.db
    .selectFrom('users')
    .select([
      'name',
      'email',
      'emailVerified',
      'website',
      'biography',
      'locale',
      'administrator',
      'twoFactorEnabled',
      'weakPassword',
      'createdAt',
    ])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('authAccounts as a')
            .select('a.id')
            .whereRef('a.userId', '=', 'users.id')
            .where('a.password', 'is not', null),
        )
        .as('hasPassword'),
    )
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return { ...row, hasPassword: Boolean(row.hasPassword) };
}

export type OwnSession = {
  id: string;
  userAgent: string;
  ipAddress: string;
  strong: boolean;
  startedAt: Instant;
  lastUsedAt: Instant;
  isCurrent: boolean;
};

/** The actor's sessions that are in force, the latest used first. `token` is that of the session that asks. */
export async function listOwnSessions(ctx: Ctx, token: string | undefined): Promise<OwnSession[]> {
  const { userId } = requirePerson(ctx);
  const rows = await ctx.db
    .selectFrom('authSessions')
    .select(['id', 'userAgent', 'ipAddress', 'strong', 'createdAt', 'updatedAt', 'token'])
    .where('userId', '=', userId)
    .where('expiresAt', '>', timestamp(ctx.now))
    .orderBy('updatedAt', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(({ id, userAgent, ipAddress, strong, createdAt, updatedAt, token: own }) => ({
    id,
    userAgent: userAgent ?? '',
    ipAddress: ipAddress ?? '',
    strong,
    startedAt: createdAt,
    lastUsedAt: updatedAt,
    isCurrent: own === token,
  }));
}

export type OwnPasskey = { id: string; name: string; createdAt: Instant; backedUp: boolean };

/** The actor's passkeys, the oldest first. */
export async function listOwnPasskeys(ctx: Ctx): Promise<OwnPasskey[]> {
  const { userId } = requirePerson(ctx);
  const rows = await ctx.db
    .selectFrom('passkeys')
    .select(['id', 'name', 'createdAt', 'backedUp'])
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, name: row.name ?? '' }));
}

/** The other services with which the actor signs in, and as whom they know them. */
export async function listOwnProviders(ctx: Ctx): Promise<{ provider: string; accountId: string }[]> {
  const { userId } = requirePerson(ctx);
  return ctx.db
    .selectFrom('authAccounts')
    .select(['providerId as provider', 'accountId'])
    .where('userId', '=', userId)
    .where('providerId', '!=', 'credential')
    .orderBy('providerId')
    .execute();
}

/** Where the actor is a member, and as what. */
export async function listOwnMemberships(ctx: Ctx): Promise<{ slug: string; name: string; role: string }[]> {
  const { userId } = requirePerson(ctx);
  return ctx.db
    .selectFrom('organizerMembers as m')
    .innerJoin('organizers as o', 'o.id', 'm.organizerId')
    .select(['o.slug', 'o.name', 'm.role'])
    .where('m.userId', '=', userId)
    .orderBy('o.name')
    .orderBy('o.id')
    .execute();
}

/**
 * The organizers of which that person is the only owner. `lock` keeps their teams as they are until the transaction
 * ends.
 */
export async function listSoleOwnerships(
  ctx: Ctx,
  userId: string,
  { lock = false } = {},
): Promise<{ slug: string; name: string }[]> {
  let owned = ctx.db
    .selectFrom('organizers as o')
    .select(['o.id', 'o.slug', 'o.name'])
    .where('o.id', 'in', (eb) =>
      eb
        .selectFrom('organizerMembers as m')
        .select('m.organizerId')
        .where('m.userId', '=', userId)
        .where('m.role', '=', 'owner'),
    )
    .orderBy('o.name')
    .orderBy('o.id');
  if (lock) owned = owned.forUpdate();
  const rows = await owned.execute();
  if (rows.length === 0) return [];
  const others = await ctx.db
    .selectFrom('organizerMembers')
    .select('organizerId')
    .where(
      'organizerId',
      'in',
      rows.map((row) => row.id),
    )
    .where('role', '=', 'owner')
    .where('userId', '!=', userId)
    .execute();
  return rows
    .filter((row) => !others.some((other) => other.organizerId === row.id))
    .map(({ slug, name }) => ({ slug, name }));
}

/** Whether that person has confirmed their e-mail address. */
export async function hasConfirmedEmail(ctx: Ctx, userId: string): Promise<boolean> {
  const row = await ctx.db.selectFrom('users').select('emailVerified').where('id', '=', userId).executeTakeFirst();
  return row?.emailVerified ?? false;
}
