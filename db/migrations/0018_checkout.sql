-- Who ordered, what became of it, and the tickets of those who come.
alter table orders
  add column buyer_name text not null default '',
  add column buyer_email text not null default '',
  -- From then on the order counts as ordered; null while seats are only held.
  add column completed_at timestamptz,
  add constraint orders_completed_by_somebody check (completed_at is null or buyer_email <> '');

-- Every step after the reservation: an order's history.
create table order_changes (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id) on delete cascade,
  at timestamptz not null,
  from_state text not null,
  to_state text not null check (to_state <> from_state),
  -- `buyer`, `clock`, or the name of who did it on the organiser's side.
  by text not null check (by <> '')
);
create index order_changes_order on order_changes (order_id, id);

create table tickets (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id) on delete cascade,
  -- What it is a ticket for.
  order_line_id bigint not null references order_lines (id) on delete cascade,
  -- 1, 2, 3 ... within the order.
  number integer not null check (number > 0),
  -- Who comes; '' for the buyer themselves or not yet known.
  attendee_name text not null default '',
  -- 128 random bits in base64url, for the code at the door.
  secret text not null unique check (length(secret) = 22),
  created_at timestamptz not null,
  unique (order_id, number)
);
create index tickets_line on tickets (order_line_id);
