/** Notices for everybody who comes: the event is off, on again, or moved. */
import { lockEvent } from '#features/events/server/lock-event.ts';
import { systemEventScope, type EventScope } from '#features/events/server/policy.ts';
import type { EventMove } from '#features/events/server/signals.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { transact } from '#platform/transact.ts';
import { type Audience, EVERYBODY_AND_PENDING } from '../message.ts';
import type { BroadcastKind } from '../notice.ts';
import { countRecipients } from './queries.ts';
import { scheduleReminders } from './send-reminders.ts';
import { type MessageFacts, writeMessage } from './write-message.ts';

export const SEND_MOVE_QUEUE = 'send_event_move';

/** For so long after a change of time or place others may follow; then all of it is one notice. */
const GATHER_MS = 10 * 60_000;
/** The clocks of two machines may differ by less. */
const SLACK_MS = 30_000;

/** Tells everybody who comes or was about to, in the caller's transaction; nobody where nobody has ordered. */
export async function sendEventNotice(
  ctx: Ctx,
  eventId: number,
  kind: BroadcastKind,
  { key, facts, audience = EVERYBODY_AND_PENDING }: { key: string; facts?: MessageFacts; audience?: Audience },
): Promise<void> {
  await lockEvent(ctx, await systemEventScope(ctx, eventId));
  if ((await countRecipients(ctx, { eventId }, audience)) === 0) return;
  await writeMessage(ctx, eventId, { kind, audience, sendAt: ctx.now, key, listNow: true, ...(facts && { facts }) });
}

/**
 * Notes how people know the event that was just moved, unless they are to be told of an earlier move anyway, and has
 * them told in ten minutes.
 */
export async function noteMove(ctx: Ctx, { eventId, before }: EventMove): Promise<void> {
  await scheduleReminders(ctx, eventId);
  if ((await countRecipients(ctx, { eventId }, EVERYBODY_AND_PENDING)) === 0) return;
  const tellAt = new Date(ctx.now + GATHER_MS);
  const row = { eventId, ...before, startsAt: new Date(before.startsAt), endsAt: new Date(before.endsAt), tellAt };
  await ctx.db
    .insertInto('eventMoves')
    .values(row)
    .onConflict((same) => same.column('eventId').doUpdateSet({ tellAt }))
    .execute();
  await enqueue(ctx, SEND_MOVE_QUEUE, { eventId }, { key: `${eventId}:${tellAt.getTime()}`, delayMs: GATHER_MS });
}

/** Tells people of a move once nothing was moved for ten minutes: of none where all is as they know it. */
export async function sendMove(ctx: Ctx, eventId: number): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockEvent(ctx, await systemEventScope(ctx, eventId));
    const known = await ctx.db.selectFrom('eventMoves').selectAll().where('eventId', '=', eventId).executeTakeFirst();
    if (!known) return;
    // Moved again meanwhile: the job of that will come.
    if (known.tellAt > ctx.now + SLACK_MS) return;
    await ctx.db.deleteFrom('eventMoves').where('eventId', '=', eventId).execute();
    const event = await ctx.db
      .selectFrom('events')
      .select(['startsAt', 'endsAt', 'timeZone', 'locationName', 'city', 'state'])
      .where('id', '=', eventId)
      .executeTakeFirstOrThrow();
    const { startsAt, endsAt, timeZone, locationName, city } = known;
    const isSame =
      event.startsAt === startsAt &&
      event.endsAt === endsAt &&
      event.timeZone === timeZone &&
      event.locationName === locationName &&
      event.city === city;
    if (isSame || event.state !== 'published' || event.endsAt < ctx.now) return;
    await sendEventNotice(ctx, eventId, 'event-moved', {
      key: `event-moved:${known.tellAt}`,
      facts: { before: { startsAt, timeZone, locationName, city } },
    });
  });
}

/** Leaves people with what they know: a move that was only a correction. What was told already is not taken back. */
export async function discardMove(ctx: Ctx, scope: EventScope): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockEvent(ctx, scope);
    const { numDeletedRows } = await ctx.db.deleteFrom('eventMoves').where('eventId', '=', eventId).executeTakeFirst();
    if (numDeletedRows > 0n)
      await writeAuditEntry(ctx, {
        organizerId,
        eventId,
        action: 'message.stop',
        subject: 'the message that time or place have changed',
      });
  });
}
