/** The first form of an event: a name and a time. */
import { sql } from 'kysely';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { readTimes } from '../event-time.ts';
import type { NewEventForm } from './inputs.ts';
import { type EventScope, systemEventScope } from './policy.ts';
import { createEvent } from './write-event.ts';

/**
 * Makes a draft. Its address follows from its name, its currency is that of the organizer's last event. The same form
 * sent twice at once makes one. The scope must be one for the right `create-event`. @throws Invalid where the end is
 * not after the start
 */
export async function startEvent(
  ctx: Ctx,
  scope: OrganizerScope,
  input: NewEventForm & { type?: string; description?: string },
): Promise<EventScope> {
  const { name, timeZone, type = '', description = '' } = input;
  const times = readTimes(input, ctx.now);
  if (!times) throw new Invalid('invalid.times', [problem('starts', 'field.local_time')]);
  if (times.endsAt <= times.startsAt)
    throw new Invalid('invalid.event_ends_first', [problem('ends', 'field.end_after_start')]);
  return transact(ctx, async (ctx) => {
    const twin = await findTwin(ctx, scope, { name, ...times });
    if (twin) return twin;
    const last = await ctx.db
      .selectFrom('events')
      .select('currency')
      .where('organizerId', '=', scope.organizerId)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    const event = await createEvent(ctx, scope, {
      preferredSlug: name,
      name,
      startsAt: new Date(times.startsAt),
      endsAt: new Date(times.endsAt),
      timeZone,
      type,
      description,
      ...last,
    });
    const after = { name, slug: event.slug, starts: input.starts, ends: input.ends, timeZone, ...(type && { type }) };
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      eventId: event.eventId,
      action: 'event.create',
      subject: `event ${event.slug}: ${name}`,
      after,
    });
    return event;
  });
}

/** As long as an impatient second click takes. */
const TWICE_MS = 10_000;

/** The draft that the same form made a moment ago; who sends it at the same moment waits here. */
async function findTwin(
  ctx: Ctx,
  { organizerId }: OrganizerScope,
  { name, startsAt, endsAt }: { name: string; startsAt: number; endsAt: number },
): Promise<EventScope | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`start-event:${organizerId}:${name}`}, 0))`.execute(ctx.db);
  const twin = await ctx.db
    .selectFrom('events')
    .select('id')
    .where('organizerId', '=', organizerId)
    .where('name', '=', name)
    .where('startsAt', '=', timestamp(startsAt))
    .where('endsAt', '=', timestamp(endsAt))
    .where('state', '=', 'draft')
    .where('deletedAt', 'is', null)
    .where('createdAt', '>', timestamp(ctx.now - TWICE_MS))
    .where('createdAt', '<', timestamp(ctx.now + TWICE_MS))
    .executeTakeFirst();
  return twin && systemEventScope(ctx, twin.id);
}
