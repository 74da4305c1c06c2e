-- Where programs of an organizer are sent what happens. What is to be sent is written by the transaction of the change,
-- with the change itself: one row for each endpoint and fact, which is the job of sending it as well. Nothing here
-- notifies anybody; workers look for what is due.

create table webhooks (
  id uuid primary key default gen_random_uuid(),
  organizer_id bigint not null references organizers (id) on delete cascade,
  -- Null: all its events.
  event_id bigint references events (id) on delete cascade,
  -- Null: all types of changes.
  types text[],
  url text not null,
  -- Sealed for this endpoint. The one before signs too until its time is over.
  secret text not null,
  old_secret text,
  old_secret_until timestamptz,
  created_at timestamptz not null default now(),
  off_at timestamptz,
  off_why text check (off_why in ('person', 'gone', 'failing')),
  -- The first and the last failure since something arrived.
  failing_since timestamptz,
  failed_at timestamptz,
  -- It asked to be left alone until then.
  held_until timestamptz,
  check ((old_secret is null) = (old_secret_until is null)),
  check ((off_at is null) = (off_why is null)),
  check ((failing_since is null) = (failed_at is null))
);
create index webhooks_of_organizer on webhooks (organizer_id);
create index webhooks_of_event on webhooks (event_id) where event_id is not null;

create table webhook_deliveries (
  webhook_id uuid not null references webhooks (id) on delete cascade,
  -- It goes when the change does.
  change_id bigint not null references changes (id) on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  attempts integer not null default 0,
  -- A worker that sends it moves this ahead first, so that it is due again where the worker dies.
  due_at timestamptz default clock_timestamp(),
  tried_at timestamptz,
  -- What was answered: its status and first bytes; or what became of the attempt instead.
  status integer,
  answer text not null default '',
  fault text not null default '',
  primary key (change_id, webhook_id),
  check ((state = 'waiting') = (due_at is not null))
);
create index webhook_deliveries_due on webhook_deliveries (webhook_id, due_at) where due_at is not null;
create index webhook_deliveries_in_order on webhook_deliveries (webhook_id, change_id desc);

-- Called once, with the commit: so each says how things stand at the end of its transaction. Ids of rows become what
-- an order, ticket or event is called outside. Endpoints that are off gather nothing.
create or replace function add_changes(facts jsonb) returns void language sql as $$
  with written as (
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
    returning id, organizer_id, event_id, type
  )
  insert into webhook_deliveries (webhook_id, change_id)
  select w.id, c.id from written c join webhooks w on w.organizer_id = c.organizer_id
  where w.off_at is null and (w.event_id is null or w.event_id = c.event_id) and (w.types is null or c.type = any(w.types))
$$;

-- A fact of no event, for this endpoint alone.
create function add_test_change(endpoint uuid) returns bigint language sql as $$
  with written as (
    insert into changes (organizer_id, type, data) select organizer_id, 'test', '{}' from webhooks where id = endpoint
    returning id
  )
  insert into webhook_deliveries (webhook_id, change_id) select endpoint, id from written returning change_id
$$;

select limit_dates();
