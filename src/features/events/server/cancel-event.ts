/** Calling an event off. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { CANCELLATION_LIMITS } from './inputs.ts';
import { loadLife } from './load-life.ts';
import type { EventScope } from './policy.ts';
import { eventCancelled, eventJsonModified } from './signals.ts';

/**
 * Calls a public event off: its pages stay and say so, with the note, and whoever was promised something is told. Of an
 * event that is off already only the note changes, and nobody is told again.
 * @throws Conflict for a draft, which nobody was promised; Invalid for a note that is too long
 */
export async function cancelEvent(ctx: Ctx, scope: EventScope, input: { note: string }): Promise<void> {
  const note = input.note.trim();
  if (note.length > CANCELLATION_LIMITS.note)
    throw new Invalid('invalid.note', [
      problem('note', 'field.at_most_characters', {
        maximum: CANCELLATION_LIMITS.note,
        count: CANCELLATION_LIMITS.note,
      }),
    ]);
  await transact(ctx, async (ctx) => {
    const { eventId, organizerId } = scope;
    const event = await loadLife(ctx, scope);
    if (event.state === 'draft') throw new Conflict('event_draft.cancel');
    const isFirst = event.state === 'published';
    if (!isFirst && event.cancellationNote === note) return;
    await ctx.db
      .updateTable('events')
      .set({ state: 'cancelled', cancellationNote: note, ...(isFirst ? { cancelledAt: new Date(ctx.now) } : {}) })
      .where('id', '=', eventId)
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'event.cancel',
      subject: `event ${scope.slug}`,
      before: { state: event.state, note: event.cancellationNote },
      after: { state: 'cancelled', note },
    });
    await eventJsonModified.announce(ctx, 'events', { eventId, change: 'cancelled' });
    if (isFirst) await eventCancelled.announce(ctx, 'events', { eventId, note });
  });
}
