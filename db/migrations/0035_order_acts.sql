-- Acts of the team on several orders at once, and what came of each.
create table order_acts (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  act text not null check (act in ('pay', 'confirm', 'cancel')),
  -- Of `pay`: the way the money came; '' otherwise.
  way text not null default '',
  -- Of `cancel`: what was paid goes back.
  refund boolean not null default false,
  reason text not null default '',
  by text not null check (by <> ''),
  -- The same key is the same act, however often it is sent.
  idempotency_key text not null check (idempotency_key <> ''),
  started_at timestamptz not null,
  finished_at timestamptz,
  unique (event_id, idempotency_key)
);

create table order_act_orders (
  act_id bigint not null references order_acts (id) on delete cascade,
  order_id bigint not null references orders (id) on delete cascade,
  -- Null until it was its turn.
  outcome text check (outcome in ('done', 'skipped')),
  -- Why it was skipped.
  words text not null default '',
  primary key (act_id, order_id)
);
create index order_act_orders_order on order_act_orders (order_id);
