-- The sizes of events' pictures have grown: those that are there are made again, by the job that makes them after an upload.
-- A picture whose sizes are as wished is left alone.
select add_job('make_variants', uses.event_id::text, jsonb_build_object('eventId', uses.event_id, 'mediaIds', '[]'::jsonb, 'sender', 'migration'), now(), 1)
from (select distinct event_id from media_uses where event_id is not null and role in ('event', 'session')) as uses;
