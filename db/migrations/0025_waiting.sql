-- Who waits for seats that come back.
create table waiting_lists (
  event_id bigint primary key references events (id) on delete cascade,
  is_open boolean not null,
  -- For so long an offer holds its seats.
  offer_minutes integer not null check (offer_minutes between 30 and 20160)
);

create table waiting_entries (
  -- Who has the smaller one came first.
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  ticket_type_id bigint not null references ticket_types (id) on delete cascade,
  -- How many come together: all of them get seats, or none.
  quantity integer not null check (quantity > 0),
  name text not null check (name <> ''),
  email text not null check (email <> ''),
  locale text not null,
  -- 128 random bits in base64url: whoever has it may see the entry and take it back.
  token text not null unique check (length(token) = 22),
  state text not null check (state in ('waiting', 'offered', 'taken', 'lapsed', 'declined', 'left', 'removed')),
  -- The state of which a mail has told.
  told text not null,
  -- What holds the seats of the offer.
  order_id bigint unique references orders (id) on delete set null,
  joined_at timestamptz not null,
  changed_at timestamptz not null
);
create unique index waiting_once on waiting_entries (ticket_type_id, lower(email)) where state in ('waiting', 'offered');
create index waiting_in_line on waiting_entries (event_id, id) where state in ('waiting', 'offered');
create index waiting_of_event on waiting_entries (event_id, id desc);

alter table quotas
  -- Somebody waits for its seats and needs more of them than are left: what is left is not for the public.
  add column awaited boolean not null default false;

drop function lock_quotas(bigint);
-- As before, with whether the quota is awaited.
create function lock_quotas(event bigint) returns table (id bigint, size integer, held integer, sold integer, awaited boolean) language plpgsql as $$
begin
  perform from quotas as q where q.event_id = event order by q.id for no key update;
  if not found then
    perform from events as e where e.id = event for no key update;
  end if;
  return query select q.id, q.size, q.held, q.sold, q.awaited from quotas as q where q.event_id = event order by q.id for no key update;
end
$$;

-- As before, for the public: it refuses also what others wait for (`quotas_for_the_public`), and gives that as if it were taken.
create or replace function take_seats(event bigint, known_version bigint, quota_ids bigint[], seats integer[]) returns jsonb language plpgsql as $$
declare
  counted integer;
begin
  perform from lock_quotas(event);
  perform from events as e where e.id = event and (known_version is null or e.version = known_version) for key share;
  if not found then
    return null;
  end if;
  update quotas as q set held = q.held + t.seats from unnest(quota_ids, take_seats.seats) as t(id, seats) where q.id = t.id and not q.awaited;
  get diagnostics counted = row_count;
  if counted < cardinality(quota_ids) then
    raise exception 'what is left in a quota of event % is for those who wait', event using errcode = 'check_violation', constraint = 'quotas_for_the_public';
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'size', case when q.awaited then q.held + q.sold else q.size end, 'taken', q.held + q.sold)), '[]')
    from quotas as q where q.event_id = event
  );
end
$$;
