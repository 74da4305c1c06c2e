/** What the installation takes of card payments: of everybody's, and of those of single organizers. */
import type { Ctx } from '#platform/ctx.ts';
import { getRuntime } from '#platform/runtime.ts';
import { NO_FEE, type PlatformFee } from '../platform-fee.ts';

/** What the settings say, for all of whom nothing else was said. */
export function usualFee(): PlatformFee {
  return getRuntime().config.stripe?.fee ?? NO_FEE;
}

/** The fee that counts for payments to that organizer from now on. */
export async function loadFee(ctx: Ctx, organizerId: number): Promise<PlatformFee> {
  const own = await ctx.db
    .selectFrom('platformFees')
    .select(['percent', 'fixed'])
    .where('organizerId', '=', organizerId)
    .executeTakeFirst();
  return own ? { percent: own.percent, fixed: own.fixed as PlatformFee['fixed'] } : usualFee();
}

export type OrganizerFee = { slug: string; name: string; fee: PlatformFee };

/** The organizers with a fee of their own, by name. */
export async function listFees(ctx: Ctx): Promise<OrganizerFee[]> {
  const rows = await ctx.db
    .selectFrom('platformFees as f')
    .innerJoin('organizers as o', 'o.id', 'f.organizerId')
    .select(['o.slug', 'o.name', 'f.percent', 'f.fixed'])
    .orderBy('o.name')
    .orderBy('o.id')
    .execute();
  return rows.map(({ slug, name, percent, fixed }) => ({
    slug,
    name,
    fee: { percent, fixed: fixed as PlatformFee['fixed'] },
  }));
}
