/**
 * Files that go with a mail. They lie in the database beside it: written by the same commit, sent the same at every
 * attempt, gone with its words.
 */
import { sql } from 'kysely';
import type { Db } from '../db/connect.ts';
import { oneLine } from './one-line.ts';

export type Attachment = { fileName: string; contentType: string; bytes: Buffer };

/** What is known of a file that goes, or went, along with a mail. */
export type AttachedFile = { name: string; type: string; bytes: number };

/** What every mail server takes: many refuse a message of more than 10 MB, and in transit bytes grow by a third. */
export const ATTACHMENT_LIMITS = { files: 20, bytes: 6_000_000 } as const;

/** Whether a mail may carry those files. */
export function fitsMail(attachments: readonly Attachment[]): boolean {
  return (
    attachments.length <= ATTACHMENT_LIMITS.files &&
    attachments.reduce((sum, { bytes }) => sum + bytes.length, 0) <= ATTACHMENT_LIMITS.bytes
  );
}

/**
 * What stays known of the files of a mail once they are gone, which is when it is sent. @throws TypeError for more than
 * a mail may carry
 */
export function describeFiles(attachments: readonly Attachment[]): AttachedFile[] {
  if (!fitsMail(attachments))
    throw new TypeError(
      `A mail carries at most ${ATTACHMENT_LIMITS.files} files with ${ATTACHMENT_LIMITS.bytes} bytes in all`,
    );
  return attachments.map(({ fileName, contentType, bytes }) => ({
    name: oneLine(fileName),
    type: oneLine(contentType),
    bytes: bytes.length,
  }));
}

/** Keeps the files of a mail that was just written. */
export async function attachFiles(db: Db, mailId: number, attachments: readonly Attachment[]): Promise<void> {
  if (attachments.length === 0) return;
  const rows = attachments.map(({ fileName, contentType, bytes }, at) => ({
    mailId,
    position: at + 1,
    fileName: oneLine(fileName),
    contentType: oneLine(contentType),
    bytes,
  }));
  await db.insertInto('mailAttachments').values(rows).execute();
}

/** The files of a mail, in their order. */
export async function readAttachments(db: Db, mailId: number): Promise<Attachment[]> {
  return db
    .selectFrom('mailAttachments')
    .select(['fileName', 'contentType', 'bytes'])
    .where('mailId', '=', mailId)
    .orderBy('position')
    .execute();
}

/** Lets the files of those mails go. */
export async function wipeAttachments(db: Db, mailIds: readonly number[]): Promise<void> {
  await sql`delete from mail_attachments where mail_id = any(${mailIds}::bigint[])`.execute(db);
}
