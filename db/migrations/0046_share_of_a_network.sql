-- How many seats one network may hold that nobody has placed yet. Counted from the orders themselves, while the event's quotas are locked.

alter table orders
  -- Who holds the seats of a reservation: a keyed hash of event and network; null where the team or the waiting list holds them, and as soon as
  -- the order is placed or over.
  add column holder bigint,
  -- How many of its seats are scarce, and so count in the holder's share.
  add column holder_seats integer check (holder_seats >= 0),
  add constraint orders_have_a_holder_while_reserved check (holder is null or state = 'reserved');

-- The holder is another one in each event, so nothing else is needed to count.
create index orders_holder on orders (holder) include (holder_seats) where holder is not null;

drop function hold_seats(bigint, bigint, bigint[], integer[], text, timestamptz, timestamptz, text[], text[], text[], bigint[], text[], integer[], bigint[], integer[], bigint[], text[]);

-- As before, with who holds the seats of each order. Where `shares` are given, no holder gets more than the smallest of theirs
-- (`orders_share_of_a_network`); without them it was decided before, under the same lock.
create function hold_seats(
  event bigint, known_version bigint, quota_ids bigint[], seats integer[],
  currency text, now_at timestamptz, held_until timestamptz,
  codes text[], keys text[], wish_hashes text[], totals bigint[], locales text[],
  line_orders integer[], line_types bigint[], line_quantities integer[], line_units bigint[], line_quotas text[],
  holders bigint[], holder_seats integer[], shares integer[]
) returns jsonb language plpgsql as $$
declare
  fills jsonb := take_seats(event, known_version, quota_ids, seats);
  ids bigint[];
begin
  if fills is null then
    return null;
  end if;
  if shares is not null and exists (
    select from (
      select h.holder, sum(h.seats) as seats, min(h.share) as share
      from unnest(holders, hold_seats.holder_seats, shares) as h(holder, seats, share) where h.holder is not null and h.seats > 0 group by h.holder
    ) as w
    where w.seats + coalesce((select sum(o.holder_seats) from orders as o where o.holder = w.holder), 0) > w.share
  ) then
    raise exception 'a network holds as much of event % as one may', event using errcode = 'check_violation', constraint = 'orders_share_of_a_network';
  end if;
  select array_agg(nextval('orders_id_seq')) into ids from generate_series(1, cardinality(codes));
  if exists (select from unnest(line_types) as l(type) where not exists (select from ticket_types as t where t.id = l.type and t.event_id = event)) then
    raise exception 'a ticket type of event % is no longer there', event using errcode = 'foreign_key_violation';
  end if;
  insert into orders (id, event_id, code, state, idempotency_key, wish_hash, currency, total_minor, held_until, locale, holder, holder_seats, created_at, updated_at)
    overriding system value
    select o.id, event, o.code, 'reserved', o.key, o.hash, hold_seats.currency, o.total, hold_seats.held_until, o.locale, o.holder, o.seats, now_at, now_at
    from unnest(ids, codes, keys, wish_hashes, totals, locales, holders, hold_seats.holder_seats) as o(id, code, key, hash, total, locale, holder, seats);
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
