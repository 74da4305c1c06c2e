/** Booking at once every credit of which nothing is in doubt, which may take its time. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { type EventScope, systemEventScope } from '#features/events/server/policy.ts';
import { type Ctx, type Person, personOf } from '#platform/ctx.ts';
import { FoyerError } from '#platform/errors.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { findUnfinishedJob } from '#platform/jobs/unfinished-job.ts';
import { transact } from '#platform/transact.ts';
import { acceptLine } from './accept-lines.ts';
import { listSureLines } from './match-lines.ts';

/** The job that books what is left; one waits for each event. */
export const BOOK_CREDITS_QUEUE = 'book_credits';
/** So many are booked while somebody waits, and by each job, so that others get their turn. */
const BATCH = 25;

/**
 * `asker`: who began it, for the record; `after`: the id of the credit that was looked at last; `last`: of the last one
 * that was there when it began.
 */
export type Booking = {
  eventId: number;
  by: string;
  asker?: Person | undefined;
  total: number;
  looked: number;
  after: number;
  last: number;
};

type SureLine = { lineId: number; code: string };

/**
 * Books the first of them, each in a transaction of its own, and has a job book the others, under the name of who
 * began. Says how many of each.
 */
export async function acceptSureLines(ctx: Ctx, event: EventScope): Promise<{ booked: number; left: number }> {
  if (await findBooking(ctx, event)) return { booked: 0, left: 0 };
  const sure = (await listSureLines(ctx, event)).sort((a, b) => a.lineId - b.lineId);
  const first = sure.slice(0, BATCH);
  const booked = await bookLines(ctx, event, first);
  const left = sure.length - first.length;
  if (left > 0)
    await leaveRest(ctx, event, {
      total: sure.length,
      looked: first.length,
      after: first.at(-1)?.lineId ?? 0,
      last: sure.at(-1)?.lineId ?? 0,
    });
  return { booked, left };
}

async function leaveRest(
  ctx: Ctx,
  { eventId, organizerId }: EventScope,
  rest: Omit<Booking, 'eventId' | 'by' | 'asker'>,
): Promise<void> {
  const by = ctx.actor.kind === 'nobody' ? 'nobody' : ctx.actor.name;
  await transact(ctx, async (ctx) => {
    await writeAuditEntry(ctx, { organizerId, eventId, action: 'credits.book', subject: `${rest.total} credits` });
    await enqueue(ctx, BOOK_CREDITS_QUEUE, { eventId, by, asker: personOf(ctx.actor), ...rest } satisfies Booking, {
      key: String(eventId),
    });
  });
}

/**
 * Books the next ones. What was booked before a process died is booked, and not once more; what became doubtful
 * meanwhile is left to people, and so is what was brought in after it began.
 */
export async function continueBooking(ctx: Ctx, booking: Booking): Promise<void> {
  const { eventId, by, asker, looked, after, last } = booking;
  const event = await systemEventScope(ctx, eventId);
  const sure = (await listSureLines(ctx, event))
    .filter(({ lineId }) => lineId > after && lineId <= last)
    .sort((a, b) => a.lineId - b.lineId);
  const next = sure.slice(0, BATCH);
  await bookLines({ ...ctx, actor: { kind: 'system', name: by, ...(asker && { onBehalfOf: asker }) } }, event, next);
  const at = next.at(-1);
  if (at && sure.length > BATCH)
    await enqueue(
      ctx,
      BOOK_CREDITS_QUEUE,
      { ...booking, looked: looked + next.length, after: at.lineId },
      { key: String(eventId) },
    );
}

/** How far it is; undefined where nothing is being booked. */
export async function findBooking(
  ctx: Ctx,
  { eventId }: EventScope,
): Promise<{ looked: number; total: number } | undefined> {
  const job = await findUnfinishedJob<Booking>(ctx, BOOK_CREDITS_QUEUE, String(eventId));
  return job && { looked: job.payload.looked, total: job.payload.total };
}

/**
 * Says how many were booked here and now. What cannot be booked, or goes wrong, stays among the open credits, where
 * somebody can book it and reads why not; it keeps no other.
 */
async function bookLines(ctx: Ctx, event: EventScope, lines: readonly SureLine[]): Promise<number> {
  let booked = 0;
  for (const line of lines) {
    const outcome = await acceptLine(ctx, event, line, { onlySure: true }).catch((error: unknown) => {
      if (!(error instanceof FoyerError)) ctx.log.error({ err: error, line: line.lineId }, 'a credit was not booked');
      return 'repeated' as const;
    });
    if (outcome !== 'repeated') booked += 1;
  }
  return booked;
}
