/** Reading accounts. */
import type { Ctx } from '#platform/ctx.ts';

/** The first administrator, and whether somebody signed in as one yet. */
export async function findFirstAdministrator(ctx: Ctx): Promise<{ email: string; hasSignedIn: boolean } | undefined> {
  const row = await ctx.db
    .selectFrom('users')
    .select((eb) => [
      'email',
      eb.exists(eb.selectFrom('authSessions').select('authSessions.id').whereRef('authSessions.userId', '=', 'users.id')).as('hasSignedIn'),
    ])
    .where('administrator', '=', true)
    .orderBy('createdAt')
    .executeTakeFirst();
  return row ? { email: row.email, hasSignedIn: Boolean(row.hasSignedIn) } : undefined;
}
