-- No date outside 1970 to 2200 can be stored where people set it, and none that cannot be read back anywhere. Rows that have one are mended first.

set local timezone to 'UTC';

-- What was far outside by column, before it is mended, so that the record can say it.
create temporary table mended_dates (organizer_id bigint, event_id bigint, action text, subject text, before jsonb, after jsonb) on commit drop;

-- A sale without a beginning begins at once, one without an end ends with the event: that is what such dates meant.
with mended as (
  update ticket_types as t
  set sale_starts_at = case when t.sale_starts_at >= '1970-01-02' and t.sale_starts_at < '2200-12-31' then t.sale_starts_at end,
      sale_ends_at = case when t.sale_ends_at >= '1970-01-02' and t.sale_ends_at < '2200-12-31' then t.sale_ends_at end
  from ticket_types as was
  where was.id = t.id and (not (t.sale_starts_at >= '1970-01-02' and t.sale_starts_at < '2200-12-31') or not (t.sale_ends_at >= '1970-01-02' and t.sale_ends_at < '2200-12-31'))
  returning t.event_id, t.number, t.name, was.sale_starts_at as old_start, was.sale_ends_at as old_end, t.sale_starts_at as new_start, t.sale_ends_at as new_end
)
insert into mended_dates
select e.organizer_id, e.id, 'ticket-type.update', 'ticket type ' || m.number || ': ' || m.name,
  jsonb_build_object('saleStartsAt', m.old_start::text, 'saleEndsAt', m.old_end::text), jsonb_build_object('saleStartsAt', m.new_start::text, 'saleEndsAt', m.new_end::text)
from mended as m join events as e on e.id = m.event_id;

with mended as (
  update discount_codes as t
  set starts_at = case when t.starts_at >= '1970-01-02' and t.starts_at < '2200-12-31' then t.starts_at end,
      ends_at = case when t.ends_at >= '1970-01-02' and t.ends_at < '2200-12-31' then t.ends_at end
  from discount_codes as was
  where was.id = t.id and (not (t.starts_at >= '1970-01-02' and t.starts_at < '2200-12-31') or not (t.ends_at >= '1970-01-02' and t.ends_at < '2200-12-31'))
  returning t.event_id, t.number, was.starts_at as old_start, was.ends_at as old_end, t.starts_at as new_start, t.ends_at as new_end
)
insert into mended_dates
select e.organizer_id, e.id, 'discount.update', 'discount code ' || m.number,
  jsonb_build_object('startsAt', m.old_start::text, 'endsAt', m.old_end::text), jsonb_build_object('startsAt', m.new_start::text, 'endsAt', m.new_end::text)
from mended as m join events as e on e.id = m.event_id;

-- A session goes back to those without a time.
with mended as (
  update sessions as t set starts_at = null, ends_at = null, sequence = t.sequence + 1, updated_at = now()
  from sessions as was
  where was.id = t.id and (not (t.starts_at >= '1970-01-02' and t.starts_at < '2200-12-31') or not (t.ends_at >= '1970-01-02' and t.ends_at < '2200-12-31'))
  returning t.event_id, t.number, t.title, was.starts_at as old_start, was.ends_at as old_end
)
insert into mended_dates
select e.organizer_id, e.id, 'session.update', 'session ' || m.number || ': ' || m.title,
  jsonb_build_object('startsAt', m.old_start::text, 'endsAt', m.old_end::text), jsonb_build_object('startsAt', null, 'endsAt', null)
from mended as m join events as e on e.id = m.event_id;

-- An event has to have both, so it takes place at the nearest moment that there is.
with mended as (
  update events as t
  set starts_at = least(greatest(was.starts_at, '1970-01-02'), '2200-12-29'),
      ends_at = greatest(least(was.ends_at, '2200-12-30'), least(greatest(was.starts_at, '1970-01-02'), '2200-12-29') + interval '1 hour')
  from events as was
  where was.id = t.id and (not (t.starts_at >= '1970-01-02' and t.starts_at < '2200-12-31') or not (t.ends_at >= '1970-01-02' and t.ends_at < '2200-12-31'))
  returning t.organizer_id, t.id, t.slug, was.starts_at as old_start, was.ends_at as old_end, t.starts_at as new_start, t.ends_at as new_end
)
insert into mended_dates
select organizer_id, id, 'event.update', 'event ' || slug,
  jsonb_build_object('startsAt', old_start::text, 'endsAt', old_end::text), jsonb_build_object('startsAt', new_start::text, 'endsAt', new_end::text)
from mended;

-- The call for speakers keeps its dates as milliseconds.
create function pg_temp.milliseconds(value jsonb) returns numeric language sql as $$ select case jsonb_typeof(value) when 'number' then value::numeric end $$;
with mended as (
  update events as t
  set call_for_speakers = was.call_for_speakers
    || case when pg_temp.milliseconds(was.call_for_speakers -> 'startsAt') not between 86400000 and 7289567999999 then '{"startsAt": null}'::jsonb else '{}'::jsonb end
    || case when pg_temp.milliseconds(was.call_for_speakers -> 'endsAt') not between 86400000 and 7289567999999 then '{"endsAt": null}'::jsonb else '{}'::jsonb end
  from events as was
  where was.id = t.id and jsonb_typeof(was.call_for_speakers) = 'object'
    and (pg_temp.milliseconds(was.call_for_speakers -> 'startsAt') not between 86400000 and 7289567999999 or pg_temp.milliseconds(was.call_for_speakers -> 'endsAt') not between 86400000 and 7289567999999)
  returning t.organizer_id, t.id, t.slug, was.call_for_speakers as old_call, t.call_for_speakers as new_call
)
insert into mended_dates
select organizer_id, id, 'event.update', 'event ' || slug || ': extras',
  jsonb_build_object('callStarts', old_call -> 'startsAt', 'callEnds', old_call -> 'endsAt'), jsonb_build_object('callStarts', new_call -> 'startsAt', 'callEnds', new_call -> 'endsAt')
from mended;

with mended as (
  update order_rules as t set cancel_until = least(greatest(was.cancel_until, '1970-01-02'), '2200-12-30')
  from order_rules as was
  where was.event_id = t.event_id and not (t.cancel_until >= '1970-01-02' and t.cancel_until < '2200-12-31')
  returning t.event_id, was.cancel_until as old_until, t.cancel_until as new_until
)
insert into mended_dates
select e.organizer_id, e.id, 'order-rules.update', 'what buyers may do with their orders', jsonb_build_object('cancelUntil', m.old_until::text), jsonb_build_object('cancelUntil', m.new_until::text)
from mended as m join events as e on e.id = m.event_id;

with mended as (
  update payments as t set paid_at = least(greatest(was.paid_at, '1970-01-02'), '2200-12-30')
  from payments as was
  where was.id = t.id and not (t.paid_at >= '1970-01-02' and t.paid_at < '2200-12-31')
  returning t.order_id, was.paid_at as old_day, t.paid_at as new_day
)
insert into mended_dates
select e.organizer_id, e.id, 'payment.update', 'a payment for order ' || o.code, jsonb_build_object('paidAt', m.old_day::text), jsonb_build_object('paidAt', m.new_day::text)
from mended as m join orders as o on o.id = m.order_id join events as e on e.id = o.event_id;

insert into audit_entries (at, organizer_id, event_id, actor_name, action, subject, before, after)
select now(), organizer_id, event_id, 'Foyer itself', action, left(subject, 300), before, after from mended_dates;

-- What is public is made anew.
update events set version = version + 1, updated_at = greatest(updated_at + interval '1 second', now()) where id in (select event_id from mended_dates);

-- Every column of every table that holds a date gets its limits. Those that people set take the years 1970 to 2200; those that the
-- program works out from them may lie some years outside. Migrations that add such a column call this function again.
create function limit_dates() returns void language plpgsql as $$
declare
  found record;
  set_by_people constant text[] := array[
    'discount_codes.starts_at', 'discount_codes.ends_at', 'event_moves.starts_at', 'event_moves.ends_at', 'events.starts_at', 'events.ends_at', 'messages.send_at',
    'order_rules.cancel_until', 'payments.paid_at', 'sessions.starts_at', 'sessions.ends_at', 'sessions.updated_at', 'statement_lines.booked_on',
    'ticket_types.sale_starts_at', 'ticket_types.sale_ends_at'];
  least_date text;
  end_date text;
begin
  for found in
    select c.relname as "table", a.attname as "column", a.atttypid::regtype::text as type
    from pg_attribute as a join pg_class as c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'schema_migrations' and a.attnum > 0 and not a.attisdropped
      and a.atttypid in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
      and not exists (select from pg_constraint as k where k.conrelid = c.oid and k.conname = c.relname || '_' || a.attname || '_in_range')
    order by 1, 2
  loop
    least_date := case when found."table" || '.' || found."column" = any(set_by_people) then '1970-01-01' else '1900-01-01' end;
    end_date := case when found."table" || '.' || found."column" = any(set_by_people) then '2201-01-01' else '2300-01-01' end;
    if found.type <> 'date' then
      least_date := least_date || ' 00:00:00+00';
      end_date := end_date || ' 00:00:00+00';
    end if;
    execute format('update %1$I set %2$I = least(greatest(%2$I, %3$L::%5$s), %4$L::%5$s - interval ''1 day'') where %2$I < %3$L or %2$I >= %4$L', found."table", found."column", least_date, end_date, found.type);
    execute format('alter table %1$I add constraint %2$I check (%3$I >= %4$L::%6$s and %3$I < %5$L::%6$s)', found."table", found."table" || '_' || found."column" || '_in_range', found."column", least_date, end_date, found.type);
  end loop;
end $$;

select limit_dates();
