/** Accounts with other services that sign people in here. */
import { fillEmpty, type Profile } from '#features/connections/connection.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { mayRegister } from './check-registration.ts';

export type Identity = { provider: string; accountId: string };

/** Whose identity this is, null where nobody has it. */
export async function findIdentityOwner(ctx: Ctx, { provider, accountId }: Identity): Promise<string | null> {
  const row = await ctx.db
    .selectFrom('authAccounts')
    .select('userId')
    .where('providerId', '=', provider)
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return row?.userId ?? null;
}

/** The account with that address. */
export async function findAccountByEmail(
  ctx: Ctx,
  email: string,
): Promise<{ id: string; emailVerified: boolean; twoFactorEnabled: boolean } | undefined> {
  return ctx.db
    .selectFrom('users')
    .select(['id', 'emailVerified', 'twoFactorEnabled'])
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst();
}

export type Connected = { added: boolean; email: string; hasPicture: boolean };

/**
 * Connects an identity to an account and fills what is empty in its profile; whoever calls has seen proof of both.
 * Connecting again changes nothing. @throws Conflict: `taken` where another account has it, `another` where this one
 * has another of that service; NotFound
 */
export async function connectIdentity(
  ctx: Ctx,
  input: Identity & { userId: string; profile: Pick<Profile, 'name' | 'link'> },
): Promise<Connected> {
  const { provider, accountId, userId } = input;
  return transact(ctx, async (ctx) => {
    const user = await ctx.db
      .selectFrom('users')
      .select(['name', 'website', 'email', 'pictureId'])
      .where('id', '=', userId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!user) throw new NotFound('not_found.account');
    const now = new Date(ctx.now);
    const inserted = await ctx.db
      .insertInto('authAccounts')
      .values({ userId, providerId: provider, accountId, createdAt: now, updatedAt: now })
      .onConflict((taken) => taken.columns(['providerId', 'accountId']).doNothing())
      .returning('id')
      .executeTakeFirst();
    const own = await ctx.db
      .selectFrom('authAccounts')
      .select('accountId')
      .where('userId', '=', userId)
      .where('providerId', '=', provider)
      .execute();
    if (!own.some((one) => one.accountId === accountId)) throw new Conflict('taken.identity');
    if (own.length > 1) throw new Conflict('another.identity');
    const change = fillEmpty(user, input.profile);
    if (Object.keys(change).length > 0)
      await ctx.db
        .updateTable('users')
        .set({ ...change, updatedAt: now })
        .where('id', '=', userId)
        .execute();
    return { added: inserted !== undefined, email: user.email, hasPicture: user.pictureId !== null };
  });
}

/**
 * Makes an account for an address that was proven a moment ago. Undefined where somebody has that address.
 * @throws Conflict (`closed`) where only invited people make accounts
 */
export async function createProvenAccount(
  ctx: Ctx,
  input: { email: string; name: string; locale: string },
): Promise<{ id: string } | undefined> {
  if (!(await mayRegister(ctx, input.email))) throw new Conflict('closed.invited_only');
  const now = new Date(ctx.now);
  return ctx.db
    .insertInto('users')
    .values({
      email: input.email.toLowerCase(),
      emailVerified: true,
      name: input.name,
      locale: input.locale,
      createdAt: now,
      updatedAt: now,
    })
    .onConflict((taken) => taken.column('email').doNothing())
    .returning('id')
    .executeTakeFirst();
}

/** How a person can sign in besides links that come by mail. */
export type WaysIn = { password: boolean; passkeys: number; identities: { provider: string; since: number }[] };

/** Every way in which that person can sign in without reading a mail. */
export async function listWaysIn(ctx: Ctx, userId: string): Promise<WaysIn> {
  const accounts = await ctx.db
    .selectFrom('authAccounts')
    .select(['providerId', 'password', 'createdAt'])
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .execute();
  const { count } = await ctx.db
    .selectFrom('passkeys')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow();
  return {
    password: accounts.some(({ providerId, password }) => providerId === 'credential' && password !== null),
    passkeys: Number(count),
    identities: accounts
      .filter(({ providerId }) => providerId !== 'credential')
      .map(({ providerId, createdAt }) => ({ provider: providerId, since: createdAt })),
  };
}

/**
 * Takes an identity away from its account. @throws NotFound where it is not connected; Conflict (`last_way`) where
 * nothing else would let the person in: links by mail do not count, since an address can be lost
 */
export async function disconnectIdentity(ctx: Ctx, input: { userId: string; provider: string }): Promise<void> {
  await transact(ctx, async (ctx) => {
    await ctx.db.selectFrom('users').select('id').where('id', '=', input.userId).forNoKeyUpdate().executeTakeFirst();
    const { password, passkeys, identities } = await listWaysIn(ctx, input.userId);
    if (!identities.some(({ provider }) => provider === input.provider)) throw new NotFound('not_found.connection');
    if (!password && passkeys === 0 && identities.length === 1) throw new Conflict('last_way.sign_in');
    await ctx.db
      .deleteFrom('authAccounts')
      .where('userId', '=', input.userId)
      .where('providerId', '=', input.provider)
      .execute();
  });
}
