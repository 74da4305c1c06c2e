-- What an organiser's change of sessions, speakers, rooms ... was before and after, so that it can be undone for a while.
create table edits (
  id uuid primary key default gen_random_uuid(),
  event_id bigint not null references events (id) on delete cascade,
  -- Who may undo it; null for the system.
  actor_id uuid references users (id) on delete cascade,
  -- What kind of thing: room, session ...
  noun text not null check (noun <> ''),
  -- What was done, in words.
  label text not null,
  -- The rows before and after, as far as they differ.
  images jsonb not null,
  created_at timestamptz not null,
  undone_at timestamptz
);
create index edits_event on edits (event_id, created_at);
create index edits_actor on edits (actor_id);
