/** Writing to many, at once or at a moment. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { limitRate } from '#platform/rate-limit.ts';
import { transact } from '#platform/transact.ts';
import { subjectOf } from '../message.ts';
import type { NewMessage } from './inputs.ts';
import { countRecipients } from './queries.ts';
import { writeMessage } from './write-message.ts';

/**
 * So many messages one person sends in an hour, through all of their events: what a team tells its people waits for no
 * other limit.
 */
const PER_PERSON = { attempts: 30, seconds: 3600 };

/**
 * Has the message sent, in the background; whom it goes to is decided when it begins. Sent again with the same key it
 * is one message. Call it outside a transaction. @throws Conflict where there is nobody to write to, TooMany
 */
export async function createMessage(
  ctx: Ctx,
  scope: EventScope,
  { audience, words, sendAt, key }: NewMessage,
): Promise<{ number: number }> {
  if (ctx.actor.kind === 'user') await limitRate(ctx, `message-by:${ctx.actor.userId}`, PER_PERSON);
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockEvent(ctx, scope);
    const recipients = await countRecipients(ctx, scope, audience);
    if (recipients === 0) throw new Conflict('no_recipients.nobody');
    const { number, isNew } = await writeMessage(ctx, eventId, {
      kind: 'message',
      audience,
      words,
      sendAt: sendAt ?? ctx.now,
      key,
    });
    if (!isNew) return { number };
    const after = {
      subject: subjectOf(words),
      recipients,
      ...(sendAt !== null && { sendAt: new Date(sendAt).toISOString() }),
    };
    await writeAuditEntry(ctx, { organizerId, eventId, action: 'message.create', subject: `message ${number}`, after });
    return { number };
  });
}
