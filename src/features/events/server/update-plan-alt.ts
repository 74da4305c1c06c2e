/** What the plan of the place shows, in words for those who do not see it. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { lockEvent } from './lock-event.ts';
import type { EventScope } from './policy.ts';
import { updateEvent } from './write-event.ts';

/** Changes the words. The same again changes nothing. The scope must be one for `edit`. */
export async function updatePlanAlt(ctx: Ctx, scope: EventScope, input: { planAlt: string }): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockEvent(ctx, scope);
    const known = ctx.db.selectFrom('events').select('planAlt').where('id', '=', scope.eventId);
    const before = await known.executeTakeFirstOrThrow();
    await updateEvent(ctx, scope, input);
    const place = { organizerId: scope.organizerId, eventId: scope.eventId };
    await writeAuditEntry(ctx, {
      ...place,
      action: 'event.update',
      subject: `event ${scope.slug}`,
      before,
      after: input,
    });
  });
}
