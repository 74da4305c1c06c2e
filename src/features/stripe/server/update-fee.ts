/** Changing what the installation takes of an organizer's card payments. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, Invalid, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { fixedText, type PlatformFee, percentWords } from '../platform-fee.ts';
import { usualFee } from './load-fee.ts';

/**
 * Sets the fee of one organizer, or takes its own fee back (`usual`). It counts for payments that begin afterwards, and
 * stands in the organizer's history. @throws Forbidden for all but administrators; Invalid at `organizer` for one that
 * there is not
 */
export async function updateFee(
  ctx: Ctx,
  { organizer, fee }: { organizer: string; fee: PlatformFee | 'usual' },
): Promise<void> {
  if (ctx.actor.kind !== 'system' && !(ctx.actor.kind === 'user' && ctx.actor.administrator))
    throw new Forbidden('forbidden.fees');
  await transact(ctx, async (ctx) => {
    const found = await ctx.db
      .selectFrom('organizers')
      .select(['id', 'name'])
      .where('slug', '=', organizer)
      .forKeyShare()
      .executeTakeFirst();
    if (!found) throw new Invalid('invalid.organizer', [problem('organizer', 'field.organizer')], { organizer });
    const before = await ctx.db
      .selectFrom('platformFees')
      .select(['percent', 'fixed'])
      .where('organizerId', '=', found.id)
      .forUpdate()
      .executeTakeFirst();
    if (fee === 'usual') await ctx.db.deleteFrom('platformFees').where('organizerId', '=', found.id).execute();
    else await write(ctx, found.id, fee);
    const said = (one: PlatformFee): Record<string, string> => ({
      percent: percentWords(one),
      fixed: fixedText(one.fixed),
    });
    await writeAuditEntry(ctx, {
      organizerId: found.id,
      action: 'platform-fee.update',
      subject: `the platform fee for ${found.name}`,
      before: said((before as PlatformFee | undefined) ?? usualFee()),
      after: said(fee === 'usual' ? usualFee() : fee),
    });
  });
}

async function write(ctx: Ctx, organizerId: number, { percent, fixed }: PlatformFee): Promise<void> {
  const values = { percent, fixed: JSON.stringify(fixed), updatedAt: new Date(ctx.now) };
  await ctx.db
    .insertInto('platformFees')
    .values({ organizerId, ...values })
    .onConflict((known) => known.column('organizerId').doUpdateSet(values))
    .execute();
}
