/** Saying who sells, as invoices say it. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { noOrganizer, type OrganizerScope, requireRight } from '#features/organizers/server/policy.ts';
import { lockTeam } from '#features/organizers/server/lock-team.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { InvoiceSettings } from '../invoice.ts';
import { findInvoiceSettings } from './queries.ts';

/**
 * Writes the settings as a whole. From then on orders get invoices; those that are written already stay as they are.
 * @throws Forbidden without the right
 */
export async function updateInvoiceSettings(ctx: Ctx, scope: OrganizerScope, settings: InvoiceSettings): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, slug } = scope;
    await requireRight(ctx, scope, 'manage-payouts', noOrganizer(slug));
    await lockTeam(ctx, scope);
    const before = await findInvoiceSettings(ctx, scope);
    if (before && Object.entries(settings).every(([name, value]) => before[name as keyof InvoiceSettings] === value))
      return;
    const row = { ...settings, updatedAt: new Date(ctx.now) };
    await ctx.db
      .insertInto('invoiceSettings')
      .values({ organizerId, ...row })
      .onConflict((conflict) => conflict.column('organizerId').doUpdateSet(row))
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      action: 'invoices.seller',
      subject: `organiser ${slug}`,
      before: before ?? null,
      after: settings,
    });
  });
}
