-- What an event sells, and in which order it is shown.
create table ticket_headings (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  name text not null check (name <> ''),
  description text not null default '',
  unique (event_id, number)
);

create table ticket_types (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  name text not null check (name <> ''),
  description text not null default '',
  kind text not null check (kind in ('free', 'paid', 'donation')),
  -- In the minor unit of the event's currency. Of a donation the least and what is suggested.
  price_minor bigint not null default 0 check (price_minor >= 0),
  suggested_minor bigint check (suggested_minor >= 0),
  minimum_per_order integer not null default 1 check (minimum_per_order >= 1),
  maximum_per_order integer not null default 10,
  sale_starts_at timestamptz,
  sale_ends_at timestamptz,
  visibility text not null default 'public' check (visibility in ('public', 'hidden', 'code')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (event_id, number),
  check (maximum_per_order >= minimum_per_order),
  check (sale_ends_at > sale_starts_at),
  check ((kind = 'free') = (price_minor = 0) or kind = 'donation'),
  check (suggested_minor is null or (kind = 'donation' and suggested_minor >= price_minor))
);

-- The one order in which an event shows its headings and ticket types: 1, 2, 3 ... without gaps.
create table shop_items (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  position integer not null check (position > 0),
  heading_id bigint unique references ticket_headings (id) on delete cascade,
  ticket_type_id bigint unique references ticket_types (id) on delete cascade,
  check ((heading_id is null) <> (ticket_type_id is null)),
  unique (event_id, position) deferrable initially deferred
);

-- How many may be sold, of one ticket type or of several together.
create table quotas (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  -- The one ticket type whose own quantity this is; null where several share it. It has no name of its own then.
  own_ticket_type_id bigint unique references ticket_types (id) on delete cascade,
  name text not null default '',
  -- null: no limit.
  size integer check (size >= 0),
  unique (event_id, number),
  check ((name = '') = (own_ticket_type_id is not null))
);

create table quota_ticket_types (
  quota_id bigint not null references quotas (id) on delete cascade,
  ticket_type_id bigint not null references ticket_types (id) on delete cascade,
  primary key (quota_id, ticket_type_id)
);
create index quota_ticket_types_type on quota_ticket_types (ticket_type_id);

-- Codes that show ticket types which nobody sees without them.
create table access_codes (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  code text not null check (code = upper(code) and code <> ''),
  unique (event_id, number),
  unique (event_id, code)
);

create table access_code_ticket_types (
  access_code_id bigint not null references access_codes (id) on delete cascade,
  ticket_type_id bigint not null references ticket_types (id) on delete cascade,
  primary key (access_code_id, ticket_type_id)
);
create index access_code_ticket_types_type on access_code_ticket_types (ticket_type_id);
