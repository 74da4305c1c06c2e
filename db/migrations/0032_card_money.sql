-- What the installation takes of the card payments of an organizer, where that is not what its settings say.
create table platform_fees (
  organizer_id bigint primary key references organizers (id) on delete cascade,
  -- In hundredths of a percent.
  percent integer not null check (percent between 0 and 10000),
  -- Minor units by currency: {"EUR": 30}.
  fixed jsonb not null check (jsonb_typeof(fixed) = 'object'),
  updated_at timestamptz not null
);

-- Payments of which a buyer told their bank that they are not right.
create table payment_disputes (
  id bigint generated always as identity primary key,
  payment_id bigint not null references payments (id) on delete restrict,
  provider text not null check (provider <> ''),
  -- What the provider calls it.
  reference text not null check (reference <> ''),
  amount_minor bigint not null check (amount_minor > 0),
  -- The provider's word for why.
  reason text not null,
  state text not null check (state in ('open', 'won', 'lost')),
  -- Until when it can be answered; null where nobody said.
  due_at timestamptz,
  opened_at timestamptz not null,
  closed_at timestamptz,
  unique (provider, reference)
);
create index payment_disputes_payment on payment_disputes (payment_id);

-- Accounts at providers, and how far their books were read.
create table provider_books (
  provider text not null check (provider <> ''),
  account text not null check (account <> ''),
  looked_at timestamptz not null,
  -- Everything that moved before was read.
  read_until timestamptz not null,
  primary key (provider, account)
);

-- Money that a provider sent to the organiser's bank. Amounts are in units of the provider, with so many digits after the point.
create table provider_payouts (
  id bigint generated always as identity primary key,
  provider text not null check (provider <> ''),
  account text not null check (account <> ''),
  reference text not null check (reference <> ''),
  amount bigint not null,
  digits smallint not null check (digits between 0 and 4),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  state text not null check (state in ('pending', 'paid', 'failed', 'cancelled')),
  created_at timestamptz not null,
  arrives_at timestamptz not null,
  unique (provider, reference)
);

-- What moved in the provider's balance for payments of ours, as the provider booked it. Amounts are in units of the provider.
create table provider_movements (
  id bigint generated always as identity primary key,
  payment_id bigint not null references payments (id) on delete restrict,
  provider text not null check (provider <> ''),
  account text not null check (account <> ''),
  reference text not null check (reference <> ''),
  -- What the provider calls the payment, the refund or the dispute that moved it.
  source text not null,
  kind text not null check (kind in ('payment', 'refund', 'refund-failed', 'dispute', 'dispute-won', 'fee-returned', 'other')),
  amount bigint not null,
  -- The same in the currency's minor unit, as orders have it.
  amount_minor bigint not null,
  -- What the provider keeps of it, less what it gives back.
  fee bigint not null,
  -- The same of the installation.
  application_fee bigint not null,
  digits smallint not null check (digits between 0 and 4),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  at timestamptz not null,
  payout_id bigint references provider_payouts (id) on delete restrict,
  unique (provider, reference)
);
create index provider_movements_payment on provider_movements (payment_id);
create index provider_movements_payout on provider_movements (payout_id);
create index provider_movements_source on provider_movements (provider, source);
create index provider_movements_waiting on provider_movements (provider, account, at) where payout_id is null;

alter table mass_cancellations
  -- The installation gives back its share of what goes back through a provider.
  add column returns_fee boolean not null default false;
