/** What those who look after the installation do with somebody's account: never sign in as them. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { requireOperator } from '#platform/operator.ts';
import { transact } from '#platform/transact.ts';
import { getPerson } from './find-people.ts';
import { forgetLinks, storeToken } from './store-token.ts';
import { postAccountMail } from './mails.ts';
import { endSessions } from './revoke-session.ts';

/**
 * Ends all sessions and API keys, and links that were mailed. Says how many sessions and keys.
 * @throws NotFound, Forbidden
 */
export async function endPersonAccess(ctx: Ctx, id: string): Promise<{ sessions: number; keys: number }> {
  requireOperator(ctx);
  const { email } = await getPerson(ctx, id);
  return transact(ctx, async (ctx) => {
    const ended = await endAll(ctx, id);
    await writeAuditEntry(ctx, { organizerId: null, action: 'person.end-access', subject: email });
    return ended;
  });
}

/**
 * Shuts somebody out: sessions and keys end, and no way of signing in works until `unblockPerson`. What they published
 * stays, and goes on selling. @throws NotFound, Forbidden; Conflict (`own_account`) for one's own
 */
export async function blockPerson(ctx: Ctx, id: string): Promise<void> {
  requireOperator(ctx);
  const { email } = await getPerson(ctx, id);
  if (ctx.actor.kind === 'user' && ctx.actor.userId === id) throw new Conflict('own_account.yourself');
  await transact(ctx, async (ctx) => {
    await ctx.db
      .updateTable('users')
      .set({ blockedAt: new Date(ctx.now) })
      .where('id', '=', id)
      .where('blockedAt', 'is', null)
      .execute();
    await endAll(ctx, id);
    await writeAuditEntry(ctx, { organizerId: null, action: 'person.block', subject: email });
  });
}

/** Lets them in again; what was ended stays ended. @throws NotFound, Forbidden */
export async function unblockPerson(ctx: Ctx, id: string): Promise<void> {
  requireOperator(ctx);
  const { email } = await getPerson(ctx, id);
  await transact(ctx, async (ctx) => {
    await ctx.db.updateTable('users').set({ blockedAt: null }).where('id', '=', id).execute();
    await writeAuditEntry(ctx, { organizerId: null, action: 'person.unblock', subject: email });
  });
}

/**
 * Mails them, at their own address, a link to choose a new password, which confirms the address as well. The link is
 * shown to nobody else.
 * @throws NotFound, Forbidden; Conflict (`blocked`) for who is shut out
 */
export async function sendPersonReset(ctx: Ctx, id: string, url: string): Promise<{ email: string }> {
  requireOperator(ctx);
  const { email, name, blockedAt } = await getPerson(ctx, id);
  if (blockedAt !== null) throw new Conflict('blocked.account');
  await transact(ctx, async (ctx) => {
    const { locale } = await ctx.db.selectFrom('users').select('locale').where('id', '=', id).executeTakeFirstOrThrow();
    const token = await storeToken(ctx, 'reset-password', { userId: id });
    await postAccountMail(
      ctx,
      { email, locale: locale || 'en' },
      { kind: 'reset-password', href: `${url}/reset-password?token=${token}` },
      { name, email },
    );
    await writeAuditEntry(ctx, { organizerId: null, action: 'person.resend', subject: email });
  });
  return { email };
}

async function endAll(ctx: Ctx, id: string): Promise<{ sessions: number; keys: number }> {
  const { numDeletedRows } = await ctx.db.deleteFrom('apiKeys').where('userId', '=', id).executeTakeFirst();
  await forgetLinks(ctx, id);
  return { sessions: await endSessions(ctx, id), keys: Number(numDeletedRows) };
}
