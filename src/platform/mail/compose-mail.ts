/** From a row of the outbox to what goes over the wire. */
import type { Selectable } from 'kysely';
import type { SendMailOptions } from 'nodemailer';
import addressparser from 'nodemailer/lib/addressparser';
import type { DB } from '../../../db/types.ts';
import type { Attachment } from './attachments.ts';
import { oneLine } from './one-line.ts';

export type MailRow = Selectable<DB['mails']>;

export type Sender = { name: string; address: string };

/** The two parts of an address such as `Foyer <foyer@example.org>`. */
export function readSender(from: string): Sender {
  const [first] = addressparser(from, { flatten: true });
  return { name: first?.name ?? '', address: first?.address || from };
}

/** "Lantern Society via Foyer": the reader knows the organizer, their mail program Foyer. */
function nameOf(senderName: string, foyer: string): string {
  if (!senderName) return foyer;
  return oneLine(foyer ? `${senderName} via ${foyer}` : senderName);
}

/** The Message-ID of a mail: of the sender's own domain, and the same however often it is tried. */
export function messageIdOf(mailId: number, queued: number, from: string): string {
  return `<${queued.toString(36)}.${mailId}@${readSender(from).address.split('@').at(-1)}>`;
}

export type Words = { subject: string; text: string; html: string };

/** What a message is made of. */
export type Draft = Pick<
  MailRow,
  | 'id'
  | 'recipient'
  | 'subject'
  | 'textBody'
  | 'htmlBody'
  | 'senderName'
  | 'replyTo'
  | 'locale'
  | 'messageId'
  | 'queuedAt'
>;

const ADDRESS = /^[^\s<>@,;:()"]+@[^\s<>@,;:()"]+$/;

/** Whether that is one address, and nothing that a mail program would read as two. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/**
 * The message: text and HTML, from Foyer in the organizer's name, marked as written by a machine so that nobody's
 * holiday notice answers it (RFC 3834). Addresses are given apart from names, so that a comma in one never makes two.
 * @throws Error with the code EENVELOPE where the recipient is not one address
 */
export function composeMail(row: Draft, from: string, attachments: readonly Attachment[] = []): SendMailOptions {
  const sender = readSender(from);
  if (!isAddress(row.recipient))
    throw Object.assign(new Error(`${JSON.stringify(row.recipient)} is not one address`), { code: 'EENVELOPE' });
  return {
    from: { name: nameOf(row.senderName, sender.name), address: sender.address },
    to: { name: '', address: row.recipient },
    ...(row.replyTo ? { replyTo: { name: '', address: row.replyTo } } : {}),
    envelope: { from: sender.address, to: [row.recipient] },
    subject: row.subject,
    text: row.textBody,
    html: row.htmlBody,
    messageId: row.messageId ?? messageIdOf(row.id, row.queuedAt, from),
    date: new Date(),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', 'Content-Language': row.locale },
    ...(attachments.length > 0
      ? {
          attachments: attachments.map(({ fileName, contentType, bytes }) => ({
            filename: fileName,
            contentType,
            content: bytes,
          })),
        }
      : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
