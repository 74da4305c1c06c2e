-- Organizers, their events, and what an event's programme is made of.
-- `number` is a thing's public name within its event: it stands in addresses and in exported files.
-- `source_key` is what the file that it was imported from called it.

create table organizers (
  id bigint generated always as identity primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null check (name <> ''),
  description text not null default '',
  website text not null default '',
  email text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table organizer_members (
  organizer_id bigint not null references organizers (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  role text not null check (role in ('owner', 'organizer', 'co-organizer', 'track-organizer', 'moderator', 'registrar')),
  created_at timestamptz not null default now(),
  primary key (organizer_id, user_id)
);
create index organizer_members_user on organizer_members (user_id);

create table media (
  id bigint generated always as identity primary key,
  -- Set below, once the events table exists.
  event_id bigint not null,
  -- Either kept in our storage or only known by its address.
  storage_key text unique,
  url text,
  file_name text not null default '',
  content_type text not null default 'application/octet-stream',
  bytes bigint not null default 0,
  sha256 text not null default '',
  created_at timestamptz not null default now(),
  check ((storage_key is null) <> (url is null))
);
create index media_event on media (event_id);

create table events (
  id bigint generated always as identity primary key,
  organizer_id bigint not null references organizers (id) on delete restrict,
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  source_key text not null default '',
  acronym text not null default '',
  name text not null check (name <> ''),
  subtitle text not null default '',
  description text not null default '',
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  time_zone text not null,
  location_name text not null default '',
  city text not null default '',
  latitude double precision check (latitude between -90 and 90),
  longitude double precision check (longitude between -180 and 180),
  website text not null default '',
  ticket_url text not null default '',
  email text not null default '',
  language text not null default '',
  logo_id bigint references media (id) on delete set null,
  header_id bigint references media (id) on delete set null,
  organizer_name text not null default '',
  organizer_description text not null default '',
  social_links jsonb not null default '[]',
  code_of_conduct text not null default '',
  copyright jsonb,
  call_for_speakers jsonb,
  type text not null default '',
  topic text not null default '',
  sub_topic text not null default '',
  day_change_minutes integer not null default 0 check (day_change_minutes between 0 and 1439),
  timeslot_minutes integer not null default 15 check (timeslot_minutes > 0),
  session_form jsonb,
  speaker_form jsonb,
  schedule_version text not null default '',
  hue integer not null check (hue between 0 and 359),
  state text not null default 'draft' check (state in ('draft', 'published', 'cancelled')),
  -- Counts every change of anything public: what was built from version n is stale at n + 1.
  version bigint not null default 1,
  published_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (ends_at > starts_at)
);
create index events_organizer on events (organizer_id);
create index events_public on events (starts_at) where state <> 'draft';
create index events_source on events (organizer_id, source_key) where source_key <> '';
alter table media add constraint media_event_fk foreign key (event_id) references events (id) on delete cascade deferrable initially deferred;

create table tracks (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  source_key text not null default '',
  name text not null check (name <> ''),
  description text not null default '',
  color text not null default '' check (color = '' or color ~ '^#[0-9a-f]{6}$'),
  unique (event_id, number)
);

create table rooms (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  source_key text not null default '',
  position integer not null default 0,
  guid text not null default '',
  name text not null check (name <> ''),
  floor text not null default '',
  latitude double precision check (latitude between -90 and 90),
  longitude double precision check (longitude between -180 and 180),
  capacity integer check (capacity >= 0),
  unique (event_id, number)
);

create table session_types (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  source_key text not null default '',
  name text not null check (name <> ''),
  minutes integer check (minutes >= 0),
  unique (event_id, number)
);

create table speakers (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  source_key text not null default '',
  guid text not null default '',
  code text not null default '',
  name text not null check (name <> ''),
  email text not null default '',
  mobile text not null default '',
  photo_id bigint references media (id) on delete set null,
  organisation text not null default '',
  position text not null default '',
  country text not null default '',
  short_biography text not null default '',
  biography text not null default '',
  website text not null default '',
  links jsonb not null default '[]',
  featured boolean not null default false,
  updated_at timestamptz not null default now(),
  unique (event_id, number)
);

create table sessions (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  source_key text not null default '',
  guid uuid not null,
  uid text not null,
  code text not null default '',
  slug text not null default '',
  title text not null check (title <> ''),
  subtitle text not null default '',
  abstract text not null default '',
  description text not null default '',
  language text not null default '',
  comments text not null default '',
  level text not null default '',
  state text not null default 'draft' check (state in ('draft', 'pending', 'accepted', 'confirmed', 'rejected', 'withdrawn')),
  session_type_id bigint references session_types (id) on delete set null,
  track_id bigint references tracks (id) on delete set null,
  room_id bigint references rooms (id) on delete set null,
  starts_at timestamptz,
  ends_at timestamptz,
  url text not null default '',
  signup_url text not null default '',
  picture_id bigint references media (id) on delete set null,
  slides_id bigint references media (id) on delete set null,
  audio_id bigint references media (id) on delete set null,
  video_id bigint references media (id) on delete set null,
  links jsonb not null default '[]',
  attachments jsonb not null default '[]',
  recording_licence text not null default '',
  recording_optout boolean not null default false,
  -- RFC 5545 SEQUENCE: counts changes of time, place and state.
  sequence integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (event_id, number),
  unique (event_id, guid),
  check (ends_at > starts_at)
);
create index sessions_schedule on sessions (event_id, starts_at);
create index sessions_track on sessions (track_id);
create index sessions_room on sessions (room_id);

create table session_speakers (
  session_id bigint not null references sessions (id) on delete cascade,
  speaker_id bigint not null references speakers (id) on delete cascade,
  position integer not null,
  primary key (session_id, speaker_id)
);
create index session_speakers_speaker on session_speakers (speaker_id);

create table sponsors (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  source_key text not null default '',
  name text not null check (name <> ''),
  description text not null default '',
  url text not null default '',
  type text not null default '',
  level integer,
  logo_id bigint references media (id) on delete set null,
  unique (event_id, number)
);

-- The files that stand ready for the public addresses, each with the event version that it was built from.
create table event_exports (
  event_id bigint not null references events (id) on delete cascade,
  name text not null,
  event_version bigint not null,
  storage_key text not null unique,
  content_type text not null,
  etag text not null,
  bytes bigint not null,
  built_at timestamptz not null default now(),
  primary key (event_id, name)
);

-- What somebody uploaded to import, between the preview and the decision.
create table import_runs (
  id uuid primary key default gen_random_uuid(),
  organizer_id bigint not null references organizers (id) on delete cascade,
  started_by uuid not null references users (id) on delete cascade,
  event_id bigint references events (id) on delete set null,
  file_name text not null,
  storage_key text not null,
  state text not null default 'uploaded' check (state in ('uploaded', 'previewed', 'running', 'done', 'failed')),
  progress text not null default '',
  -- The counts and remarks that are shown.
  report jsonb,
  error text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index import_runs_newest on import_runs (organizer_id, created_at desc);
