/** What the first page of an event shows of it. */
import { sql } from 'kysely';
import type { EventState } from '#features/events/event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Change, EventDashboard, FailedWork, TroubledMail } from '../dashboard.ts';

const CHANGES = 8;
const MAILS = 5;
/** A mail that is late by fewer attempts is nobody's concern yet. */
const ATTEMPTS = 3;

/** `may` says what of it the reader may see. @throws NotFound when the event went away in between */
export async function getEventDashboard(
  ctx: Ctx,
  scope: EventScope,
  may: { history: boolean; edit: boolean },
): Promise<EventDashboard> {
  const { eventId } = scope;
  const event = await ctx.db
    .selectFrom('events')
    .select(['startsAt', 'endsAt', 'state'])
    .where('id', '=', eventId)
    .executeTakeFirst();
  if (!event) throw new NotFound('not_found.event_gone');
  const days = await listDays(ctx, scope);
  const mails = await listTroubledMails(ctx, scope);
  return {
    startsAt: event.startsAt,
    endsAt: event.endsAt,
    state: event.state as EventState,
    days: days.flatMap(({ day, sessions }) => (day === null ? [] : [{ day, sessions }])),
    unplanned: days.find(({ day }) => day === null)?.sessions ?? 0,
    changes: may.history ? await listChanges(ctx, scope) : [],
    failedWork: await listFailedWork(ctx, scope),
    troubledMails: may.edit ? mails.slice(0, MAILS) : [],
    troubledCount: mails.length,
  };
}

/** A night's last sessions belong to the day that they follow, as the event has it. */
async function listDays({ db }: Ctx, { eventId }: EventScope): Promise<{ day: string | null; sessions: number }[]> {
  const { rows } = await sql<{ day: string | null; sessions: number }>`
    select to_char((s.starts_at at time zone e.time_zone) - e.day_change_minutes * interval '1 minute', 'YYYY-MM-DD') as day, count(*) as sessions
    from sessions s join events e on e.id = s.event_id
    where s.event_id = ${eventId} and s.state not in ('rejected', 'withdrawn') group by 1 order by 1`.execute(db);
  return rows;
}

async function listChanges({ db }: Ctx, { eventId }: EventScope): Promise<Change[]> {
  return db
    .selectFrom('auditEntries')
    .select(['at', 'actorName as actor', 'action', 'subject'])
    .where('eventId', '=', eventId)
    .orderBy('id', 'desc')
    .limit(CHANGES)
    .execute();
}

async function listFailedWork({ db }: Ctx, { eventId }: EventScope): Promise<FailedWork[]> {
  const { rows } = await sql<FailedWork>`
    select queue, count(*) as count, (array_agg(coalesce(last_error, '') order by id desc))[1] as words
    from jobs where state = 'dead' and payload->>'eventId' = ${String(eventId)} group by queue order by queue`.execute(
    db,
  );
  return rows;
}

async function listTroubledMails({ db }: Ctx, { eventId }: EventScope): Promise<TroubledMail[]> {
  const rows = await db
    .selectFrom('mails')
    .select(['recipient', 'subject', 'lastError', 'state'])
    .where('eventId', '=', eventId)
    .where((eb) =>
      eb.or([eb('state', '=', 'failed'), eb.and([eb('state', '=', 'delayed'), eb('attempts', '>=', ATTEMPTS)])]),
    )
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
  return rows.map(({ lastError, state, ...mail }) => ({ ...mail, words: lastError ?? '', final: state === 'failed' }));
}

/** How many things of each event of the organizer went wrong for good, by slug; events without any are left out. */
export async function countEventTroubles({ db }: Ctx, { organizerId }: OrganizerScope): Promise<Map<string, number>> {
  const { rows } = await sql<{ slug: string; count: number }>`
    select e.slug, count(*) as count from events e join (
      select event_id from mails where state = 'failed' and event_id is not null
      union all select (payload->>'eventId')::bigint from jobs where state = 'dead' and payload->>'eventId' ~ '^[0-9]{1,18}$'
    ) t on t.event_id = e.id
    where e.organizer_id = ${organizerId} and e.deleted_at is null group by e.slug`.execute(db);
  return new Map(rows.map(({ slug, count }) => [slug, count]));
}
