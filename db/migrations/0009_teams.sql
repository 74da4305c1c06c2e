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
  -- What somebody who deletes their account sent goes with it: nobody could be asked any more whether they still may. Null: the system.
  invited_by uuid references users (id) on delete cascade,
  state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'revoked')),
  expires_at timestamptz not null,
  answered_at timestamptz,
  created_at timestamptz not null default now()
);
create index invitations_organizer on invitations (organizer_id, created_at desc);
create unique index invitations_one_open on invitations (organizer_id, email) where state = 'open';

-- The events to which an invitation is narrowed, where it is not for all.
create table invitation_events (
  invitation_id bigint not null references invitations (id) on delete cascade,
  event_id bigint not null references events (id) on delete cascade,
  primary key (invitation_id, event_id)
);
create index invitation_events_event on invitation_events (event_id);

-- An organizer that has an owner keeps one, whatever the program does. Decided at the commit, so that ownership can change hands; the
-- lock makes two owners who leave at once wait for each other. It is not in the way of rows that only refer to the organizer.
create function keep_an_owner() returns trigger language plpgsql as $$
begin
  perform 1 from organizers where id = old.organizer_id for no key update;
  if not found then
    return null;
  end if;
  if not exists (select 1 from organizer_members where organizer_id = old.organizer_id and role = 'owner') then
    raise exception 'organizer % needs an owner', old.organizer_id using errcode = 'check_violation', constraint = 'organizer_members_keep_owner';
  end if;
  return null;
end
$$;
create constraint trigger organizer_members_keep_owner_update
  after update of role, organizer_id on organizer_members deferrable initially deferred
  for each row when (old.role = 'owner' and (new.role <> 'owner' or new.organizer_id <> old.organizer_id)) execute function keep_an_owner();
create constraint trigger organizer_members_keep_owner_delete
  after delete on organizer_members deferrable initially deferred
  for each row when (old.role = 'owner') execute function keep_an_owner();

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
