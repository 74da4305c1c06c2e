/** Saying what buyers accept. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { ticketsModified } from '#features/tickets/server/signals.ts';
import type { Ctx } from '#platform/ctx.ts';
import { textField } from '#platform/http/form-fields.ts';
import { transact } from '#platform/transact.ts';
import { TERMS_LIMITS } from '../terms.ts';
import { findTerms } from './queries.ts';

export const termsForm = z.object({ text: textField(TERMS_LIMITS.text) });

/** Makes this the text that counts from now on; '' for none. The texts before stay, since somebody accepted them. */
export async function updateTerms(ctx: Ctx, scope: EventScope, { text }: { text: string }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockEvent(ctx, scope);
    const before = (await findTerms(ctx, scope))?.text ?? '';
    if (text === before) return;
    await ctx.db
      .insertInto('eventTerms')
      .values({ eventId, text, sha256: createHash('sha256').update(text).digest('hex'), createdAt: new Date(ctx.now) })
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'terms.update',
      subject: 'the terms for buyers',
      before: { text: before },
      after: { text },
    });
    // The page that shows them is among the event's finished answers.
    await ticketsModified.announce(ctx, 'terms', { eventId });
  });
}
