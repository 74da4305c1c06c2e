/**
 * Mail: written to the database first, sent by a job, kept for reading where there is no mail server.
 *
 * A mail leaves at least once and is never lost: its job is written in the transaction of the change, a server that
 * fails only delays it (`mail/send-mail.ts`), and mails that have no job any more get one (`mail/resume-mails.ts`).
 * Every attempt carries the same Message-ID.
 */
import type { Ctx } from './ctx.ts';
import { type Attachment, attachFiles, describeFiles } from './mail/attachments.ts';
import { MAIL_LIMITS, type MailLimits, nameOwner, ownerOf } from './mail/limit-mails.ts';
import { mailKey, SEND_MAIL_QUEUE } from './mail/mail-queue.ts';
import { checkServer, openTransport } from './mail/open-transport.ts';
import { oneLine } from './mail/one-line.ts';
import { sendMail } from './mail/send-mail.ts';
import type { Instant } from './time.ts';

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
  /** Holds something that lets its reader in: its words are wiped once it is sent. */
  sensitive?: boolean;
  /** When its link is dead. What could not be sent by then is not sent any more. */
  validUntil?: Instant;
  locale?: string;
  /** From whom it reads, such as the event's name; Foyer's own name where it is missing. */
  senderName?: string;
  replyTo?: string;
  /** What it tells, such as `order-confirmation:17`: of one fact there is one mail, whoever posts it how often. */
  fact?: string;
  /** From what its writer can write it anew once its words are wiped. */
  source?: object;
  attachments?: readonly Attachment[];
  /**
   * False: it goes at once, however many go to that address or come from that client. For a team's messages to its own
   * people and for payments.
   */
  limited?: boolean;
  /** Who caused it, where that is not whoever acts now. */
  client?: string | undefined;
  /** The owner of an address who caused it (`ownerOf`), where that is not whoever acts now. */
  owner?: string | undefined;
};

/**
 * Puts a mail into the outbox, in the caller's transaction: it leaves when, and only when, the change is on disk. Gives
 * its id; null where there is a mail of that fact already. A fact that another transaction is about to post is waited
 * for.
 * @throws TypeError where its files are more than a mail may carry
 */
export async function postMail(ctx: Ctx, mail: Mail): Promise<number | null> {
  const [posted] = await insertMails(ctx, [mail]);
  return posted?.id ?? null;
}

/**
 * The same for many, in as many statements as for one: the ids by the facts; those of which there is a mail already are
 * missing.
 */
export async function postMails(ctx: Ctx, mails: readonly (Mail & { fact: string })[]): Promise<Map<string, number>> {
  const posted = await insertMails(ctx, mails);
  return new Map(posted.map(({ id, fact }) => [fact ?? '', id]));
}

async function insertMails(ctx: Ctx, mails: readonly Mail[]): Promise<{ id: number; fact: string | null }[]> {
  if (!ctx.unit) throw new TypeError('A mail is posted inside transact');
  if (mails.length === 0) return [];
  const posted = await ctx.db
    .insertInto('mails')
    .values(mails.map((mail) => rowOf(mail, ctx)))
    .onConflict((same) => same.column('fact').where('fact', 'is not', null).doNothing())
    .returning(['id', 'fact'])
    .execute();
  for (const { id, fact } of posted) {
    const mail = mails.find((one) => (one.fact ?? null) === fact);
    await attachFiles(ctx.db, id, mail?.attachments ?? []);
    ctx.unit.jobs.push({ queue: SEND_MAIL_QUEUE, key: mailKey(id), payload: { mailId: id }, delayMs: 0 });
  }
  return posted;
}

function rowOf(mail: Mail, { actor, client }: Ctx) {
  const own = mail.owner ?? ownerOf(actor);
  return {
    recipient: mail.to,
    subject: oneLine(mail.subject),
    textBody: mail.text,
    htmlBody: mail.html,
    kind: mail.kind,
    organizerId: mail.organizerId ?? null,
    eventId: mail.eventId ?? null,
    sensitive: mail.sensitive ?? false,
    validUntil: mail.validUntil === undefined ? null : new Date(mail.validUntil),
    locale: mail.locale ?? 'en',
    senderName: oneLine(mail.senderName ?? ''),
    replyTo: mail.replyTo ?? '',
    fact: mail.fact ?? null,
    source: mail.source ? JSON.stringify(mail.source) : null,
    limited: mail.limited ?? true,
    files: JSON.stringify(describeFiles(mail.attachments ?? [])),
    client: own === nameOwner(mail.to) ? own : (mail.client ?? client ?? null),
  };
}

export type Mailer = {
  /** Tries one mail of the outbox and notes what became of it; one that is not to be sent any more is left alone. */
  send: (ctx: Ctx, mailId: number) => Promise<void>;
  /**
   * Whether the mail server answers and lets us in; nothing is sent. Says what becomes of mails.
   * @throws Unavailable in the words of the server
   */
  check: () => Promise<string>;
  close: () => void;
};

/**
 * A mailer for `smtpUrl`; without one, mails are kept and shown to administrators. `from` is an address, with a name or
 * without.
 */
export function createMailer(smtpUrl: string | undefined, from: string, limits: MailLimits = MAIL_LIMITS): Mailer {
  const transport = smtpUrl ? openTransport(smtpUrl) : undefined;
  return {
    check: () => checkServer(smtpUrl),
    send: (ctx, mailId) => sendMail(ctx, { transport, from, limits }, mailId),
    close: () => transport?.close(),
  };
}
