-- What buyers are asked, of each who comes or once, what they answered; and the terms that they accept.
create table questions (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  -- 1, 2, 3 ... within the event: its public name.
  number integer not null check (number > 0),
  position integer not null check (position > 0),
  kind text not null check (kind in ('short-text', 'long-text', 'choice', 'choices', 'number', 'date', 'file', 'consent')),
  label text not null check (label <> ''),
  help text not null default '',
  -- What can be chosen, in this order.
  choices text[] not null default '{}',
  -- Of a number: the least and the most; null for no limit.
  minimum double precision,
  maximum double precision,
  required boolean not null,
  -- Only the team answers.
  internal boolean not null,
  asked_per text not null check (asked_per in ('ticket', 'order')),
  -- False: only for the ticket types in question_ticket_types.
  every_type boolean not null,
  -- Asked only where this other one was answered so: with that choice, '' where it is ticked.
  depends_on_id bigint references questions (id),
  depends_on_value text not null default '',
  -- Asked no more; what was answered stays.
  archived_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (event_id, number),
  check (depends_on_id is null or depends_on_id <> id),
  check (minimum <= maximum)
);
create index questions_depends_on on questions (depends_on_id);

create table question_ticket_types (
  question_id bigint not null references questions (id) on delete cascade,
  ticket_type_id bigint not null references ticket_types (id) on delete cascade,
  primary key (question_id, ticket_type_id)
);
create index question_ticket_types_type on question_ticket_types (ticket_type_id);

create table answers (
  id bigint generated always as identity primary key,
  -- No question goes while somebody has answered it.
  question_id bigint not null references questions (id) on delete restrict,
  order_id bigint not null references orders (id) on delete cascade,
  -- Null: of the order as a whole.
  ticket_id bigint references tickets (id) on delete cascade,
  -- The question as it was when it was answered.
  label text not null,
  -- A text, a number, a list of choices, true, or {"file": id}.
  value jsonb not null,
  answered_at timestamptz not null,
  unique nulls not distinct (order_id, ticket_id, question_id)
);
create index answers_question on answers (question_id);
create index answers_ticket on answers (ticket_id);

-- Files as they arrive: kept while the rest of the form is not right yet.
create table answer_files (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id) on delete cascade,
  question_id bigint not null references questions (id) on delete restrict,
  -- The ticket's number in the order, which is known before there are tickets; 0 for the order as a whole.
  seat integer not null check (seat >= 0),
  storage_key text not null unique,
  file_name text not null,
  content_type text not null,
  bytes bigint not null,
  created_at timestamptz not null,
  unique (order_id, question_id, seat)
);
create index answer_files_question on answer_files (question_id);

-- What buyers accept, as it was from some moment on: the newest counts; '' for none any more. Never changed.
create table event_terms (
  id bigint generated always as identity primary key,
  event_id bigint not null references events (id) on delete cascade,
  text text not null,
  -- Of the text, in hex.
  sha256 text not null,
  created_at timestamptz not null
);
create index event_terms_event on event_terms (event_id, id desc);

create table accepted_terms (
  order_id bigint primary key references orders (id) on delete cascade,
  terms_id bigint not null references event_terms (id) on delete restrict,
  accepted_at timestamptz not null
);
create index accepted_terms_terms on accepted_terms (terms_id);
