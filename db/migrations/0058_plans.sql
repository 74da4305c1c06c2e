-- The organiser's own plan of the place, as a picture of the event, and what it shows in words for those who do not see it.
alter table events
  add column plan_id bigint references media (id) on delete set null,
  add column plan_alt text not null default '' check (length(plan_alt) <= 500);
create index events_plan on events (plan_id) where plan_id is not null;

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
  union all select null, picture_id, 'speaker' from users where picture_id is not null
  union all select id, plan_id, 'event' from events where plan_id is not null;
