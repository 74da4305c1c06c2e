-- Whose account at Stripe takes an organizer's card payments.
create table stripe_accounts (
  -- Another one with every connection, so that what belongs to one that is over reaches no later one.
  id uuid primary key default gen_random_uuid(),
  organizer_id bigint not null unique references organizers (id) on delete cascade,
  -- `oauth`: an account that somebody had; `created`: made from here.
  kind text not null check (kind in ('oauth', 'created')),
  -- Account id, tokens and publishable key, encrypted and bound to the organizer.
  sealed text not null check (sealed <> ''),
  -- A keyed hash of the account id, to find the organizers of an account; several may share one.
  account_hash text not null check (account_hash <> ''),
  -- Whether it takes real money.
  live boolean not null,
  -- What Stripe calls the account.
  name text not null default '',
  charges_enabled boolean not null default false,
  payouts_enabled boolean not null default false,
  details_submitted boolean not null default false,
  -- What Stripe still asks for, in its own names, and what it is looking at.
  due text[] not null default '{}',
  in_review boolean not null default false,
  connected_by uuid references users (id) on delete set null,
  connected_at timestamptz not null,
  -- When Stripe was asked how it stands; null where it was not yet.
  checked_at timestamptz,
  -- Since when it takes nothing more and waits to be let go at Stripe.
  letting_go_at timestamptz
);
create index stripe_accounts_account on stripe_accounts (account_hash);
create index stripe_accounts_connected_by on stripe_accounts (connected_by) where connected_by is not null;

-- Connections that were begun and that one person may finish, once, in the browser in which they began.
create table stripe_attempts (
  -- For an account that is made from here, the key under which it is made once.
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('oauth', 'created')),
  organizer_id bigint not null references organizers (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  -- SHA-256 of the state that Stripe sends back, and of what stands in the browser's cookie; '' where an account is made.
  state_hash text not null default '',
  browser_hash text not null default '',
  -- Where the person came from, a path of ours.
  next_path text not null,
  country text not null default '' check (country ~ '^([A-Z]{2})?$'),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  -- What Stripe said where it came to nothing.
  words text not null default ''
);
create unique index stripe_attempts_state on stripe_attempts (state_hash) where state_hash <> '';
create unique index stripe_attempts_created on stripe_attempts (organizer_id, country) where kind = 'created' and used_at is null;
create index stripe_attempts_organizer on stripe_attempts (organizer_id);
create index stripe_attempts_user on stripe_attempts (user_id);
create index stripe_attempts_expiry on stripe_attempts (expires_at);
