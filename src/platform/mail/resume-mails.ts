/** What keeps the outbox whole and lean, every night and whenever a worker starts. */
import { sql } from 'kysely';
import type { Ctx } from '../ctx.ts';
import type { Db } from '../db/connect.ts';
import { defineJob } from '../jobs/jobs.ts';
import { scheduleDaily } from '../jobs/schedules.ts';
import { wipeAttachments } from './attachments.ts';
import { SEND_MAIL_QUEUE } from './mail-queue.ts';

/** How long it can be looked up what became of a mail. */
const KEEP_DAYS = 90;

/**
 * Gives a job to every mail that is still to be sent and has none: somebody threw its job away, or it died with its
 * worker.
 */
export async function resumeMails(db: Db): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into jobs (queue, coalesce_key, payload)
    select ${SEND_MAIL_QUEUE}, 'mail:' || m.id, jsonb_build_object('mailId', m.id) from mails m
    where m.state in ('waiting', 'delayed')
      and not exists (select 1 from jobs j where j.queue = ${SEND_MAIL_QUEUE} and j.coalesce_key = 'mail:' || m.id and j.state <> 'dead')
    on conflict do nothing`.execute(db);
  return Number(numAffectedRows);
}

/** Wipes words whose link is dead, and forgets mails that went 90 days ago. */
export async function forgetMails(db: Db): Promise<void> {
  const wiped = await db
    .updateTable('mails')
    .set({ textBody: '', htmlBody: '', wipedAt: sql`clock_timestamp()` })
    .where('sensitive', '=', true)
    .where('wipedAt', 'is', null)
    .where('state', 'in', ['kept', 'failed', 'withdrawn'])
    .where((eb) =>
      eb.or([
        eb('validUntil', '<', sql<never>`clock_timestamp()`),
        eb('createdAt', '<', sql<never>`clock_timestamp() - interval '7 days'`),
      ]),
    )
    .returning('id')
    .execute();
  await wipeAttachments(
    db,
    wiped.map(({ id }) => id),
  );
  await db
    .deleteFrom('mails')
    .where('state', 'not in', ['waiting', 'delayed'])
    .where('createdAt', '<', sql<never>`clock_timestamp() - ${KEEP_DAYS} * interval '1 day'`)
    .execute();
}

/** Forgets every mail to an address, sent or not, in the caller's transaction: whoever had it is gone. */
export async function forgetMailsTo({ db }: Ctx, address: string): Promise<void> {
  await db
    .deleteFrom('mails')
    .where(sql<boolean>`lower(recipient) = lower(${address})`)
    .execute();
}

defineJob('tidy_mails', async ({ db }) => {
  await resumeMails(db);
  await forgetMails(db);
});
scheduleDaily('tidy_mails', { hour: 3, minute: 40 });
