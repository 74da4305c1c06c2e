-- How large the files of imports are, and which organizers are sending one just now. Files that wait already count as
-- nothing until they go, within a week.
alter table import_runs
  add column bytes bigint not null default 0 check (bytes >= 0);

-- One row for each organizer while a file of theirs comes in, whichever process receives it; one that nobody renews is over.
create table import_uploads (
  organizer_id bigint primary key references organizers (id) on delete cascade,
  token uuid not null,
  renewed_at timestamptz not null default now()
);
