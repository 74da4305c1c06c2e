-- Teams: who works where in which role, invitations, and what was done by whom.
alter table organizers
  add column require_second_factor boolean not null default false;

-- false: only the events that event_members names.
alter table organizer_members add column all_events boolean not null default true;

-- Narrows a member's role within one event. What counts is what both roles allow; `none` hides the event.
create table event_members (
  event_id bigint not null references events (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  role text not null check (role in ('owner', 'organizer', 'co-organizer', 'track-organizer', 'moderator', 'registrar', 'none')),
  created_at timestamptz not null default now(),
  primary key (event_id, user_id)
);
create index event_members_user on event_members (user_id);

-- The tracks that a track organizer looks after.
create table track_members (
  track_id bigint not null references tracks (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  primary key (track_id, user_id)
);
create index track_members_user on track_members (user_id);

create table invitations (
  id bigint generated always as identity primary key,
  organizer_id bigint not null references organizers (id) on delete cascade,
  email text not null,
  role text not null check (role in ('owner', 'organizer', 'co-organizer', 'track-organizer', 'moderator', 'registrar')),
  all_events boolean not null default true,
  -- SHA-256 of the token in the link.
  token_hash text not null unique,
  invited_by uuid references users (id) on delete set null,
  state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'revoked')),
  expires_at timestamptz not null,
  answered_at timestamptz,
  created_at timestamptz not null default now()
);
create index invitations_organizer on invitations (organizer_id, created_at desc);
create unique index invitations_one_open on invitations (organizer_id, email) where state = 'open';

-- Written in the transaction of the change that it tells of; never changed. Outlives what it speaks of.
create table audit_entries (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  organizer_id bigint references organizers (id) on delete set null,
  event_id bigint references events (id) on delete set null,
  actor_id uuid references users (id) on delete set null,
  actor_name text not null,
  -- Whether the actor had the right only as an administrator of the installation.
  as_administrator boolean not null default false,
  -- What was done, such as `event.update`, and to what, such as `session 12: Opening`.
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb
);
create index audit_entries_event on audit_entries (event_id, id desc);
create index audit_entries_organizer on audit_entries (organizer_id, id desc);
create index audit_entries_actor on audit_entries (actor_id);
