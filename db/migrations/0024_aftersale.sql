-- What happens to an order once it stands: by which rules its buyer may change it, what was changed, what the team notes, and tickets on
-- their way to somebody else.

-- What an organiser allows buyers. No row: as the defaults say.
create table order_rules (
  event_id bigint primary key references events (id) on delete cascade,
  cancel_free boolean not null default true,
  cancel_paid boolean not null default false,
  -- Until so many hours before the event begins, or until a moment where one is named.
  cancel_hours integer not null default 0 check (cancel_hours between 0 and 8760),
  cancel_until timestamptz,
  -- Kept of what each ticket cost: hundredths of a percent, and an amount in the event's currency.
  keep_bp integer not null default 0 check (keep_bp between 0 and 10000),
  keep_minor bigint not null default 0 check (keep_minor >= 0),
  -- Names can be changed until so many hours before the event begins.
  names_hours integer not null default 0 check (names_hours between 0 and 8760),
  transfers boolean not null default true
);

-- Whatever changed in an order but its state, beside order_changes.
create table order_edits (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id) on delete cascade,
  at timestamptz not null,
  -- `buyer`, `holder`, or the name of who did it on the organiser's side.
  by text not null check (by <> ''),
  act text not null check (act <> ''),
  -- What the words of the act need, such as the ticket's number.
  details jsonb not null default '{}'
);
create index order_edits_order on order_edits (order_id, id);

-- What the team writes down about an order; its buyer never sees it.
create table order_notes (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id) on delete cascade,
  at timestamptz not null,
  by text not null check (by <> ''),
  text text not null check (text <> '')
);
create index order_notes_order on order_notes (order_id, id);

-- A ticket that somebody took over from the buyer is theirs alone.
alter table tickets add column transferred_at timestamptz;

create table ticket_transfers (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references tickets (id) on delete cascade,
  email text not null check (email <> ''),
  -- SHA-256 of the link's token, in hex.
  token_hash text not null unique check (length(token_hash) = 64),
  state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'withdrawn')),
  locale text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  answered_at timestamptz
);
create unique index ticket_transfers_one_open on ticket_transfers (ticket_id) where state = 'open';
create index ticket_transfers_ticket on ticket_transfers (ticket_id);

-- Orders of one's own, by the address that was confirmed.
create index orders_buyer_email on orders (lower(buyer_email)) where buyer_email <> '';
