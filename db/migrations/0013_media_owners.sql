-- Files belong to an event, an organizer or a person.
alter table media
  alter column event_id drop not null,
  add column organizer_id bigint references organizers (id) on delete cascade,
  add column user_id uuid references users (id) on delete cascade,
  add check (num_nonnulls(event_id, organizer_id, user_id) = 1);
create index media_organizer on media (organizer_id) where organizer_id is not null;
create index media_user on media (user_id) where user_id is not null;

alter table users add column picture_id bigint references media (id) on delete set null;
alter table organizers add column logo_id bigint references media (id) on delete set null;
