/** Taking what is due to be sent: a row of the table is what is owed and the job of sending it at once. */
import { sql } from 'kysely';
import type { Db } from '#platform/db/connect.ts';
import type { Found } from '#platform/jobs/lane.ts';
import type { Instant } from '#platform/time.ts';

/** One attempt that is to be made. */
export type Taken = {
  webhookId: string;
  changeId: number;
  /** This one counts already; it also says whose the row is now. */
  attempts: number;
  url: string;
  secret: string;
  oldSecret: string | null;
  oldSecretUntil: Instant | null;
  type: string;
  at: Instant;
  data: object;
};

/** At once to one endpoint, and to one where nothing arrives: those that answer are not held up by the others. */
const AT_ONCE = 4;
const AT_ONCE_FAILING = 1;
/** Longer than an attempt takes: after that it is due again, since its worker died. */
const ATTEMPT_SECONDS = 60;

/** Takes at most `room`, first for endpoints that answer. What is taken is moved ahead and counted. */
export async function takeDeliveries(db: Db, room: number, running: readonly Taken[]): Promise<Found<Taken>> {
  const busy = running.map(({ webhookId }) => webhookId);
  type Row = Taken & { webhookId: string | null; dueMs: number | null };
  const { rows } = await sql<Row>`
    with due as materialized (
      select d.webhook_id, d.change_id from webhooks w cross join lateral (
        select webhook_id, change_id, due_at from webhook_deliveries
        where webhook_id = w.id and due_at <= clock_timestamp() order by due_at
        limit greatest(0, case when w.failing_since is null then ${AT_ONCE}::integer else ${AT_ONCE_FAILING}::integer end
          - (select count(*)::integer from unnest(${busy}::uuid[]) as busy (id) where busy.id = w.id))
        for update skip locked
      ) d where w.off_at is null and (w.held_until is null or w.held_until <= clock_timestamp())
      order by (w.failing_since is not null), d.due_at limit ${room}
    ), taken as (
      update webhook_deliveries d set attempts = d.attempts + 1, tried_at = clock_timestamp(),
        due_at = clock_timestamp() + ${ATTEMPT_SECONDS} * interval '1 second'
      from due where d.webhook_id = due.webhook_id and d.change_id = due.change_id
      returning d.webhook_id, d.change_id, d.attempts
    )
    select t.*, w.url, w.secret, w.old_secret, w.old_secret_until, c.type, c.at, c.data, next.due_ms
    from (select (extract(epoch from least(${nextDue}, ${nextUnheld}) - clock_timestamp()) * 1000)::float8 as due_ms) as next
    left join (taken t join webhooks w on w.id = t.webhook_id join changes c on c.id = t.change_id) on true`.execute(
    db,
  );
  const taken = rows.filter((row) => row.webhookId !== null);
  return { taken, more: taken.length > 0, dueMs: rows[0]?.dueMs ?? null, otherMs: Number.POSITIVE_INFINITY };
}

/** What is due and cannot be taken waits for an attempt to end. */
const nextDue = sql`(select min(n.due_at) from webhooks w cross join lateral (
  select due_at from webhook_deliveries where webhook_id = w.id and due_at > clock_timestamp() order by due_at limit 1
) n where w.off_at is null)`;
const nextUnheld = sql`(select min(held_until) from webhooks where off_at is null and held_until > clock_timestamp())`;
