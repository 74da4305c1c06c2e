/** Making a series of events from one. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import type { CopyPart } from '../event-copy.ts';
import { SERIES_LIMITS, SERIES_RHYTHMS, type SeriesRule, seriesStarts } from '../event-series.ts';
import { copyEvent } from './copy-event.ts';
import type { EventScope } from './policy.ts';
import { eventJsonModified } from './signals.ts';

/**
 * Makes the event the first of a series: for every other date of the rule a draft is copied from it. All or none.
 * Returns how many.
 * @throws Invalid for a rule outside SERIES_LIMITS; Conflict where the event is of a series already
 */
export async function createSeries(
  ctx: Ctx,
  scope: EventScope,
  organizer: OrganizerScope,
  input: { rule: SeriesRule; parts: readonly CopyPart[] },
): Promise<number> {
  checkRule(input.rule);
  return transact(ctx, async (ctx) => {
    const event = await ctx.db
      .selectFrom('events')
      .select(['name', 'startsAt', 'timeZone', 'seriesId'])
      .where('id', '=', scope.eventId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    if (event.seriesId !== null) throw new Conflict('in_series.event');
    const { eventId, organizerId, slug } = scope;
    await ctx.db.updateTable('events').set({ seriesId: eventId }).where('id', '=', eventId).execute();
    const [, ...starts] = seriesStarts(event.startsAt, event.timeZone, input.rule);
    for (const startsAt of starts)
      await copyEvent(ctx, scope, organizer, { name: event.name, startsAt, parts: input.parts, seriesId: eventId });
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'series.create',
      subject: `event ${slug}`,
      after: { ...input.rule },
    });
    await eventJsonModified.announce(ctx, 'events', { eventId, change: 'updated' });
    return starts.length;
  });
}

function checkRule({ rhythm, every, count }: SeriesRule): void {
  const isWithin = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  const problems = [
    ...(SERIES_RHYTHMS.includes(rhythm) ? [] : [problem('rhythm', 'field.one_of_them')]),
    ...(isWithin(every, 1, SERIES_LIMITS.every)
      ? []
      : [problem('every', 'field.whole_between', { minimum: 1, maximum: SERIES_LIMITS.every })]),
    ...(isWithin(count, 2, SERIES_LIMITS.count)
      ? []
      : [problem('count', 'field.whole_between', { minimum: 2, maximum: SERIES_LIMITS.count })]),
  ];
  if (problems.length > 0) throw new Invalid('invalid.series', problems);
}
