/** The hue or the exact colour from which all colours of an event's pages follow. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Brand } from '#platform/color.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { hueOfColor } from '#platform/oklch.ts';
import { transact } from '#platform/transact.ts';
import { lockEvent } from './lock-event.ts';
import type { EventScope } from './policy.ts';
import { updateEvent } from './write-event.ts';

/**
 * Chooses them; any makes readable pages. The hue is 0 to 359 degrees, and follows from an exact colour unless that is
 * a grey. The same again changes nothing.
 * @throws Invalid outside that
 */
export async function updateBrand(ctx: Ctx, scope: EventScope, input: Brand): Promise<void> {
  const after = settleBrand(input);
  await transact(ctx, async (ctx) => {
    await lockEvent(ctx, scope);
    const before = await ctx.db
      .selectFrom('events')
      .select(['hue', 'brandColor'])
      .where('id', '=', scope.eventId)
      .executeTakeFirstOrThrow();
    await updateEvent(ctx, scope, after);
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      eventId: scope.eventId,
      action: 'event.update',
      subject: `event ${scope.slug}`,
      before,
      after,
    });
  });
}

function settleBrand({ hue, brandColor }: Brand): Brand {
  if (!Number.isInteger(hue) || hue < 0 || hue > 359) throw new Invalid('invalid.hue', [problem('hue', 'field.hue')]);
  if (brandColor === null) return { hue, brandColor };
  const own = hueOfColor(brandColor);
  if (own === undefined) throw new Invalid('field.brand_color', [problem('brandColor', 'field.brand_color')]);
  return { hue: own === 'grey' ? hue : own, brandColor: brandColor.trim().toLowerCase() };
}
