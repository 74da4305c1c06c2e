/**
 * Sending a message to many, a batch at a time. Each batch is one transaction that writes the mails, notes to whom they
 * go and leaves the job of the next: a worker that dies takes nothing with it and doubles nothing. Mails about orders
 * come first, so no more than some hundred of a message lie in the outbox at once.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Locale } from '#platform/i18n/translate.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { type Mail, postMails } from '#platform/mailer.ts';
import { transact } from '#platform/transact.ts';
import { type Audience, type Words, type WordsByLocale, wordsFor } from '../message.ts';
import type { NoticeKind } from '../notice.ts';
import { loadReaders, momentAndPlace, type Reader } from './load-reader.ts';
import { loadWords, renderNotice } from './render-notice.ts';
import { addressOf } from './send-notice.ts';
import { listRecipients, type MessageFacts, SEND_MESSAGE_QUEUE } from './write-message.ts';

const BATCH = 50;
const MOST_IN_OUTBOX = 200;
const PAUSE_MS = 2000;

type Message = {
  id: number;
  eventId: number;
  kind: 'message' | NoticeKind;
  state: string;
  audience: Audience;
  words: WordsByLocale;
  facts: MessageFacts;
  sendAt: number;
  listedAt: number | null;
};
type Recipient = { id: number; orderId: number; ticketId: number | null };

/** Writes the next batch, where it is time and there is room. Run twice, or late, it doubles nobody. */
export async function sendMessage(ctx: Ctx, messageId: number): Promise<void> {
  await transact(ctx, async (ctx) => {
    const message = await lockMessage(ctx, messageId);
    if (!message || (message.state !== 'scheduled' && message.state !== 'sending')) return;
    if (message.sendAt > ctx.now) return again(ctx, messageId, message.sendAt - ctx.now);
    if (message.listedAt === null) await listRecipients(ctx, message);
    if ((await countInOutbox(ctx, messageId)) >= MOST_IN_OUTBOX) return again(ctx, messageId, PAUSE_MS);
    const batch = await ctx.db
      .selectFrom('messageRecipients')
      .select(['id', 'orderId', 'ticketId'])
      .where('messageId', '=', messageId)
      .where('postedAt', 'is', null)
      .orderBy('id')
      .limit(BATCH)
      .execute();
    await postBatch(ctx, message, batch);
    if (batch.length === BATCH) return again(ctx, messageId, 0);
    await ctx.db
      .updateTable('messages')
      .set({ state: 'sent', endedAt: new Date(ctx.now) })
      .where('id', '=', messageId)
      .execute();
  });
}

/** Its row, held until the transaction ends, so that whoever stops it waits for the batch. */
async function lockMessage(ctx: Ctx, messageId: number): Promise<Message | undefined> {
  const row = await ctx.db
    .selectFrom('messages')
    .select(['id', 'eventId', 'kind', 'state', 'audience', 'words', 'facts', 'sendAt', 'listedAt'])
    .where('id', '=', messageId)
    .forUpdate()
    .executeTakeFirst();
  return row as Message | undefined;
}

async function again(ctx: Ctx, messageId: number, delayMs: number): Promise<void> {
  await enqueue(ctx, SEND_MESSAGE_QUEUE, { messageId }, { key: String(messageId), delayMs });
}

async function countInOutbox(ctx: Ctx, messageId: number): Promise<number> {
  const { n } = await ctx.db
    .selectFrom('messageRecipients as r')
    .innerJoin('mails as m', 'm.id', 'r.mailId')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('r.messageId', '=', messageId)
    .where('m.state', 'in', ['waiting', 'delayed'])
    .executeTakeFirstOrThrow();
  return n;
}

/** One statement for all mails and one for who has them, however many there are. */
async function postBatch(ctx: Ctx, message: Message, batch: readonly Recipient[]): Promise<void> {
  const mails = await writeMails(ctx, message, batch);
  const posted = await postMails(
    ctx,
    mails.filter((mail) => mail !== undefined),
  );
  const mailIds = mails.map((mail) => (mail ? (posted.get(mail.fact) ?? null) : null));
  await sql`
    update message_recipients as r set posted_at = ${new Date(ctx.now)}, mail_id = p.mail_id
    from unnest(${batch.map(({ id }) => id)}::bigint[], ${mailIds}::bigint[]) as p(id, mail_id) where r.id = p.id`.execute(
    ctx.db,
  );
}

/**
 * The mail to one recipient as it reads now, for sending it again.
 * @throws NotFound where the message or its recipient is gone
 */
export async function makeMessageMail(
  ctx: Ctx,
  { messageId, recipientId }: { messageId: number; recipientId: number },
): Promise<Mail> {
  const message = (await ctx.db.selectFrom('messages').selectAll().where('id', '=', messageId).executeTakeFirst()) as
    Message | undefined;
  const recipient = await ctx.db
    .selectFrom('messageRecipients')
    .select(['id', 'orderId', 'ticketId'])
    .where('id', '=', recipientId)
    .where('messageId', '=', messageId)
    .executeTakeFirst();
  const [mail] = message && recipient ? await writeMails(ctx, message, [recipient]) : [];
  if (!mail) throw new NotFound('not_found.recipient');
  return mail;
}

/** In the order of the recipients; undefined for those who said nothing of themselves any more. */
async function writeMails(
  ctx: Ctx,
  message: Message,
  recipients: readonly Recipient[],
): Promise<((Mail & { fact: string }) | undefined)[]> {
  const readers = await loadReaders(ctx, message.eventId, recipients);
  const words = await loadWordsOf(ctx, message, readers);
  return recipients.map(({ id }, at) => {
    const reader = readers[at];
    if (!reader) return undefined;
    const letter = renderNotice(reader, {
      kind: message.kind,
      words: words.get(reader.locale) ?? {},
      values: valuesOfMessage(message, reader),
    });
    return {
      ...addressOf(reader),
      ...letter,
      kind: message.kind,
      limited: false,
      fact: `message:${message.id}:${id}`,
      source: { messageId: message.id, recipientId: id },
    };
  });
}

/** What the message says in each language of its readers. */
async function loadWordsOf(
  ctx: Ctx,
  { kind, eventId, words }: Message,
  readers: readonly (Reader | undefined)[],
): Promise<Map<Locale, Partial<Words>>> {
  const found = new Map<Locale, Partial<Words>>();
  for (const locale of new Set(readers.flatMap((reader) => (reader ? [reader.locale] : [])))) {
    found.set(
      locale,
      kind === 'message' ? (wordsFor(words, locale) ?? {}) : await loadWords(ctx, eventId, kind, locale),
    );
  }
  return found;
}

function valuesOfMessage({ facts: { before } }: Message, { locale }: Reader): Record<string, string> {
  return before ? { before: momentAndPlace(before, locale) } : {};
}
