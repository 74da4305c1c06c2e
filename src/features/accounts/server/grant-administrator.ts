/** Making somebody an administrator of the installation. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, Invalid, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';

/**
 * Gives `email` the administrator's right, creating the account where there is none; several processes may do so at
 * once. Only the system may: it acts for whoever owns the machine.
 */
export async function grantAdministrator(
  ctx: Ctx,
  input: { email: string; name?: string },
): Promise<{ created: boolean }> {
  if (ctx.actor.kind !== 'system') throw new Forbidden('forbidden.make_administrator');
  const email = input.email.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(email))
    throw new Invalid('invalid.no_email', [problem('email', 'field.email')], { email: input.email });
  return transact(ctx, async (ctx) => {
    const values = {
      email,
      name: input.name ?? (email.split('@')[0] as string),
      emailVerified: true,
      administrator: true,
    };
    const made = await ctx.db
      .insertInto('users')
      .values(values)
      .onConflict((known) => known.column('email').doNothing())
      .returning('id')
      .executeTakeFirst();
    const raised =
      !made &&
      (
        await ctx.db
          .updateTable('users')
          .set({ administrator: true })
          .where('email', '=', email)
          .where('administrator', '=', false)
          .executeTakeFirst()
      ).numUpdatedRows > 0n;
    if (made || raised)
      await writeAuditEntry(ctx, {
        organizerId: null,
        action: 'administrator.grant',
        subject: `administrator ${email}`,
      });
    return { created: made !== undefined };
  });
}
