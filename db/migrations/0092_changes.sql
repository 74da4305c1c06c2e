-- What happened to the events of an organizer, for programs that keep up with it: written by the transaction of the
-- change, read in an order in which nothing appears behind a reader, kept for 30 days.

-- Ids of transactions count for one cluster of PostgreSQL only, and a database that was made anew has lost what it had:
-- after a backup was restored into another cluster or database, the places of readers say nothing any more.
create function change_era() returns bigint language sql volatile as $$
  select system_identifier # oid::bigint from pg_control_system(), pg_database where datname = current_database()
$$;

create table changes (
  id bigint generated always as identity primary key,
  era bigint not null default change_era(),
  -- Of the transaction that wrote it. Rows are read in this order, below the oldest transaction that still runs.
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  organizer_id bigint not null references organizers (id) on delete cascade,
  -- Null where it is about the organizer itself.
  event_id bigint references events (id) on delete cascade,
  type text not null,
  -- Public names and states; nothing that says who somebody is.
  data jsonb not null
);
create index changes_of_event on changes (event_id, xid, id);
create index changes_of_organizer on changes (organizer_id);
create index changes_in_order on changes (xid, id);
create index changes_by_age on changes (at);

-- Called once, with the commit: so each says how things stand at the end of its transaction. Ids of rows become what
-- an order, ticket or event is called outside.
create function add_changes(facts jsonb) returns void language sql as $$
  insert into changes (organizer_id, event_id, type, data)
  select coalesce(e.organizer_id, r.id), e.id, f.fact->>'type',
    case when e.id is null then '{}'::jsonb else jsonb_build_object('event', e.slug) end
      || case when o.id is null then '{}'::jsonb else jsonb_build_object('order', o.code, 'state', o.state) end
      || case when t.id is null then '{}'::jsonb else jsonb_build_object(
        'ticket', t.number, 'rotation', t.rotation, 'cancelled', t.cancelled_at is not null) end
      || coalesce(f.fact->'data', '{}'::jsonb)
  from jsonb_array_elements(facts) with ordinality as f (fact, place)
  left join events e on e.id = (f.fact->>'eventId')::bigint
  left join organizers r on r.id = (f.fact->>'organizerId')::bigint
  left join orders o on o.id = (f.fact->>'orderId')::bigint
  left join tickets t on t.id = (f.fact->>'ticketId')::bigint
  where coalesce(e.organizer_id, r.id) is not null
  order by f.place
$$;

select limit_dates();
