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

-- What each file is used for; one that is not an event's has no event_id. Faces of people are cropped as speakers' are.
create or replace view media_uses as
  select id as event_id, header_id as media_id, 'event' as role from events where header_id is not null
  union all select id, logo_id, 'logo' from events where logo_id is not null
  union all select event_id, photo_id, 'speaker' from speakers where photo_id is not null
  union all select event_id, logo_id, 'logo' from sponsors where logo_id is not null
  union all select event_id, picture_id, 'session' from sessions where picture_id is not null
  union all select event_id, slides_id, 'file' from sessions where slides_id is not null
  union all select event_id, audio_id, 'file' from sessions where audio_id is not null
  union all select event_id, video_id, 'file' from sessions where video_id is not null
  union all select null, logo_id, 'logo' from organizers where logo_id is not null
  union all select null, picture_id, 'speaker' from users where picture_id is not null;
