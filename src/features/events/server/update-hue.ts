/** The hue from which all colours of an event's pages follow. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { lockEvent } from './lock-event.ts';
import type { EventScope } from './policy.ts';
import { updateEvent } from './write-event.ts';

/**
 * Chooses it, 0 to 359 degrees; any makes readable pages. The same again changes nothing.
 * @throws Invalid outside that
 */
export async function updateHue(ctx: Ctx, scope: EventScope, input: { hue: number }): Promise<void> {
  const { hue } = input;
  if (!Number.isInteger(hue) || hue < 0 || hue > 359)
    throw new Invalid('A hue is a whole number from 0 to 359', [{ where: 'hue', message: 'Use 0 to 359' }]);
  await transact(ctx, async (ctx) => {
    await lockEvent(ctx, scope);
    const before = await ctx.db
      .selectFrom('events')
      .select('hue')
      .where('id', '=', scope.eventId)
      .executeTakeFirstOrThrow();
    await updateEvent(ctx, scope, { hue });
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      eventId: scope.eventId,
      action: 'event.update',
      subject: `event ${scope.slug}`,
      before,
      after: { hue },
    });
  });
}
