-- Whatever refers to a row is found by an index when the row goes: without them, emptying the bin reads every session of the house once
-- for each picture of the event.
create index users_picture on users (picture_id) where picture_id is not null;
create index organizers_logo on organizers (logo_id) where logo_id is not null;
create index events_header on events (header_id) where header_id is not null;
create index events_logo on events (logo_id) where logo_id is not null;
create index speakers_photo on speakers (photo_id) where photo_id is not null;
create index sponsors_logo on sponsors (logo_id) where logo_id is not null;
create index sessions_picture on sessions (picture_id) where picture_id is not null;
create index sessions_slides on sessions (slides_id) where slides_id is not null;
create index sessions_audio on sessions (audio_id) where audio_id is not null;
create index sessions_video on sessions (video_id) where video_id is not null;
create index sessions_type on sessions (session_type_id);
create index import_runs_event on import_runs (event_id);
create index import_runs_starter on import_runs (started_by);
create index invitations_sender on invitations (invited_by);
create index sign_in_attempts_user on sign_in_attempts (user_id) where user_id is not null;
create index sign_in_attempts_expiry on sign_in_attempts (expires_at);
-- What is past is thrown away every night.
create index auth_sessions_expiry on auth_sessions (expires_at);
create index auth_verifications_expiry on auth_verifications (expires_at);
create index edits_oldest on edits (created_at);
