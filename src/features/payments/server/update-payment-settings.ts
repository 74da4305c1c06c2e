/** Changing how an event takes money. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { ticketsModified } from '#features/tickets/server/signals.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { PaymentSettings } from '../payment.ts';
import { getPaymentSettings } from './queries.ts';

/**
 * Writes the settings as a whole. Orders that were placed keep how they are paid and when that is due; the account is
 * the one of now.
 */
export async function updatePaymentSettings(
  ctx: Ctx,
  scope: EventScope,
  { methods, ...account }: PaymentSettings,
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { eventId, organizerId } = scope;
    await lockEvent(ctx, scope);
    const before = await getPaymentSettings(ctx, scope);
    if (JSON.stringify(describeSettings(before, '')) === JSON.stringify(describeSettings({ ...account, methods }, '')))
      return;
    await ctx.db
      .insertInto('paymentSettings')
      .values({ eventId, ...account })
      .onConflict((conflict) => conflict.column('eventId').doUpdateSet(account))
      .execute();
    for (const { method, ...values } of methods) {
      await ctx.db
        .insertInto('paymentMethods')
        .values({ eventId, method, ...values })
        .onConflict((conflict) => conflict.columns(['eventId', 'method']).doUpdateSet(values))
        .execute();
    }
    const { currency } = await getEventMoney(ctx, scope);
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'payment-settings.update',
      subject: 'how it is paid',
      before: describeSettings(before, currency),
      after: describeSettings({ ...account, methods }, currency),
    });
    await ticketsModified.announce(ctx, 'payments', { eventId });
  });
}

/**
 * As the record shows them, amounts in `currency`; in one order of names, so that the same settings are the same text.
 */
function describeSettings(
  { methods, accountHolder, iban, bic, expireDays }: PaymentSettings,
  currency: string,
): Record<string, unknown> {
  const ways = methods.map(({ method, enabled, instructions, dueDays, fromMinor, untilDays }) => [
    method,
    { enabled, instructions, dueDays, smallestTotal: { minor: fromMinor, currency }, untilDays },
  ]);
  return { accountHolder, iban, bic, expireDays, ...Object.fromEntries(ways) };
}
