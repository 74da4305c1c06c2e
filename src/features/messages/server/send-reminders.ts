/**
 * Reminders: of an event to everybody who comes, of a payment to who owes it. A job waits for each moment of the next
 * day and a half at which an event reminds of something; every night's look finds the others. Jobs check what is due
 * when they run, so one that is late or double reminds nobody twice.
 */
import { sql } from 'kysely';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { handMethodsThat } from '#features/payments/hand-methods.ts';
import type { Ctx } from '#platform/ctx.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { DAY_MS, type Instant, localDate } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { EVERYBODY } from '../message.ts';
import { paymentReminderAt, reminderAt } from '../reminder.ts';
import { countRecipients, getReminders } from './queries.ts';
import { sendNotice } from './send-notice.ts';
import { writeMessage } from './write-message.ts';

export const SEND_REMINDERS_QUEUE = 'send_reminders';

const AHEAD_MS = 36 * 60 * 60_000;
/** The clocks of two machines may differ by less. */
const SLACK_MS = 30_000;

/** The order's id follows. */
const REMINDED = 'payment-reminder:';

type Due = { at: Instant; orderId: number | null };

/** Leaves jobs for the reminders of the event that come soon. Call it where something changes that decides when. */
export async function scheduleReminders(ctx: Ctx, eventId: number): Promise<void> {
  const soon = (await listReminders(ctx, eventId))
    .map(({ at }) => at)
    .filter((at) => at > ctx.now && at < ctx.now + AHEAD_MS);
  for (const at of new Set(soon))
    await enqueue(ctx, SEND_REMINDERS_QUEUE, { eventId }, { key: `${eventId}:${at}`, delayMs: at - ctx.now });
}

/** Reminds of what is due by now, each once. */
export async function sendReminders(ctx: Ctx, eventId: number): Promise<void> {
  await transact(ctx, async (ctx) => {
    for (const { at, orderId } of await listReminders(ctx, eventId)) {
      if (at > ctx.now + SLACK_MS) continue;
      if (orderId === null) await remindOfEvent(ctx, eventId);
      else await sendNotice(ctx, { kind: 'payment-reminder', fact: `${REMINDED}${orderId}`, orderId });
    }
  });
}

/** Looks through all events that may have something to remind of. */
export async function sendAllReminders(ctx: Ctx): Promise<void> {
  const soon = new Date(ctx.now + 32 * DAY_MS);
  const coming = ctx.db
    .selectFrom('events')
    .select('id')
    .where('state', '=', 'published')
    .where('deletedAt', 'is', null)
    .where(sql<boolean>`starts_at between ${new Date(ctx.now)} and ${soon}`);
  const owing = ctx.db
    .selectFrom('orders')
    .select('eventId as id')
    .where('state', '=', 'pending-payment')
    .where(sql<boolean>`payment_due_at > ${new Date(ctx.now)}`);
  for (const { id } of await coming.union(owing).execute()) {
    // What should have come while nobody worked, and what comes by tomorrow.
    await enqueue(ctx, SEND_REMINDERS_QUEUE, { eventId: id }, { key: String(id) });
    await scheduleReminders(ctx, id);
  }
}

/**
 * Everything of which the event may still remind. A payment of which it has is left out, or each moment would ask for
 * all those before it again.
 */
async function listReminders(ctx: Ctx, eventId: number): Promise<Due[]> {
  const settings = await getReminders(ctx, { eventId });
  const event = await ctx.db
    .selectFrom('events')
    .select(['startsAt', 'timeZone', 'state', 'deletedAt'])
    .where('id', '=', eventId)
    .executeTakeFirst();
  if (event?.state !== 'published' || event.deletedAt !== null) return [];
  const at = event.startsAt > ctx.now ? reminderAt(settings, event) : null;
  const orders = await ctx.db
    .selectFrom('orders')
    .select(['id', 'completedAt', 'paymentDueAt'])
    .where('eventId', '=', eventId)
    .where('state', '=', 'pending-payment')
    // What is paid online is at the buyer's bank.
    .where(
      'paymentMethod',
      'in',
      handMethodsThat(({ isReminded }) => isReminded),
    )
    .where(sql<boolean>`payment_due_at > ${new Date(ctx.now)}`)
    .where(sql<boolean>`not exists (select from mails where fact = ${REMINDED} || orders.id)`)
    .execute();
  const payments = orders.flatMap(({ id, completedAt, paymentDueAt }) => {
    const at =
      completedAt === null || paymentDueAt === null
        ? null
        : paymentReminderAt(settings, { placedAt: completedAt, dueAt: paymentDueAt });
    return at === null ? [] : [{ at, orderId: id }];
  });
  return [...(at === null ? [] : [{ at, orderId: null }]), ...payments];
}

/**
 * Once for each day on which it was to begin: who was told of a day is told of another, but not of the same one twice.
 */
async function remindOfEvent(ctx: Ctx, eventId: number): Promise<void> {
  await lockEvent(ctx, await systemEventScope(ctx, eventId));
  if ((await countRecipients(ctx, { eventId }, EVERYBODY)) === 0) return;
  const { startsAt, timeZone } = await ctx.db
    .selectFrom('events')
    .select(['startsAt', 'timeZone'])
    .where('id', '=', eventId)
    .executeTakeFirstOrThrow();
  await writeMessage(ctx, eventId, {
    kind: 'event-reminder',
    audience: EVERYBODY,
    sendAt: ctx.now,
    key: `event-reminder:${localDate(startsAt, timeZone)}`,
  });
}
