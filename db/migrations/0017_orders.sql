-- Selling: how many seats are held and sold, orders, what is in them.
alter table quotas
  add column held integer not null default 0 check (held >= 0),
  add column sold integer not null default 0 check (sold >= 0),
  -- The one quota of an event that every ticket type takes from: its capacity.
  add column whole_event boolean not null default false,
  add constraint quotas_never_oversold check (held + sold <= size),
  drop constraint quotas_check,
  add constraint quotas_named check ((name = '') = (own_ticket_type_id is not null or whole_event)),
  add constraint quotas_of_one_sort check (not (whole_event and own_ticket_type_id is not null));
create unique index quotas_one_capacity on quotas (event_id) where whole_event;

create table orders (
  id bigint generated always as identity primary key,
  -- No event goes while somebody has ordered from it.
  event_id bigint not null references events (id) on delete restrict,
  -- What people read to each other: eight letters and digits.
  code text not null unique check (code ~ '^[A-HJ-NP-Z2-9]{8}$'),
  state text not null check (state in ('reserved', 'pending-payment', 'paid', 'free-completed', 'expired', 'cancelled', 'partly-refunded', 'refunded')),
  -- The same key from the same buyer is the same order, however often it is sent.
  idempotency_key text not null check (idempotency_key <> ''),
  -- SHA-256 of what was asked for, in base64url: the same key with another wish is a mistake.
  wish_hash text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  total_minor bigint not null check (total_minor >= 0),
  -- Until when the seats are held; null once the order no longer waits for its buyer.
  held_until timestamptz,
  locale text not null default 'en',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (event_id, idempotency_key),
  check ((state = 'reserved') = (held_until is not null))
);
create index orders_due on orders (event_id, held_until) where state = 'reserved';
create index orders_event on orders (event_id, id desc);

create table order_lines (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id) on delete cascade,
  -- No ticket type goes while somebody has ordered it.
  ticket_type_id bigint not null references ticket_types (id) on delete restrict,
  quantity integer not null check (quantity > 0),
  unit_minor bigint not null check (unit_minor >= 0),
  -- The quotas from which each of them took a seat when it was ordered: given back exactly there, whatever the quotas hold by then.
  quota_ids bigint[] not null
);
create index order_lines_order on order_lines (order_id);
create index order_lines_type on order_lines (ticket_type_id);
