/** Writing sessions and who speaks in them, many at once. */
import type { Insertable } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { insertPlainRows, writeNumberedRows } from '#platform/db/bulk.ts';
import { transact } from '#platform/transact.ts';
import type { Sessions } from '../../../../db/types.ts';
import { sessionsModified } from './signals.ts';

export type NewSession = Omit<Insertable<Sessions>, 'id' | 'eventId'>;

export type SessionChanges = {
  create: NewSession[];
  update: (NewSession & { id: number })[];
  /** The speakers of sessions by the session's number, complete and in order; only where they change. */
  speakers: { number: number; speakerIds: number[] }[];
};

/**
 * Writes a bounded number of statements, whatever the count, and announces once. `knownIds` are ids by number of what
 * is there.
 */
export async function writeSessions(
  ctx: Ctx,
  scope: EventScope,
  changes: SessionChanges,
  knownIds: Map<number, number>,
): Promise<void> {
  if (changes.create.length + changes.update.length + changes.speakers.length === 0) return;
  const { eventId } = scope;
  await transact(ctx, async (ctx) => {
    const created = await writeNumberedRows(
      ctx,
      'sessions',
      { column: 'event_id', id: eventId },
      changes,
      async () => {},
    );
    const idOf = (number: number): number => (created.get(number) ?? knownIds.get(number)) as number;
    const links = changes.speakers.flatMap(({ number, speakerIds }) =>
      speakerIds.map((speakerId, position) => ({ sessionId: idOf(number), speakerId, position })),
    );
    const changed = changes.speakers.filter(({ number }) => !created.has(number)).map(({ number }) => idOf(number));
    if (changed.length > 0) await ctx.db.deleteFrom('sessionSpeakers').where('sessionId', 'in', changed).execute();
    await insertPlainRows(ctx.db, 'sessionSpeakers', links);
    const numbers = [...changes.create, ...changes.update].map((row) => row.number);
    await sessionsModified.announce(ctx, 'sessions', { eventId, numbers: numbers.length > 50 ? undefined : numbers });
  });
}
