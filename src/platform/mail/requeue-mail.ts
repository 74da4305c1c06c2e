/** A mail of the outbox on its way once more, or no longer. Whoever calls this has made sure that the actor may. */
import { sql } from 'kysely';
import type { Ctx } from '../ctx.ts';
import { Conflict } from '../errors.ts';
import { transact } from '../transact.ts';
import { type Attachment, attachFiles, wipeAttachments } from './attachments.ts';
import { mailKey, SEND_MAIL_QUEUE } from './mail-queue.ts';

/** A mail as it is written anew. */
export type Rewritten = {
  to: string;
  subject: string;
  text: string;
  html: string;
  attachments?: readonly Attachment[];
  validUntil?: number;
};

export type Requeued = { organizerId: number | null; eventId: number | null; subject: string };

/** `limited`: where many go to that address it waits its turn, as others do. */
export type Requeue = { anew?: Rewritten | undefined; limited?: boolean };

/**
 * Puts a mail out again, at once and with three days of patience, whatever became of it: with the words that it has, or
 * `anew`. What the server had taken already goes as a new message. Undefined for an unknown mail.
 * @throws Conflict where its words are gone and there are no new ones, or its link is dead
 */
export async function requeueMail(
  ctx: Ctx,
  id: number,
  { anew, limited = false }: Requeue = {},
): Promise<Requeued | undefined> {
  return transact(ctx, async ({ db, unit }) => {
    const mail = await db
      .selectFrom('mails')
      .select(['organizerId', 'eventId', 'subject', 'state', 'wipedAt', 'validUntil'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!mail) return undefined;
    if (mail.wipedAt !== null && !anew) throw new Conflict('conflict.mail_wiped');
    const validUntil = anew?.validUntil ?? mail.validUntil;
    if (validUntil !== null && validUntil < Date.now()) throw new Conflict('conflict.mail_link');
    const isNew = mail.state === 'sent' || anew !== undefined;
    await db
      .updateTable('mails')
      .set({
        state: 'waiting',
        limited,
        attempts: 0,
        queuedAt: sql`clock_timestamp()`,
        fault: '',
        lastError: null,
        ...(isNew ? { messageId: null, sentAt: null, answer: '' } : {}),
      })
      .set(
        anew
          ? {
              recipient: anew.to,
              subject: anew.subject,
              textBody: anew.text,
              htmlBody: anew.html,
              wipedAt: null,
              files: '[]',
            }
          : {},
      )
      .where('id', '=', id)
      .execute();
    if (anew) {
      await wipeAttachments(db, [id]);
      await attachFiles(db, id, anew.attachments ?? []);
    }
    unit?.jobs.push({ queue: SEND_MAIL_QUEUE, key: mailKey(id), payload: { mailId: id }, delayMs: 0 });
    const { organizerId, eventId, subject } = mail;
    return { organizerId, eventId, subject };
  });
}

/**
 * Takes back those of the mails that are not sent yet, in the caller's transaction. One that is just being sent may
 * still go. Returns how many were taken back.
 */
export async function withdrawMails({ db }: Ctx, ids: readonly number[]): Promise<number> {
  const { numAffectedRows } =
    await sql`update mails set state = 'withdrawn' where id = any(${ids}::bigint[]) and state in ('waiting', 'delayed')`.execute(
      db,
    );
  return Number(numAffectedRows);
}
