-- Mails: what they are about, and what became of them.
alter table mails
  -- What kind of mail, such as `invitation`.
  add column kind text not null default '',
  add column organizer_id bigint references organizers (id) on delete set null,
  add column event_id bigint references events (id) on delete set null,
  -- Holds something that lets its reader in: its words are wiped once it is sent.
  add column sensitive boolean not null default false,
  -- When its words were wiped.
  add column wiped_at timestamptz,
  -- After that its link is dead, and so it is not sent any more.
  add column valid_until timestamptz,
  -- Since when it is tried: since it was posted, or sent again.
  add column queued_at timestamptz not null default now(),
  add column attempts integer not null default 0,
  add column tried_at timestamptz,
  add column locale text not null default 'en',
  -- From whom it reads: the event's or organizer's name; '' for the house.
  add column sender_name text not null default '',
  add column reply_to text not null default '',
  -- The same for every attempt, so that whoever gets it twice can tell.
  add column message_id text,
  -- Why it is not sent yet, or never will be: `unreachable`, `sign_in`, `sender`, `busy`, `refused`, `given_up`; '' where nothing is wrong.
  add column fault text not null default '',
  -- What the server said when it took it.
  add column answer text not null default '';

-- waiting: not tried yet. delayed: tried, and will be again. sent: the server has it. kept: there is no mail server.
-- failed: refused for good, or tried for days. expired: its link was dead before it could be sent.
alter table mails drop constraint mails_state_check;
update mails set state = 'delayed' where state = 'failed';
alter table mails add constraint mails_state_check check (state in ('waiting', 'delayed', 'sent', 'kept', 'failed', 'expired'));

create index mails_event on mails (event_id, id desc) where event_id is not null;
create index mails_organizer on mails (organizer_id, id desc) where organizer_id is not null;
create index mails_troubled on mails (state, id) where state in ('waiting', 'delayed', 'failed');

-- Processes that work off jobs, and when each last said that it lives.
create table workers (
  id uuid primary key,
  -- Machine and process, for people.
  name text not null,
  version text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
