/** Deleting an account for good. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { forgetMailsTo } from '#platform/mail/resume-mails.ts';
import { transact } from '#platform/transact.ts';
import { checkOwnPassword } from './check-password.ts';
import { forgetLinks } from './store-token.ts';
import { postAccountMail } from './mails.ts';
import { refuse, requirePerson, words } from './policy.ts';
import { listSoleOwnerships } from './queries.ts';
import { accountErased } from './signals.ts';

/**
 * Deletes the actor's account with its sessions, keys, passkeys and memberships, and announces that. `confirmation` is
 * the account's e-mail address, typed.
 * @throws Invalid for another address or a wrong password, Conflict (`only_owner`) naming the organizers that would be
 * left without an owner
 */
export async function eraseAccount(ctx: Ctx, input: { confirmation: string; current: string }): Promise<void> {
  const { userId, name, email } = requirePerson(ctx);
  if (input.confirmation.trim().toLowerCase() !== email) refuse(ctx, 'confirmation', 'confirmation');
  await checkOwnPassword(ctx, input.current);
  await transact(ctx, async (ctx) => {
    const user = await ctx.db
      .selectFrom('users')
      .select('locale')
      .where('id', '=', userId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const owned = await listSoleOwnerships(ctx, userId, { lock: true });
    if (owned.length > 0)
      throw new Conflict(
        words(ctx)('account.problem.onlyOwner', { names: owned.map((organizer) => organizer.name).join(', ') }),
        'only_owner',
      );
    await writeAuditEntry(ctx, { organizerId: null, action: 'account.erase', subject: `account ${userId}` });
    await forgetLinks(ctx, userId);
    await ctx.db.deleteFrom('users').where('id', '=', userId).execute();
    await accountErased.announce(ctx, 'accounts', { email });
    await forgetMailsTo(ctx, email);
    await postAccountMail(ctx, { email, locale: user.locale || ctx.locale }, { kind: 'account-erased' }, { name });
  });
}
