-- A rush in one round trip: seats are taken, orders written and the clock set in one call, whose end is the commit.

-- Waits for its turn at the event's quotas, in the order of their ids, and gives them as they then are; where there are none it waits at the
-- event. A quota that was made meanwhile is seen too: each statement looks afresh.
create function lock_quotas(event bigint) returns table (id bigint, size integer, held integer, sold integer) language plpgsql as $$
begin
  perform from quotas as q where q.event_id = event order by q.id for no key update;
  if not found then
    perform from events as e where e.id = event for no key update;
  end if;
  return query select q.id, q.size, q.held, q.sold from quotas as q where q.event_id = event order by q.id for no key update;
end
$$;

-- Counts seats as held in the event's quotas and gives all of them as they then are, as JSON; null, and nothing is counted, where the event's
-- version is no longer `known_version` (null: whatever it is). `quotas_never_oversold` refuses more than there are.
create function take_seats(event bigint, known_version bigint, quota_ids bigint[], seats integer[]) returns jsonb language plpgsql as $$
begin
  perform from lock_quotas(event);
  perform from events as e where e.id = event and (known_version is null or e.version = known_version) for key share;
  if not found then
    return null;
  end if;
  update quotas as q set held = q.held + t.seats from unnest(quota_ids, take_seats.seats) as t(id, seats) where q.id = t.id;
  return (select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'size', q.size, 'taken', q.held + q.sold)), '[]') from quotas as q where q.event_id = event);
end
$$;

-- Reserves: takes the seats and writes orders with their lines, all or nothing; then sets the clock, unless it strikes before that anyway.
-- Gives what take_seats gives. Of each line `line_orders` says to which of the orders it belongs, counted from 1.
create function hold_seats(
  event bigint, known_version bigint, quota_ids bigint[], seats integer[],
  currency text, now_at timestamptz, held_until timestamptz,
  codes text[], keys text[], wish_hashes text[], totals bigint[], locales text[],
  line_orders integer[], line_types bigint[], line_quantities integer[], line_units bigint[], line_quotas text[]
) returns jsonb language plpgsql as $$
declare
  fills jsonb := take_seats(event, known_version, quota_ids, seats);
  ids bigint[];
begin
  if fills is null then
    return null;
  end if;
  select array_agg(nextval('orders_id_seq')) into ids from generate_series(1, cardinality(codes));
  if exists (select from unnest(line_types) as l(type) where not exists (select from ticket_types as t where t.id = l.type and t.event_id = event)) then
    raise exception 'a ticket type of event % is no longer there', event using errcode = 'foreign_key_violation';
  end if;
  insert into orders (id, event_id, code, state, idempotency_key, wish_hash, currency, total_minor, held_until, locale, created_at, updated_at)
    overriding system value
    select o.id, event, o.code, 'reserved', o.key, o.hash, hold_seats.currency, o.total, hold_seats.held_until, o.locale, now_at, now_at
    from unnest(ids, codes, keys, wish_hashes, totals, locales) as o(id, code, key, hash, total, locale);
  insert into order_lines (order_id, ticket_type_id, quantity, unit_minor, quota_ids)
    select ids[l.place], l.type, l.quantity, l.unit, l.quotas::bigint[]
    from unnest(line_orders, line_types, line_quantities, line_units, line_quotas) as l(place, type, quantity, unit, quotas);
  -- Whoever works off a waiting job that was seen here waits for the quotas first, and so sees these orders.
  perform from jobs as j where j.queue = 'expire_orders' and j.coalesce_key = event::text and j.state = 'waiting' and j.run_at <= hold_seats.held_until;
  if not found then
    perform add_job('expire_orders', event::text, jsonb_build_object('eventId', event), hold_seats.held_until, 1);
  end if;
  return fills;
end
$$;

-- In a rush three foreign keys cost a third of writing an order, checked row by row. hold_seats, which alone writes new orders and lines, holds
-- the event and knows the ticket types; that they stay while somebody has ordered, and that lines go with their order, is kept from here on by
-- these triggers.
alter table orders drop constraint orders_event_id_fkey;
alter table order_lines drop constraint order_lines_order_id_fkey, drop constraint order_lines_ticket_type_id_fkey;

create function keep_ordered_event() returns trigger language plpgsql as $$
begin
  if exists (select from orders where event_id = old.id) then
    raise exception 'somebody has ordered from event %', old.id using errcode = 'foreign_key_violation', constraint = 'orders_keep_event';
  end if;
  return old;
end
$$;
create trigger orders_keep_event before delete on events for each row execute function keep_ordered_event();

create function keep_ordered_type() returns trigger language plpgsql as $$
begin
  if exists (select from order_lines where ticket_type_id = old.id) then
    raise exception 'somebody has ordered ticket type %', old.id using errcode = 'foreign_key_violation', constraint = 'order_lines_keep_type';
  end if;
  return old;
end
$$;
create trigger order_lines_keep_type before delete on ticket_types for each row execute function keep_ordered_type();

create function delete_lines_of_orders() returns trigger language plpgsql as $$
begin
  delete from order_lines using gone where order_lines.order_id = gone.id;
  return null;
end
$$;
create trigger orders_take_lines after delete on orders referencing old table as gone for each statement execute function delete_lines_of_orders();

-- The team's list counts the event's orders anyway, by the index on their keys.
drop index orders_event;
