/** Taking an event out of the bin. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { type OrganizerScope, requireRight } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { eventJsonModified } from './signals.ts';

/**
 * Brings a deleted event of the organizer back as it was: a public one is public again.
 * @throws NotFound where none of that slug is in its bin; Forbidden for who is less in that very event
 */
export async function restoreEvent(
  ctx: Ctx,
  { organizerId }: OrganizerScope,
  input: { slug: string },
): Promise<{ state: string }> {
  return transact(ctx, async (ctx) => {
    const event = await ctx.db
      .selectFrom('events')
      .select(['id', 'name', 'stateBeforeDeletion'])
      .where('organizerId', '=', organizerId)
      .where('slug', '=', input.slug)
      .where('deletedAt', 'is not', null)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!event) throw new NotFound('not_found.bin');
    await requireRight(ctx, { organizerId, eventId: event.id }, 'delete', { code: 'not_found.bin', values: {} });
    const state = event.stateBeforeDeletion ?? 'draft';
    await ctx.db
      .updateTable('events')
      .set({ state, deletedAt: null, stateBeforeDeletion: null })
      .where('id', '=', event.id)
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId: event.id,
      action: 'event.restore',
      subject: `event ${input.slug}`,
      after: { name: event.name, state },
    });
    await eventJsonModified.announce(ctx, 'events', { eventId: event.id, change: 'restored' });
    return { state };
  });
}
