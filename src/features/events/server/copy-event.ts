/** Making an event from another. */
import type { Insertable } from 'kysely';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, NotFound, problem } from '#platform/errors.ts';
import { type Instant, isInRange, localDate } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import type { Events } from '../../../../db/types.ts';
import { type CopyPart, shiftInstant, wallShift, type WallShift } from '../event-copy.ts';
import { EVENT_LIMITS } from './inputs.ts';
import type { EventScope } from './policy.ts';
import { eventCopied } from './signals.ts';
import { createEvent } from './write-event.ts';

export type CopyEvent = { name: string; startsAt: Instant; parts: readonly CopyPart[]; seriesId?: number };

/**
 * What an organiser says of an event and would say of the next one too. Pictures come with their files; keys of other
 * software stay.
 */
const KEPT = [
  'acronym',
  'subtitle',
  'description',
  'timeZone',
  'locationName',
  'city',
  'latitude',
  'longitude',
  'planAlt',
  'onlineUrl',
  'website',
  'email',
  'language',
  'organizerName',
  'organizerDescription',
  'socialLinks',
  'codeOfConduct',
  'copyright',
  'callForSpeakers',
  'type',
  'topic',
  'subTopic',
  'dayChangeMinutes',
  'timeslotMinutes',
  'sessionForm',
  'speakerForm',
  'currency',
  'pricesIncludeTax',
  'hue',
  'brandColor',
] as const;

/**
 * Makes a draft of the same organizer from an event; every time moves with its start, by the clock on the wall. What
 * else comes along is the features' to bring (eventCopied). `organizer` proves that the actor may make events there.
 * @throws Invalid for a name that is empty or too long, and where the copy would end after 2200; NotFound when the
 * event went away, or is another organizer's
 */
export async function copyEvent(
  ctx: Ctx,
  scope: EventScope,
  organizer: OrganizerScope,
  input: CopyEvent,
): Promise<EventScope> {
  const name = input.name.trim();
  if (name === '' || name.length > EVENT_LIMITS.name)
    throw new Invalid('invalid.copy_name', [
      name === ''
        ? problem('name', 'field.name')
        : problem('name', 'field.at_most_characters', { maximum: EVENT_LIMITS.name, count: EVENT_LIMITS.name }),
    ]);
  if (organizer.organizerId !== scope.organizerId) throw new NotFound('not_found.event');
  return transact(ctx, async (ctx) => {
    // Held, so that what is copied is one state of the event.
    const event = await ctx.db
      .selectFrom('events')
      .selectAll()
      .where('id', '=', scope.eventId)
      .where('deletedAt', 'is', null)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!event) throw new NotFound('not_found.event_gone');
    const shift = wallShift(event.startsAt, input.startsAt, event.timeZone);
    const endsAt = shiftInstant(event.endsAt, shift);
    if (!isInRange(input.startsAt) || !isInRange(endsAt))
      throw new Invalid('invalid.copy_ends_late', [problem('startsAt', 'field.moment')]);
    const copy = await createEvent(ctx, organizer, {
      ...keptOf(event, shift),
      name,
      preferredSlug: input.seriesId === undefined ? name : `${name} ${localDate(input.startsAt, event.timeZone)}`,
      startsAt: new Date(input.startsAt),
      endsAt: new Date(endsAt),
      ...(input.seriesId === undefined ? {} : { seriesId: input.seriesId }),
    });
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      eventId: copy.eventId,
      action: 'event.copy',
      subject: `event ${copy.slug}`,
      after: { from: scope.slug, parts: input.parts },
    });
    await eventCopied.announce(ctx, 'events', {
      fromEventId: scope.eventId,
      toEventId: copy.eventId,
      parts: [...input.parts],
      shift,
    });
    return copy;
  });
}

type Kept = Omit<Pick<Insertable<Events>, (typeof KEPT)[number]>, 'hue'> & { hue: number };

function keptOf(event: Record<(typeof KEPT)[number], unknown>, shift: WallShift): Kept {
  const kept: Record<string, unknown> = {};
  for (const name of KEPT) kept[name] = isJson(event[name]) ? JSON.stringify(event[name]) : event[name];
  const call = event.callForSpeakers as { startsAt: Instant | null; endsAt: Instant | null } | null;
  const moved = (at: Instant | null): Instant | null => (at === null ? null : shiftInstant(at, shift));
  if (call)
    kept.callForSpeakers = JSON.stringify({ ...call, startsAt: moved(call.startsAt), endsAt: moved(call.endsAt) });
  return kept as Kept;
}

function isJson(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
