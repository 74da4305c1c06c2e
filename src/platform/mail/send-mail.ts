/** One attempt to send one mail. */
import { sql } from 'kysely';
import type { Transporter } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Ctx } from '../ctx.ts';
import type { Db } from '../db/connect.ts';
import { wordsOf } from '../errors.ts';
import { cutText } from '../fit-text.ts';
import { wakeWorkers } from '../jobs/wake-workers.ts';
import { readAttachments, wipeAttachments } from './attachments.ts';
import { type LimitedMail, type MailLimits, waitOf } from './limit-mails.ts';
import { SEND_MAIL_QUEUE, mailKey } from './mail-queue.ts';
import { composeMail, type MailRow, messageIdOf } from './compose-mail.ts';
import { transact } from '../transact.ts';
import { type Fault, PATIENCE_MS, pauseAfter, readFault, SERVER_FAULTS } from './smtp-fault.ts';

export type Way = { transport: Transporter | undefined; from: string; limits: MailLimits };

/** What operators read where a mail waits for its turn. */
const LIMITED =
  'It waits: so many mails have gone to this address, or were caused by one client, in the last hour (FOYER_MAILS_PER_ADDRESS, FOYER_MAILS_PER_CLIENT)';

/** States in which a mail is still to be sent. */
const OPEN_STATES = ['waiting', 'delayed'];

/**
 * Tries to send a mail that is still to be sent. Refused for now, it gets a job for the next attempt, after a growing
 * pause, for three days; refused for good, it stays as failed. Should the process die between the server's yes and the
 * note of it, the mail goes out a second time with the same Message-ID.
 */
export async function sendMail(ctx: Ctx, { transport, from, limits }: Way, mailId: number): Promise<void> {
  const { db } = ctx;
  const mail = await findOpen(db, mailId);
  if (!mail) return;
  if (mail.isLate) return expire(db, mailId);
  if (!transport) {
    await db
      .updateTable('mails')
      .set({ state: 'kept', fault: '' })
      .where('id', '=', mailId)
      .where('state', 'in', OPEN_STATES)
      .execute();
    return;
  }
  if (await delay(ctx, mail, limits)) return;
  const begun = await beginAttempt(db, mail, from);
  if (!begun) return;
  let answer: string;
  try {
    const files = isEmpty(begun.files) ? [] : await readAttachments(db, mailId);
    const message = composeMail(begun, from, files);
    // Whole, since every part that is written by itself is a call of the system.
    const raw = await new MailComposer(message).compile().build();
    const sent = (await transport.sendMail({ envelope: message.envelope, raw })) as { response?: string };
    answer = sent.response ?? '';
  } catch (error) {
    const fault = readFault(error);
    ctx.log.warn({ mail: mailId, fault, err: error }, 'mail not sent');
    await noteFailure(ctx, begun, fault, wordsOf(error));
    return;
  }
  await noteSent(db, begun, answer);
}

type OpenMail = LimitedMail & Pick<MailRow, 'id' | 'fault' | 'messageId' | 'queuedAt'> & { isLate: boolean };

/** A mail that is still to be sent. `isLate`: its link is dead. */
async function findOpen(db: Db, mailId: number): Promise<OpenMail | undefined> {
  const mail = await db
    .selectFrom('mails')
    .select([
      'id',
      'recipient',
      sql<string | null>`client::text`.as('client'),
      'limited',
      'attempts',
      'eventId',
      'organizerId',
      'fault',
      'messageId',
      'queuedAt',
      sql<boolean | null>`valid_until < clock_timestamp()`.as('isLate'),
    ])
    .where('id', '=', mailId)
    .where('state', 'in', OPEN_STATES)
    .executeTakeFirst();
  return mail && { ...mail, isLate: mail.isLate ?? false };
}

/**
 * Whether it has to wait for its turn, since too many go to that address or come from that client; then it has a job
 * for later.
 */
async function delay(ctx: Ctx, mail: OpenMail, limits: MailLimits): Promise<boolean> {
  const { id: mailId } = mail;
  const delayMs = await waitOf(ctx, mail, limits);
  // The days for which it is tried begin with its turn.
  const started = { fault: '', lastError: null, queuedAt: sql<Date>`clock_timestamp()` };
  if (delayMs === 0) {
    if (mail.fault === 'limited') await ctx.db.updateTable('mails').set(started).where('id', '=', mailId).execute();
    return false;
  }
  await transact(ctx, async ({ db, unit }) => {
    await db
      .updateTable('mails')
      .set({ state: 'delayed', fault: 'limited', lastError: LIMITED })
      .where('id', '=', mailId)
      .where('state', 'in', OPEN_STATES)
      .execute();
    unit?.jobs.push({ queue: SEND_MAIL_QUEUE, key: mailKey(mailId), payload: { mailId }, delayMs });
  });
  return true;
}

/** Its link is dead: it is not sent, and its words go. */
async function expire(db: Db, mailId: number): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('mails')
    .set({ state: 'expired', textBody: '', htmlBody: '', wipedAt: sql`clock_timestamp()` })
    .where('id', '=', mailId)
    .where('state', 'in', OPEN_STATES)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await wipeAttachments(db, [mailId]);
}

/** Counts the attempt; undefined where the mail is gone, sent, or not to be sent any more. */
function beginAttempt(db: Db, { id, messageId, queuedAt }: OpenMail, from: string): Promise<MailRow | undefined> {
  return db
    .updateTable('mails')
    .set((eb) => ({
      attempts: eb('attempts', '+', 1),
      triedAt: sql`clock_timestamp()`,
      messageId: messageId ?? messageIdOf(id, queuedAt, from),
    }))
    .where('id', '=', id)
    .where('state', 'in', OPEN_STATES)
    .returningAll()
    .executeTakeFirst();
}

function isEmpty(files: MailRow['files']): boolean {
  return Array.isArray(files) && files.length === 0;
}

/**
 * The server took it, so those that it held up, whatever their pause, are due now; of a mail that lets its reader in
 * the words and files go.
 */
async function noteSent(db: Db, { id, sensitive }: MailRow, answer: string): Promise<void> {
  const wipe = sensitive ? sql`, text_body = '', html_body = '', wiped_at = clock_timestamp()` : sql``;
  const wipeFiles = sensitive ? sql`wiped as (delete from mail_attachments where mail_id = ${id}),` : sql``;
  const { rows } = await sql<{ hurried: number }>`
    with sent as (
      update mails set state = 'sent', sent_at = clock_timestamp(), last_error = null, fault = '', client = null,
        answer = ${cutText(answer, 2000)}${wipe}
      where id = ${id}
    ), ${wipeFiles} hurried as (
      update jobs set run_at = clock_timestamp() where id in (
        select id from jobs where queue = ${SEND_MAIL_QUEUE} and state = 'waiting' and run_at > clock_timestamp()
          and coalesce_key in (select 'mail:' || id from mails where state = 'delayed' and fault = any(${[...SERVER_FAULTS]}))
        for update skip locked
      ) returning id
    )
    select count(*)::integer as hurried from hurried`.execute(db);
  if (rows[0]?.hurried) wakeWorkers(db);
}

/** The next attempt is a job of its own, written with the note of this one. */
async function noteFailure(ctx: Ctx, mail: MailRow, fault: Fault, words: string): Promise<void> {
  const isOver = Date.now() - mail.queuedAt > PATIENCE_MS;
  const isFinal = fault === 'refused' || isOver;
  await transact(ctx, async ({ db, unit }) => {
    await db
      .updateTable('mails')
      .set({
        state: isFinal ? 'failed' : 'delayed',
        fault: isFinal && fault !== 'refused' ? 'given_up' : fault,
        lastError: cutText(words, 2000),
      })
      .where('id', '=', mail.id)
      // One that was taken back meanwhile stays so.
      .where('state', 'in', OPEN_STATES)
      .execute();
    if (!isFinal)
      unit?.jobs.push({
        queue: SEND_MAIL_QUEUE,
        key: mailKey(mail.id),
        payload: { mailId: mail.id },
        delayMs: pauseAfter(mail.attempts),
      });
  });
}
