/** Bringing in what a bank says came. */
import { createHash } from 'node:crypto';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { decodeText } from '#features/exchange/server/formats/decode-text.ts';
import { collectRemarks } from '#features/exchange/server/formats/collect-remarks.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { cleanText, cutText } from '#platform/fit-text.ts';
import { type Reason, wordReason } from '#platform/i18n/problem.ts';
import { transact } from '#platform/transact.ts';
import type { Credit } from '../statement.ts';
import { readCamt } from './statements/read-camt.ts';
import { type Mapping, readCsv } from './statements/read-csv.ts';

/** In bytes: years of an account. */
export const STATEMENT_BYTES = 5 * 1024 * 1024;

export type Imported =
  /** `known`: credits that were brought in before. */
  | { outcome: 'imported'; added: number; known: number; skipped: number; unread: string[] }
  /** The columns have to be named: these are what the bank calls them, and what was found. */
  | { outcome: 'columns'; headers: string[]; mapping: Mapping };

/** The text of a file. @throws Invalid above 5 MB */
export function readStatementText(bytes: Uint8Array): string {
  if (bytes.byteLength > STATEMENT_BYTES) throw new Invalid('invalid.statement_size');
  return decodeText(bytes, collectRemarks());
}

/**
 * Keeps the credits of a statement, each once however often and in whatever file it comes again. Nothing is booked.
 * @throws Invalid for what is no statement, or has no credit in it
 */
export async function importStatement(
  ctx: Ctx,
  scope: EventScope,
  { text: given, fileName, mapping }: { text: string; fileName: string; mapping?: Mapping | undefined },
): Promise<Imported> {
  const { currency } = await getManagedEvent(ctx, scope);
  const text = cleanText(given);
  const table = /^\s*</.test(text.replace(/^\ufeff/, '')) ? undefined : readCsv(text, currency, mapping);
  if (
    table &&
    table.credits.length === 0 &&
    (mapping === undefined || table.mapping.date === undefined || table.mapping.amount === undefined)
  )
    return { outcome: 'columns', headers: table.headers, mapping: table.mapping };
  const read = table ?? readCamt(text);
  const unread = shorten(read.unread).map((reason) => wordReason(reason, ctx.locale));
  if (read.credits.length === 0)
    throw unread.length === 0
      ? new Invalid('invalid.no_credits')
      : new Invalid('invalid.unread_payments', [], { details: unread.map((words) => `${words}.`).join(' ') });
  const added = await writeLines(ctx, scope, read.credits, fileName);
  return { outcome: 'imported', added, known: read.credits.length - added, skipped: read.skipped, unread };
}

/** Nobody reads more. */
const MOST_UNREAD = 20;

function shorten(unread: readonly Reason[]): Reason[] {
  const more = unread.length - MOST_UNREAD;
  return more > 0
    ? [...unread.slice(0, MOST_UNREAD), { code: 'statement.more', values: { count: more } }]
    : [...unread];
}

async function writeLines(
  ctx: Ctx,
  { eventId, organizerId }: EventScope,
  credits: readonly Credit[],
  fileName: string,
): Promise<number> {
  return transact(ctx, async (ctx) => {
    const prints = fingerprints(credits);
    const rows = credits.map((credit, at) => ({
      eventId,
      fingerprint: prints[at] as string,
      ...credit,
      fileName: cutText(fileName, 200),
      createdAt: new Date(ctx.now),
    }));
    let added = 0;
    for (let at = 0; at < rows.length; at += 1000) {
      const written = await ctx.db
        .insertInto('statementLines')
        .values(rows.slice(at, at + 1000))
        .onConflict((conflict) => conflict.columns(['eventId', 'fingerprint']).doNothing())
        .returning('id')
        .execute();
      added += written.length;
    }
    if (added > 0)
      await writeAuditEntry(ctx, {
        organizerId,
        eventId,
        action: 'statement.import',
        subject: 'a bank statement',
        after: { file: fileName, credits: added },
      });
    return added;
  });
}

/**
 * What makes each credit this one: day, amount and reference, and the how manieth such of that day it is in its file.
 * Banks give no number that stays the same in all their files; two equal transfers of one day are two, in every file
 * that has the whole day.
 */
function fingerprints(credits: readonly Credit[]): string[] {
  const seen = new Map<string, number>();
  return credits.map(({ bookedOn, amountMinor, currency, reference }) => {
    const what = JSON.stringify([
      bookedOn,
      amountMinor,
      currency,
      reference.toUpperCase().replace(/[^\p{L}\p{N}]/gu, ''),
    ]);
    const nth = (seen.get(what) ?? 0) + 1;
    seen.set(what, nth);
    return createHash('sha256').update(`${what} ${nth}`).digest('base64url');
  });
}
