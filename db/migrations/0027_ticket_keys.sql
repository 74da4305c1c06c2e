-- The keys with which an event's ticket codes are signed are made from the installation's secret; kept is only how often they were turned.
create table ticket_key_turns (
  -- No row: the first key, never turned.
  event_id bigint primary key references events (id) on delete cascade,
  -- The key that signs now.
  generation integer not null check (generation between 1 and 255),
  -- Codes that older keys signed are refused.
  valid_from integer not null check (valid_from between 1 and generation),
  turned_at timestamptz not null
);
