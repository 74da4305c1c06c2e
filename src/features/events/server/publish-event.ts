/** Showing an event to the public, and taking it back. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, problem } from '#platform/errors.ts';
import type { PlainProblem } from '#platform/i18n/problem.ts';
import { transact } from '#platform/transact.ts';
import { type Check, missingOf } from '../wizard.ts';
import { lockEvent } from './lock-event.ts';
import type { EventScope } from './policy.ts';
import { getChecklist } from './load-managed-event.ts';
import { eventJsonModified } from './signals.ts';

/**
 * Publishes a draft. Publishing what is public already, cancelled or not, changes nothing. `complete` asks for
 * everything that the checklist requires: organisers are told what is missing, files that are imported are taken as
 * they are.
 * @throws Invalid where `complete` is asked for and something is missing
 */
export async function publishEvent(ctx: Ctx, scope: EventScope, input: { complete?: boolean } = {}): Promise<void> {
  await transact(ctx, async (ctx) => {
    if (input.complete) await requireComplete(ctx, scope);
    const { numUpdatedRows } = await ctx.db
      .updateTable('events')
      .set({ state: 'published', publishedAt: new Date(ctx.now) })
      .where('id', '=', scope.eventId)
      .where('state', '=', 'draft')
      .where('deletedAt', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 1n) await announcePublication(ctx, scope, 'published');
  });
}

/**
 * Makes it a draft again: its pages and files answer 404 from the same moment.
 * @throws Conflict for a cancelled event: a draft would forget that it is off
 */
export async function unpublishEvent(ctx: Ctx, scope: EventScope): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { numUpdatedRows } = await ctx.db
      .updateTable('events')
      .set({ state: 'draft' })
      .where('id', '=', scope.eventId)
      .where('state', '=', 'published')
      .executeTakeFirst();
    if (numUpdatedRows === 1n) return announcePublication(ctx, scope, 'unpublished');
    const row = await ctx.db.selectFrom('events').select('state').where('id', '=', scope.eventId).executeTakeFirst();
    if (row?.state === 'cancelled') throw new Conflict('event_cancelled.stays');
  });
}

async function requireComplete(ctx: Ctx, scope: EventScope): Promise<void> {
  await lockEvent(ctx, scope);
  const missing = missingOf(await getChecklist(ctx, scope));
  if (missing.length > 0)
    throw new Invalid(
      'invalid.not_ready',
      missing.map(({ check }) => problem(check, MISSING[check] ?? 'field.missing')),
    );
}

const MISSING: Partial<Record<Check, PlainProblem>> = {
  name: 'field.name',
  where: 'field.place',
};

async function announcePublication(
  ctx: Ctx,
  { eventId, organizerId, slug }: EventScope,
  change: 'published' | 'unpublished',
): Promise<void> {
  const [before, after] = change === 'published' ? ['draft', 'published'] : ['published', 'draft'];
  await writeAuditEntry(ctx, {
    organizerId,
    eventId,
    action: change === 'published' ? 'event.publish' : 'event.unpublish',
    subject: `event ${slug}`,
    before: { state: before },
    after: { state: after },
  });
  await eventJsonModified.announce(ctx, 'events', { eventId, change });
}
