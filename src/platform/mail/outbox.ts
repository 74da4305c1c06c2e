/** The outbox: what those who look after the installation see of its mails, and do. */
import { type ExpressionBuilder, type SqlBool, sql, type Expression } from 'kysely';
import type { DB } from '../../../db/types.ts';
import type { Ctx } from '../ctx.ts';
import { containing } from '../db/containing.ts';
import { NotFound } from '../errors.ts';
import { wakeWorkers } from '../jobs/wake-workers.ts';
import { requireOperator } from '../operator.ts';
import { getRuntime } from '../runtime.ts';
import type { Instant } from '../time.ts';
import type { AttachedFile } from './attachments.ts';
import { composeMail, type MailRow } from './compose-mail.ts';
import { SEND_MAIL_QUEUE } from './mail-queue.ts';
import { type Requeued, requeueMail } from './requeue-mail.ts';
import type { Fault } from './smtp-fault.ts';

export const MAIL_STATES = ['waiting', 'delayed', 'failed', 'sent', 'kept', 'expired', 'withdrawn'] as const;
export type MailState = (typeof MAIL_STATES)[number];

export type MailLine = {
  id: number;
  recipient: string;
  subject: string;
  kind: string;
  state: MailState;
  fault: Fault | '';
  attempts: number;
  createdAt: Instant;
  sentAt: Instant | null;
  lastError: string;
  /** When it is tried next. */
  dueAt: Instant | null;
};

export type MailFilter = { state?: MailState | undefined; q?: string | undefined; before?: number | undefined };

const PAGE = 50;

/** How many there are of each state; those without any are left out. */
export async function countMails(ctx: Ctx): Promise<Partial<Record<MailState, number>>> {
  requireOperator(ctx);
  const rows = await ctx.db
    .selectFrom('mails')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** The newest first, 50 at a time; `q` is part of an address, a subject or a kind. `next` leads to those before. */
export async function listMails(
  ctx: Ctx,
  { state, q = '', before }: MailFilter,
): Promise<{ mails: MailLine[]; next: number | null }> {
  requireOperator(ctx);
  let query = ctx.db
    .selectFrom('mails')
    .select([
      'id',
      'recipient',
      'subject',
      'kind',
      'state',
      'fault',
      'attempts',
      'createdAt',
      'sentAt',
      'lastError',
      dueAt().as('dueAt'),
    ]);
  if (state) query = query.where('state', '=', state);
  if (before !== undefined) query = query.where('id', '<', before);
  if (q) query = query.where((eb) => holds(eb, q));
  const rows = await query
    .orderBy('id', 'desc')
    .limit(PAGE + 1)
    .execute();
  const mails = rows.slice(0, PAGE).map((row) => ({
    ...row,
    state: row.state as MailState,
    fault: row.fault as Fault | '',
    lastError: row.lastError ?? '',
  }));
  return { mails, next: rows.length > PAGE ? (mails.at(-1)?.id ?? null) : null };
}

const dueAt = () =>
  sql<Instant | null>`(select min(run_at) from jobs where queue = ${SEND_MAIL_QUEUE} and coalesce_key = 'mail:' || mails.id and state = 'waiting')`;

function holds(eb: ExpressionBuilder<DB, 'mails'>, q: string): Expression<SqlBool> {
  const pattern = containing(q);
  return eb.or([eb('recipient', 'ilike', pattern), eb('subject', 'ilike', pattern), eb('kind', 'ilike', pattern)]);
}

export type ShownMail = MailLine & {
  text: string;
  html: string;
  /** Why its words are not shown, where they are not. */
  hidden: 'wiped' | 'sensitive' | null;
  headers: { name: string; value: string }[];
  /** What goes along with it, or went. */
  files: AttachedFile[];
  answer: string;
  triedAt: Instant | null;
};

/**
 * One mail as it goes out. Words that let their reader in are shown only where mails are kept because there is no mail
 * server: then this is where they are read.
 * @throws NotFound
 */
export async function getMail(ctx: Ctx, id: number): Promise<ShownMail> {
  requireOperator(ctx);
  const row = await ctx.db
    .selectFrom('mails')
    .selectAll()
    .select(dueAt().as('dueAt'))
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.mail', { id });
  const hidden = hiddenBecause(row);
  const { recipient, subject, kind, attempts, createdAt, sentAt, triedAt, answer } = row;
  return {
    id,
    recipient,
    subject,
    kind,
    attempts,
    createdAt,
    sentAt,
    triedAt,
    answer,
    dueAt: row.dueAt,
    state: row.state as MailState,
    fault: row.fault as Fault | '',
    lastError: row.lastError ?? '',
    text: hidden ? '' : row.textBody,
    html: hidden ? '' : row.htmlBody,
    hidden,
    headers: headersOf(row),
    files: row.files as AttachedFile[],
  };
}

function hiddenBecause({
  wipedAt,
  sensitive,
  state,
}: {
  wipedAt: Instant | null;
  sensitive: boolean;
  state: string;
}): ShownMail['hidden'] {
  if (wipedAt !== null) return 'wiped';
  return sensitive && state !== 'kept' ? 'sensitive' : null;
}

function headersOf(row: MailRow): ShownMail['headers'] {
  const { from, to, replyTo, subject, messageId, headers } = composeMail(
    { ...row, recipient: 'somebody@example.org' },
    getRuntime().config.mailFrom,
  );
  const sender = from as { name: string; address: string };
  const pairs: [string, string | undefined][] = [
    ['From', sender.name ? `${sender.name} <${sender.address}>` : sender.address],
    ['To', to ? row.recipient : undefined],
    ['Reply-To', (replyTo as { address: string } | undefined)?.address],
    ['Subject', subject],
    ['Message-ID', messageId],
    ...Object.entries(headers as Record<string, string>),
  ];
  return pairs.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

/**
 * Sends a mail again, at once and with three days of patience, whatever became of it. What the server had taken already
 * goes as a new message. Returns whom it is about, for the record.
 * @throws NotFound; Conflict where its words are gone
 */
export async function resendMail(ctx: Ctx, id: number): Promise<Requeued> {
  requireOperator(ctx);
  const requeued = await requeueMail(ctx, id);
  if (!requeued) throw new NotFound('not_found.mail', { id });
  return requeued;
}

/** Has every delayed mail tried now. Returns how many there are. */
export async function hurryMails(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const { numAffectedRows } = await sql`
    update jobs set run_at = clock_timestamp() where id in (
      select id from jobs where queue = ${SEND_MAIL_QUEUE} and state = 'waiting' and run_at > clock_timestamp() order by id for update skip locked)`.execute(
    ctx.db,
  );
  wakeWorkers(ctx.db);
  return Number(numAffectedRows);
}
