/** When people are reminded. */
import { DAY_MS, fromLocal, type Instant, toLocal } from '#platform/time.ts';

/**
 * `eventDays` before it begins at that minute of the day in its zone, `paymentDays` before a payment is due; null for
 * not at all.
 */
export type ReminderSettings = { eventDays: number | null; eventMinute: number; paymentDays: number | null };

/** What Foyer does where the event says nothing: the day before at ten, and two days before a payment is due. */
export const DEFAULT_REMINDERS: ReminderSettings = { eventDays: 1, eventMinute: 10 * 60, paymentDays: 2 };

/** When those who come are reminded of an event; null where it does not, or the moment would be when it has begun. */
export function reminderAt(
  { eventDays, eventMinute }: ReminderSettings,
  { startsAt, timeZone }: { startsAt: Instant; timeZone: string },
): Instant | null {
  if (eventDays === null) return null;
  const { year, month, day } = toLocal(startsAt, timeZone);
  const at = fromLocal({ year, month, day: day - eventDays, hour: 0, minute: eventMinute, second: 0 }, timeZone);
  return at < startsAt ? at : null;
}

/**
 * When the buyer is reminded of a payment; null where not at all, or less than a day after the order, which said it
 * all.
 */
export function paymentReminderAt(
  { paymentDays }: ReminderSettings,
  { placedAt, dueAt }: { placedAt: Instant; dueAt: Instant },
): Instant | null {
  if (paymentDays === null) return null;
  const at = dueAt - paymentDays * DAY_MS;
  return at >= placedAt + DAY_MS ? at : null;
}
