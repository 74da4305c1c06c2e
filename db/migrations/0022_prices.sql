-- What makes a price besides the list: taxes, the organiser's fees, discount codes.
alter table events
  -- Whether the prices on the list have their tax in them, or it comes on top.
  add column prices_include_tax boolean not null default true;

create table tax_rates (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  name text not null check (name <> ''),
  -- Hundredths of a percent: 1900 is 19 %.
  rate_bp integer not null check (rate_bp between 0 and 10000),
  -- For every ticket type with a price for which no other was chosen.
  standard boolean not null default false,
  unique (event_id, number)
);
create unique index tax_rates_one_standard on tax_rates (event_id) where standard;

-- The rate that was chosen for a ticket type.
create table ticket_type_tax_rates (
  ticket_type_id bigint primary key references ticket_types (id) on delete cascade,
  tax_rate_id bigint not null references tax_rates (id) on delete cascade
);
create index ticket_type_tax_rates_rate on ticket_type_tax_rates (tax_rate_id);

-- What an organiser asks for besides the tickets.
create table ticket_fees (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  name text not null check (name <> ''),
  -- Of what the tickets cost, in hundredths of a percent; and an amount in the event's currency, once for an order or for each ticket.
  percent_bp integer not null check (percent_bp between 0 and 10000),
  fixed_minor bigint not null check (fixed_minor >= 0),
  per text not null check (per in ('order', 'ticket')),
  tax_rate_id bigint references tax_rates (id) on delete set null,
  unique (event_id, number),
  check (percent_bp > 0 or fixed_minor > 0)
);
create index ticket_fees_rate on ticket_fees (tax_rate_id);

create table discount_codes (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  code text not null check (code = upper(code) and code <> ''),
  kind text not null check (kind in ('percent', 'per-order', 'per-ticket')),
  percent_bp integer not null default 0 check (percent_bp between 0 and 10000),
  amount_minor bigint not null default 0 check (amount_minor >= 0),
  -- Otherwise only for those in discount_code_ticket_types.
  for_all boolean not null default true,
  -- How many orders may use it; null for no limit. `used` counts those that have a use of it: orders.discount_code_id.
  most_uses integer check (most_uses >= 0),
  used integer not null default 0 check (used >= 0),
  starts_at timestamptz,
  ends_at timestamptz,
  minimum_tickets integer not null default 0 check (minimum_tickets >= 0),
  minimum_minor bigint not null default 0 check (minimum_minor >= 0),
  unique (event_id, number),
  unique (event_id, code),
  check (ends_at > starts_at),
  check ((kind = 'percent') = (percent_bp > 0) and (kind = 'percent') = (amount_minor = 0)),
  constraint discount_codes_never_overused check (used <= most_uses)
);

create table discount_code_ticket_types (
  discount_code_id bigint not null references discount_codes (id) on delete cascade,
  ticket_type_id bigint not null references ticket_types (id) on delete cascade,
  primary key (discount_code_id, ticket_type_id)
);
create index discount_code_ticket_types_type on discount_code_ticket_types (ticket_type_id);

alter table orders
  -- The code of which the order has a use; null where it has none, or gave it back.
  add column discount_code_id bigint references discount_codes (id) on delete set null,
  -- That code as it was typed; it stays when the use is given back.
  add column discount_code text not null default '';
create index orders_discount on orders (discount_code_id) where discount_code_id is not null;

alter table ticket_types
  -- How many one buyer may have of it in all their orders; null for no limit but those of an order.
  add column maximum_per_person integer check (maximum_per_person >= 1);
-- Who has how many of it is asked by the buyer's address, however its letters are written.
create index orders_buyer on orders (event_id, lower(buyer_email)) where buyer_email <> '';
