-- People who proved to have an account with another service that tells no e-mail address: they wait here until they have proven
-- an address to us, bound to the browser in which they began.
create table pending_identities (
  id uuid primary key default gen_random_uuid(),
  -- SHA-256 of what stands in the browser's cookie.
  browser_hash text not null unique,
  provider text not null,
  -- What the service said of them.
  profile jsonb not null,
  next_path text not null,
  -- The address that is to be proven, '' until one was given, and the hash of the code that was sent there: '' where none was.
  email text not null default '',
  code_hash text not null default '',
  tries integer not null default 0,
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index pending_identities_expiry on pending_identities (expires_at);
