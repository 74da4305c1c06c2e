/** Naming the file that is the organizer's logo. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import { transact } from '#platform/transact.ts';
import type { OrganizerScope } from './policy.ts';

/**
 * Sets or takes away the logo and answers which file was it before. Whoever calls has put the file there and lets the
 * old one go.
 */
export async function updateLogo(
  ctx: Ctx,
  scope: OrganizerScope,
  input: { mediaId: number | null; fileName: string },
): Promise<number | null> {
  return transact(ctx, async (ctx) => {
    const { logoId: before, name } = await ctx.db
      .selectFrom('organizers')
      .select(['logoId', 'name'])
      .where('id', '=', scope.organizerId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    if (before === input.mediaId) return before;
    await ctx.db.updateTable('organizers').set({ logoId: input.mediaId }).where('id', '=', scope.organizerId).execute();
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      action: 'organizer.logo',
      subject: `organiser ${name}`,
      before: { logo: before === null ? null : storeText('audit.value.anotherPicture') },
      after: { logo: input.mediaId === null ? null : input.fileName },
    });
    return before;
  });
}
