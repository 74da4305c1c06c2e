-- Ways to sign in, and what protects them. two_factors and passkeys follow the data model of the better-auth library.
alter table users
  add column two_factor_enabled boolean not null default false,
  -- The profile that people fill in themselves, or let another service fill in where it is empty.
  add column website text not null default '',
  add column biography text not null default '',
  add column locale text not null default '';

-- Whether the sign-in proved two things: a passkey, or a second factor on top of anything else.
alter table auth_sessions add column strong boolean not null default false;

create unique index auth_accounts_one_owner on auth_accounts (provider_id, account_id);

create table two_factors (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users (id) on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);
create index two_factors_user on two_factors (user_id);

create table passkeys (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users (id) on delete cascade,
  name text,
  public_key text not null,
  credential_id text not null unique,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamptz not null default now()
);
create index passkeys_user on passkeys (user_id);

-- How often something was tried within a span of time that began at `since`.
create table rate_limits (
  key text primary key,
  since timestamptz not null,
  tries integer not null
);
create index rate_limits_oldest on rate_limits (since);

-- Sign-ins with another service that are under way, each bound to the browser that began it.
create table sign_in_attempts (
  id uuid primary key default gen_random_uuid(),
  provider text not null,
  -- SHA-256 of what stands in the browser's cookie.
  browser_hash text not null,
  request_token text not null,
  request_secret text not null,
  -- Who connects the service to an account; null where somebody signs in with it.
  user_id uuid references users (id) on delete cascade,
  next_path text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now(),
  unique (provider, request_token)
);

-- Keys with which programs act for their owner.
create table api_keys (
  id bigint generated always as identity primary key,
  user_id uuid not null references users (id) on delete cascade,
  name text not null check (name <> ''),
  -- SHA-256 of the key; the key itself is shown once.
  key_hash text not null unique,
  -- Its first characters, to tell keys apart.
  prefix text not null,
  last_used_at timestamptz,
  expires_at timestamptz,
  created_at timestamptz not null default now()
);
create index api_keys_user on api_keys (user_id);
