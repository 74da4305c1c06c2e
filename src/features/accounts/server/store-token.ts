/**
 * Secrets that go out by mail and come back once. Only their hash is stored, so that a look into the database lets
 * nobody in.
 */
import { randomBytes } from 'node:crypto';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { hashSecret } from './queries.ts';

/** What the bearer of such a secret may do, and what is to be known for it. */
export type Kept = {
  'sign-up': { name: string; email: string; passwordHash: string; locale: string; next: string; browserHash?: string };
  'magic-link': { userId: string; next: string };
  'reset-password': { userId: string };
  'confirm-email': { userId: string; email: string };
};

/** How long mailed links work, in seconds. */
export const TOKEN_SECONDS = 60 * 60;

/** Keeps `what` for the bearer of the secret that is given back, for an hour. */
export async function storeToken<Purpose extends keyof Kept>(
  ctx: Ctx,
  purpose: Purpose,
  what: Kept[Purpose],
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await ctx.db
    .insertInto('authVerifications')
    .values({
      identifier: identifierOf(purpose, token),
      value: JSON.stringify(what),
      expiresAt: new Date(ctx.now + TOKEN_SECONDS * 1000),
    })
    .execute();
  return token;
}

/** What was kept under the secret, without using it up; undefined for one that is unknown, used or too old. */
export async function findToken<Purpose extends keyof Kept>(
  ctx: Ctx,
  purpose: Purpose,
  token: string,
): Promise<Kept[Purpose] | undefined> {
  const row = await ctx.db
    .selectFrom('authVerifications')
    .select('value')
    .where('identifier', '=', identifierOf(purpose, token))
    .where('expiresAt', '>', timestamp(ctx.now))
    .executeTakeFirst();
  return row && (JSON.parse(row.value) as Kept[Purpose]);
}

/** The same, and the secret is worth nothing any more. Of two at the same moment one gets it. */
export async function takeToken<Purpose extends keyof Kept>(
  ctx: Ctx,
  purpose: Purpose,
  token: string,
): Promise<Kept[Purpose] | undefined> {
  const row = await ctx.db
    .deleteFrom('authVerifications')
    .where('identifier', '=', identifierOf(purpose, token))
    .where('expiresAt', '>', timestamp(ctx.now))
    .returning('value')
    .executeTakeFirst();
  return row && (JSON.parse(row.value) as Kept[Purpose]);
}

/**
 * All that was sent out to let that person in, or to give the account another address, is worth nothing any more; nor
 * is a sign-in that awaits its second factor. For when somebody takes their account back from whoever had its password
 * or its mail.
 */
export async function forgetLinks(ctx: Ctx, userId: string): Promise<void> {
  await ctx.db.deleteFrom('authVerifications').where('value', 'like', `%${userId}%`).execute();
}

function identifierOf(purpose: keyof Kept, token: string): string {
  return `${purpose}:${hashSecret(token)}`;
}
