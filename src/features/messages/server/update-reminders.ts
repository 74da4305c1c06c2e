/** When an event reminds people. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { ReminderSettings } from '../reminder.ts';
import { getReminders } from './queries.ts';
import { scheduleReminders } from './send-reminders.ts';

/** Saves it; saving what is already so writes nothing. Who was reminded of something is not reminded of it again. */
export async function updateReminders(ctx: Ctx, scope: EventScope, settings: ReminderSettings): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockEvent(ctx, scope);
    const before = await getReminders(ctx, scope);
    if (
      before.eventDays === settings.eventDays &&
      before.eventMinute === settings.eventMinute &&
      before.paymentDays === settings.paymentDays
    )
      return;
    const row = { eventId, ...settings };
    await ctx.db
      .insertInto('reminderSettings')
      .values(row)
      .onConflict((same) => same.column('eventId').doUpdateSet(row))
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'reminders.update',
      subject: `event ${scope.slug}`,
      before,
      after: settings,
    });
    await scheduleReminders(ctx, eventId);
  });
}
