-- Work to be done later. A row leaves the table when its work is done.
create table jobs (
  id bigint generated always as identity primary key,
  queue text not null,
  -- Waiting jobs of a queue with the same key are one job: the last payload, the first due time.
  coalesce_key text,
  payload jsonb not null default '{}',
  state text not null default 'waiting' check (state in ('waiting', 'active', 'dead')),
  run_at timestamptz not null default now(),
  attempts integer not null default 0,
  max_attempts integer not null default 8 check (max_attempts > 0),
  -- How many announcements this job stands for.
  merged integer not null default 1,
  -- While a worker holds it: until when, unless the worker says that it lives.
  leased_until timestamptz,
  last_error text,
  created_at timestamptz not null default now()
);
create unique index jobs_one_waiting_per_key on jobs (queue, coalesce_key) where state = 'waiting' and coalesce_key is not null;
create index jobs_due on jobs (run_at, id) where state = 'waiting';
create index jobs_active_key on jobs (queue, coalesce_key) where state = 'active';

-- Mails of an installation without a mail server, and the record of those that were sent.
create table mails (
  id bigint generated always as identity primary key,
  recipient text not null,
  subject text not null,
  text_body text not null,
  html_body text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'kept', 'failed')),
  last_error text,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
create index mails_newest on mails (created_at desc);
