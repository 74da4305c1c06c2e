-- Mails: what they are about, and what became of them.
alter table mails
  -- What kind of mail, such as `invitation`.
  add column kind text not null default '',
  add column organizer_id bigint references organizers (id) on delete set null,
  add column event_id bigint references events (id) on delete set null,
  -- Holds something that lets its reader in: its words are wiped once it is sent.
  add column sensitive boolean not null default false,
  add column attempts integer not null default 0,
  add column locale text not null default 'en';
create index mails_event on mails (event_id, id desc) where event_id is not null;
create index mails_organizer on mails (organizer_id, id desc) where organizer_id is not null;
create index mails_troubled on mails (id) where state in ('waiting', 'failed');
