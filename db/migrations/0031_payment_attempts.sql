-- Payments that buyers make themselves at a provider: each try, what the provider told of it, and where that met the ledger.
alter table payment_methods drop constraint payment_methods_method_check;
-- One of the house's own ways, or a provider.
alter table payment_methods add check (method ~ '^[a-z][a-z0-9-]{1,29}$');

create table payment_attempts (
  -- Also the key under which the provider is asked, so that it is one payment however often it is asked.
  id uuid primary key,
  order_id bigint not null references orders (id) on delete cascade,
  provider text not null check (provider <> ''),
  -- Which account of the provider the money goes to: where it is asked, whatever the organizer connects later.
  account text not null check (account <> ''),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- What the installation keeps of it.
  application_fee_minor bigint not null default 0 check (application_fee_minor between 0 and amount_minor),
  -- `begun`: nobody knows yet whether the provider has it; `open`: it can be paid; `processing`: the money is on its way; `paid`; `gone`: it can
  -- never be paid any more.
  state text not null default 'begun' check (state in ('begun', 'open', 'processing', 'paid', 'gone')),
  -- What the provider is asked for, as it was when it was first asked; null once the provider has answered.
  request jsonb,
  -- What the provider calls it; '' until it is known.
  reference text not null default '',
  -- Where it is paid; '' until it is known.
  address text not null default '',
  expires_at timestamptz not null,
  -- What the provider calls the money that came; '' while none has.
  payment_reference text not null default '',
  created_at timestamptz not null,
  -- When the provider was last asked how it stands.
  looked_at timestamptz,
  look_again_at timestamptz not null,
  -- How often in a row the provider did not answer.
  tries integer not null default 0 check (tries >= 0),
  -- What the provider said that somebody should know of; '' for nothing.
  trouble text not null default ''
);
create unique index payment_attempts_reference on payment_attempts (provider, reference) where reference <> '';
-- One at a time for each order.
create unique index payment_attempts_live on payment_attempts (order_id) where state in ('begun', 'open', 'processing');
create index payment_attempts_order on payment_attempts (order_id);
create index payment_attempts_due on payment_attempts (look_again_at) where state in ('begun', 'open', 'processing');

alter table payments
  -- The try that it came from, or whose money a refund sends back.
  add column attempt_id uuid references payment_attempts (id) on delete restrict,
  -- What the provider calls this money; '' where no provider has it.
  add column reference text not null default '',
  -- Of a refund through a provider: the payment whose money it sends back.
  add column refunds_id bigint references payments (id) on delete restrict,
  -- What the provider kept of a payment; null where it is not known.
  add column fee_minor bigint,
  -- What the installation kept of a payment.
  add column application_fee_minor bigint not null default 0 check (application_fee_minor >= 0),
  -- Of a refund: the installation gives its share back too.
  add column returns_fee boolean not null default false,
  -- Why a refund failed; '' where it did not.
  add column failure text not null default '';
create index payments_attempt on payments (attempt_id) where attempt_id is not null;
create index payments_refunds on payments (refunds_id) where refunds_id is not null;
create index payments_reference on payments (reference) where reference <> '';

-- What providers told of, each once however often they tell it. Only that it was told is kept, not what.
create table provider_news (
  id bigint generated always as identity primary key,
  provider text not null check (provider <> ''),
  event_id text not null check (event_id <> ''),
  -- '' for the installation's own.
  account text not null default '',
  kind text not null,
  -- What the provider calls the thing it is about.
  object text not null default '',
  created_at timestamptz not null,
  -- Null while a job still has to look.
  handled_at timestamptz,
  unique (provider, event_id)
);
create index provider_news_created on provider_news (created_at);
