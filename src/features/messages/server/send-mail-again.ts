/** Sending a mail of an event again, by its team. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { type Rewritten, requeueMail } from '#platform/mail/requeue-mail.ts';
import { limitRate, TooMany } from '#platform/rate-limit.ts';
import { transact } from '#platform/transact.ts';
import { makeMessageMail } from './send-message.ts';
import { type KeptNotice, makeNoticeMail } from './send-notice.ts';

type Source = KeptNotice | { messageId: number; recipientId: number };

/**
 * So often in an hour somebody's mails go again at once, whoever's team sends them; after that they wait their turn as
 * others do.
 */
const AT_ONCE = { attempts: 5, seconds: 3600 };

/**
 * Sends it again, whatever became of it. One about an order or a message is written anew, as things stand now and to
 * the address that holds now; any other goes as it was, as long as its words are there.
 * @throws NotFound for an unknown one and another event's; Conflict where its words are gone or there is nobody to
 * write to
 */
export async function sendMailAgain(
  ctx: Ctx,
  scope: EventScope,
  { mailId }: { mailId: number },
): Promise<{ to: string }> {
  const { organizerId, eventId } = scope;
  const mail = await ctx.db
    .selectFrom('mails')
    .select(['recipient', 'source'])
    .where('id', '=', mailId)
    .where('eventId', '=', eventId)
    .executeTakeFirst();
  if (!mail) throw new NotFound('not_found.mail_of_event', { mail: mailId });
  // Files are made on the way, so this comes before the transaction.
  const anew = mail.source === null ? undefined : await writeAnew(ctx, mail.source as Source);
  const to = anew?.to ?? mail.recipient;
  const limited = !(await goesAtOnce(ctx, to));
  return transact(ctx, async (ctx) => {
    await requeueMail(ctx, mailId, { anew, limited });
    await writeAuditEntry(ctx, { organizerId, eventId, action: 'mail.resend', subject: `mail ${mailId}` });
    return { to };
  });
}

async function goesAtOnce(ctx: Ctx, to: string): Promise<boolean> {
  try {
    await limitRate(ctx, `mail-again:${to.toLowerCase()}`, AT_ONCE);
    return true;
  } catch (error) {
    if (error instanceof TooMany) return false;
    throw error;
  }
}

async function writeAnew(ctx: Ctx, source: Source): Promise<Rewritten> {
  const mail = 'messageId' in source ? await makeMessageMail(ctx, source) : await makeNoticeMail(ctx, source);
  if (!mail) throw new Conflict('no_recipients.mail');
  const { to, subject, text, html, attachments = [], validUntil } = mail;
  return { to, subject, text, html, attachments, ...(validUntil !== undefined && { validUntil }) };
}
