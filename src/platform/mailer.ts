/** Mail: written to the database first, sent by a job, kept for reading where there is no mail server. */
import { createTransport, type Transporter } from 'nodemailer';
import type { Ctx } from './ctx.ts';
import type { Db } from './db/connect.ts';
import { Unavailable } from './errors.ts';

export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** What kind of mail, such as `invitation`. */
  kind: string;
  /** Whom and what it is about, for those who look after it. */
  organizerId?: number;
  eventId?: number;
  /** Holds something that lets its reader in. */
  sensitive?: boolean;
  locale?: string;
};

/** The queue whose jobs send mails. */
export const SEND_MAIL_QUEUE = 'send_mail';

/** Puts a mail into the outbox, in the caller's transaction: it leaves when, and only when, the change is on disk. */
export async function postMail(ctx: Ctx, mail: Mail): Promise<void> {
  if (!ctx.unit) throw new TypeError('postMail belongs inside transact');
  const { id } = await ctx.db
    .insertInto('mails')
    .values({
      recipient: mail.to,
      subject: mail.subject,
      textBody: mail.text,
      htmlBody: mail.html,
      kind: mail.kind,
      organizerId: mail.organizerId ?? null,
      eventId: mail.eventId ?? null,
      sensitive: mail.sensitive ?? false,
      locale: mail.locale ?? 'en',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.unit.jobs.push({ queue: SEND_MAIL_QUEUE, key: `mail:${id}`, payload: { mailId: id }, delayMs: 0 });
}

export type Mailer = {
  /** Sends one mail of the outbox. Where the server refuses, keeps its words with the mail and throws, so that the job is tried again. */
  send: (db: Db, mailId: number) => Promise<void>;
  /**
   * Whether the mail server answers and lets us in; nothing is sent. Says what becomes of mails.
   * @throws Unavailable in the words of the server
   */
  check: () => Promise<string>;
  close: () => void;
};

/** For a check that somebody waits for; sending has the patience of the library. */
const CHECK_MS = 10_000;

/** A mailer for `smtpUrl`; without one, mails are kept and shown to administrators. */
export function createMailer(smtpUrl: string | undefined, from: string): Mailer {
  const transport = smtpUrl ? createTransport(smtpUrl) : undefined;
  return {
    check: () => checkServer(smtpUrl),
    send: (db, mailId) => sendOne(db, transport, from, mailId),
    close: () => transport?.close(),
  };
}

async function checkServer(smtpUrl: string | undefined): Promise<string> {
  if (!smtpUrl) return 'kept, not sent (SMTP_URL is not set)';
  const { host } = new URL(smtpUrl);
  const transport = createTransport({ url: smtpUrl, dnsTimeout: CHECK_MS, connectionTimeout: CHECK_MS, greetingTimeout: CHECK_MS, socketTimeout: CHECK_MS });
  try {
    await transport.verify();
    return `sent by SMTP through ${host}`;
  } catch (cause) {
    throw new Unavailable(`The mail server ${host} does not take us: ${(cause as Error).message}. Check SMTP_URL.`, 'mail', { cause });
  } finally {
    transport.close();
  }
}

async function sendOne(db: Db, transport: Transporter | undefined, from: string, mailId: number): Promise<void> {
  const mail = await db.selectFrom('mails').selectAll().where('id', '=', mailId).where('state', '!=', 'sent').executeTakeFirst();
  if (!mail) return;
  if (!transport) {
    await db.updateTable('mails').set({ state: 'kept' }).where('id', '=', mailId).execute();
    return;
  }
  try {
    await transport.sendMail({ from, to: mail.recipient, subject: mail.subject, text: mail.textBody, html: mail.htmlBody, messageId: `<mail-${mailId}@foyer>` });
  } catch (error) {
    await db.updateTable('mails').set({ state: 'failed', lastError: (error as Error).message.slice(0, 2000) }).where('id', '=', mailId).execute();
    throw error;
  }
  await db.updateTable('mails').set({ state: 'sent', sentAt: new Date(), lastError: null }).where('id', '=', mailId).execute();
}
