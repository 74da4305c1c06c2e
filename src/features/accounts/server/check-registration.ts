/** Whether somebody may make an account here. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { findConfig } from '#platform/runtime.ts';

/** Whether everybody may; otherwise only who was invited into a team. */
export function isRegistrationOpen(): boolean {
  return findConfig()?.registration !== 'invited';
}

/** Whether an account may be made for that address: it was invited, where others may not. */
export async function mayRegister(ctx: Ctx, email: string): Promise<boolean> {
  if (isRegistrationOpen()) return true;
  const invited = await ctx.db
    .selectFrom('invitations')
    .select('id')
    .where(sql<boolean>`lower(email) = ${email.toLowerCase()}`)
    .where('state', '=', 'open')
    .where('expiresAt', '>', timestamp(ctx.now))
    .executeTakeFirst();
  return invited !== undefined;
}
