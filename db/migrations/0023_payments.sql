-- How an event takes money, what was paid and sent back, and what bank statements say.
create table payment_settings (
  event_id bigint primary key references events (id) on delete cascade,
  account_holder text not null default '',
  -- Without spaces; '' until it is known.
  iban text not null default '' check (iban ~ '^([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30})?$'),
  bic text not null default '' check (bic ~ '^([A-Z0-9]{8}([A-Z0-9]{3})?)?$'),
  -- So many days before it is due the buyer is reminded; null for no reminder.
  reminder_days integer check (reminder_days between 0 and 90),
  -- So many days after it was due an unpaid order gives its seats back; null: never by itself.
  expire_days integer check (expire_days between 0 and 365)
);

create table payment_methods (
  event_id bigint not null references events (id) on delete cascade,
  method text not null check (method in ('bank-transfer', 'on-site', 'invoice')),
  enabled boolean not null default false,
  instructions text not null default '',
  -- Days from the order to the day on which it is due; null where nothing is due before the event.
  due_days integer check (due_days between 0 and 365),
  -- Offered from this total on, in the minor unit of the event's currency.
  from_minor bigint not null default 0 check (from_minor >= 0),
  -- Offered until so many days before the event begins; null: until it is no longer on sale.
  until_days integer check (until_days between 0 and 365),
  primary key (event_id, method)
);

-- The ledger: money that came in, money that goes back, marks that were a mistake. Nothing in it is ever changed but how far a refund is.
create table payments (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id) on delete restrict,
  kind text not null check (kind in ('payment', 'refund', 'reversal')),
  -- `payment`, `reversal`: the way the money came; `refund`: the way it goes.
  method text not null check (method <> ''),
  amount_minor bigint not null check (amount_minor > 0),
  -- A refund is `open` until it is on its way; everything else is `done`. What failed no longer counts.
  state text not null default 'done' check (state in ('done', 'open', 'failed')),
  -- When the money moved, as far as it is known.
  paid_at timestamptz not null,
  note text not null default '',
  -- `buyer`, `clock`, or the name of who did it on the organiser's side.
  by text not null check (by <> ''),
  -- The same key is the same entry, however often it is sent.
  idempotency_key text not null check (idempotency_key <> ''),
  -- Of a reversal: the payment that was a mistake; once each.
  reverses_id bigint unique references payments (id) on delete restrict,
  -- Of a refund: the account it goes to; '' where nobody said.
  iban text not null default '',
  created_at timestamptz not null,
  unique (order_id, idempotency_key),
  check ((kind = 'reversal') = (reverses_id is not null)),
  check (kind = 'refund' or state = 'done')
);
create index payments_open on payments (order_id) where state = 'open';

-- Credits on the organiser's bank account, each once however often a statement with it is brought in.
create table statement_lines (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  -- SHA-256 of what makes it this one line, in base64url.
  fingerprint text not null,
  booked_on date not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  reference text not null default '',
  payer text not null default '',
  iban text not null default '',
  state text not null default 'open' check (state in ('open', 'booked', 'ignored')),
  -- What it was booked as.
  payment_id bigint references payments (id) on delete restrict,
  file_name text not null default '',
  created_at timestamptz not null,
  unique (event_id, fingerprint),
  check ((state = 'booked') = (payment_id is not null))
);
create index statement_lines_event on statement_lines (event_id, state, booked_on desc);
create unique index statement_lines_payment on statement_lines (payment_id);

-- Cancelling all orders of an event, a few at a time: how far it is.
create table mass_cancellations (
  event_id bigint primary key references events (id) on delete cascade,
  -- Whether what was paid is sent back.
  refund boolean not null,
  reason text not null default '',
  by text not null check (by <> ''),
  started_at timestamptz not null,
  finished_at timestamptz,
  -- Orders that were still standing when it began.
  total integer not null check (total >= 0)
);
