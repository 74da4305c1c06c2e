-- Mails about orders: each fact once, with files, from words that an organiser may choose; and messages to many.
alter table mails
  -- What the mail tells, such as `order-confirmation:17`: of one fact there is one mail, however often somebody means to write it.
  add column fact text check (fact <> ''),
  -- From what whoever wrote it can write it anew, once its words are wiped.
  add column source jsonb,
  drop constraint mails_state_check,
  add constraint mails_state_check check (state in ('waiting', 'delayed', 'sent', 'kept', 'failed', 'expired', 'withdrawn'));
create unique index mails_one_per_fact on mails (fact) where fact is not null;

-- Files of a mail that is still to be sent, as they were when it was written: every attempt sends the same bytes.
create table mail_attachments (
  mail_id bigint not null references mails (id) on delete cascade,
  position integer not null check (position > 0),
  file_name text not null check (file_name <> ''),
  content_type text not null check (content_type <> ''),
  bytes bytea not null,
  primary key (mail_id, position)
);

-- Words of an event's own in place of the house's.
create table message_templates (
  event_id bigint not null references events (id) on delete cascade,
  kind text not null check (kind <> ''),
  locale text not null check (locale <> ''),
  -- '' for the house's.
  subject text not null default '',
  body text not null default '',
  updated_at timestamptz not null,
  primary key (event_id, kind, locale),
  check (subject <> '' or body <> '')
);

-- When an event reminds people; one without a row does as the house does.
create table reminder_settings (
  event_id bigint primary key references events (id) on delete cascade,
  -- So many days before it begins, at that minute of the day in the event's zone; null for no reminder.
  event_days integer check (event_days between 0 and 30),
  event_minute integer not null check (event_minute between 0 and 1439),
  -- So many days before a payment is due; null for no reminder.
  payment_days integer check (payment_days between 1 and 30)
);

-- What is written to many at once: by the team, or because of what became of the event.
create table messages (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  number integer not null check (number > 0),
  kind text not null check (kind in ('message', 'event-cancelled', 'event-reinstated', 'event-moved', 'event-reminder')),
  state text not null check (state in ('scheduled', 'sending', 'sent', 'stopped')),
  -- Whom it is for, as the form says it.
  audience jsonb not null,
  -- By language: subject and body. Empty for those whose words are a template's.
  words jsonb not null,
  -- What the words name beside the order, such as when an event began before it was moved.
  facts jsonb not null default '{}',
  send_at timestamptz not null,
  created_by text not null check (created_by <> ''),
  created_at timestamptz not null,
  -- When its list of recipients was made.
  listed_at timestamptz,
  ended_at timestamptz,
  -- What a form is sent with, so that a double click is one message.
  idempotency_key text check (idempotency_key <> ''),
  unique (event_id, number),
  unique (event_id, idempotency_key)
);
create index messages_open on messages (state, send_at) where state in ('scheduled', 'sending');

-- Whom a message goes to, fixed when it begins.
create table message_recipients (
  id bigint generated always as identity primary key,
  message_id bigint not null references messages (id) on delete cascade,
  order_id bigint not null references orders (id) on delete cascade,
  -- Whose ticket; null for the buyer.
  ticket_id bigint references tickets (id) on delete cascade,
  email text not null check (email <> ''),
  -- When the mail was put into the outbox, and which it is as long as the outbox keeps it.
  posted_at timestamptz,
  mail_id bigint references mails (id) on delete set null
);
create unique index message_recipients_once on message_recipients (message_id, lower(email));
create index message_recipients_open on message_recipients (message_id, id) where posted_at is null;
create index message_recipients_order on message_recipients (order_id);
create index message_recipients_mail on message_recipients (mail_id) where mail_id is not null;
create index message_recipients_ticket on message_recipients (ticket_id) where ticket_id is not null;

-- An event that was moved, as its people know it, until they are told.
create table event_moves (
  event_id bigint primary key references events (id) on delete cascade,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  time_zone text not null,
  location_name text not null,
  city text not null,
  tell_at timestamptz not null
);
