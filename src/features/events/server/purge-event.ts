/** Letting events go for good: with everything that hangs on them, and without a way back. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { type OrganizerScope, requireRight } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { FoyerError, NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { DAY_MS } from '#platform/time.ts';
import { BIN_DAYS } from '../event.ts';
import { eventPurging } from './signals.ts';

/**
 * Purges one event from the organizer's bin now.
 * @throws NotFound where none of that slug is there; Forbidden for who is less in that very event; whatever a feature
 * says that must keep it
 */
export async function purgeEvent(ctx: Ctx, { organizerId }: OrganizerScope, input: { slug: string }): Promise<void> {
  const event = await ctx.db
    .selectFrom('events')
    .select('id')
    .where('organizerId', '=', organizerId)
    .where('slug', '=', input.slug)
    .where('deletedAt', 'is not', null)
    .executeTakeFirst();
  if (event)
    await requireRight(ctx, { organizerId, eventId: event.id }, 'delete', { code: 'not_found.bin', values: {} });
  if (!event || !(await purge(ctx, event.id, ctx.now))) throw new NotFound('not_found.bin');
}

/**
 * Purges what has lain in a bin for BIN_DAYS, each event in a transaction of its own. One that a feature must keep
 * stays in the bin. Returns the slugs of both.
 */
export async function purgeOldEvents(ctx: Ctx): Promise<{ purged: string[]; kept: string[] }> {
  const before = ctx.now - BIN_DAYS * DAY_MS;
  const old = await ctx.db
    .selectFrom('events')
    .select(['id', 'slug'])
    .where('deletedAt', '<=', timestamp(before))
    .orderBy('id')
    .execute();
  const result = { purged: [] as string[], kept: [] as string[] };
  for (const { id, slug } of old) {
    try {
      if (await purge(ctx, id, before)) result.purged.push(slug);
    } catch (error) {
      if (!(error instanceof FoyerError)) throw error;
      ctx.log.warn({ event: slug, reason: error.message }, 'events: one stays in the bin');
      result.kept.push(slug);
    }
  }
  return result;
}

/** Whether it was there to purge: somebody may have taken it out of the bin meanwhile. */
async function purge(ctx: Ctx, eventId: number, before: number): Promise<boolean> {
  return transact(ctx, async (ctx) => {
    const event = await ctx.db
      .selectFrom('events')
      .select(['slug', 'name', 'organizerId'])
      .where('id', '=', eventId)
      .where('deletedAt', '<=', timestamp(before))
      .forUpdate()
      .executeTakeFirst();
    if (!event) return false;
    await eventPurging.announce(ctx, 'events', { eventId });
    await ctx.db.deleteFrom('events').where('id', '=', eventId).execute();
    await writeAuditEntry(ctx, {
      organizerId: event.organizerId,
      action: 'event.purge',
      subject: `event ${event.slug}`,
      before: { name: event.name },
    });
    return true;
  });
}
