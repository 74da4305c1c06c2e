-- A key may be narrowed to some scopes, to one organizer and to some of its events; null is no narrowing, as every key
-- was before. A key without a person belongs to its organizer and outlives its maker.
alter table api_keys
  alter column user_id drop not null,
  add column organizer_id bigint references organizers (id) on delete cascade,
  add column scopes text[],
  add column event_ids bigint[],
  add constraint api_keys_owned check (user_id is not null or (organizer_id is not null and scopes is not null)),
  add constraint api_keys_events_of_organizer check (event_ids is null or organizer_id is not null);

create index api_keys_organizer on api_keys (organizer_id) where organizer_id is not null;

-- What was answered to a POST with an Idempotency-Key, sealed, so that the same request again is answered the same and
-- does nothing. Kept for a day.
create table api_answers (
  api_key_id bigint not null references api_keys (id) on delete cascade,
  -- SHA-256 of the Idempotency-Key, and of method, address and body.
  key_hash text not null,
  request_hash text not null,
  answer text not null,
  created_at timestamptz not null default now(),
  primary key (api_key_id, key_hash)
);

create index api_answers_created on api_answers (created_at);

select limit_dates();
