-- The whole database. Written from the migrations; do not edit.

create table accepted_terms (
  order_id bigint not null,
  terms_id bigint not null,
  accepted_at timestamp with time zone not null,
  constraint accepted_terms_pkey PRIMARY KEY (order_id),
  constraint accepted_terms_accepted_at_in_range CHECK (((accepted_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (accepted_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint accepted_terms_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE,
  constraint accepted_terms_terms_id_fkey FOREIGN KEY (terms_id) REFERENCES event_terms(id) ON DELETE RESTRICT
);
CREATE INDEX accepted_terms_terms ON public.accepted_terms USING btree (terms_id);

create table access_code_ticket_types (
  access_code_id bigint not null,
  ticket_type_id bigint not null,
  constraint access_code_ticket_types_pkey PRIMARY KEY (access_code_id, ticket_type_id),
  constraint access_code_ticket_types_access_code_id_fkey FOREIGN KEY (access_code_id) REFERENCES access_codes(id) ON DELETE CASCADE,
  constraint access_code_ticket_types_ticket_type_id_fkey FOREIGN KEY (ticket_type_id) REFERENCES ticket_types(id) ON DELETE CASCADE
);
CREATE INDEX access_code_ticket_types_type ON public.access_code_ticket_types USING btree (ticket_type_id);
CREATE TRIGGER access_code_ticket_types_came AFTER INSERT ON access_code_ticket_types REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_record('access_codes', 'access_code_id');
CREATE TRIGGER access_code_ticket_types_left AFTER DELETE ON access_code_ticket_types REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_record('access_codes', 'access_code_id');

create table access_codes (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  code text not null,
  version bigint not null default 1,
  updated_at timestamp with time zone not null default now(),
  constraint access_codes_pkey PRIMARY KEY (id),
  constraint access_codes_event_id_code_key UNIQUE (event_id, code),
  constraint access_codes_event_id_number_key UNIQUE (event_id, number),
  constraint access_codes_code_check CHECK (((code = upper(code)) AND (code <> ''::text))),
  constraint access_codes_number_check CHECK ((number > 0)),
  constraint access_codes_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint access_codes_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER access_codes_continue BEFORE INSERT ON access_codes FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER access_codes_count BEFORE UPDATE ON access_codes FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_and_stamp_version();
CREATE TRIGGER access_codes_leave AFTER DELETE ON access_codes REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();

create table answer_files (
  id bigint not null generated always as identity,
  order_id bigint not null,
  question_id bigint not null,
  seat integer not null,
  storage_key text not null,
  file_name text not null,
  content_type text not null,
  bytes bigint not null,
  created_at timestamp with time zone not null,
  constraint answer_files_pkey PRIMARY KEY (id),
  constraint answer_files_order_id_question_id_seat_key UNIQUE (order_id, question_id, seat),
  constraint answer_files_storage_key_key UNIQUE (storage_key),
  constraint answer_files_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint answer_files_seat_check CHECK ((seat >= 0)),
  constraint answer_files_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE,
  constraint answer_files_question_id_fkey FOREIGN KEY (question_id) REFERENCES questions(id) ON DELETE RESTRICT
);
CREATE INDEX answer_files_question ON public.answer_files USING btree (question_id);

create table answers (
  id bigint not null generated always as identity,
  question_id bigint not null,
  order_id bigint not null,
  ticket_id bigint,
  label text not null,
  value jsonb not null,
  answered_at timestamp with time zone not null,
  constraint answers_pkey PRIMARY KEY (id),
  constraint answers_order_id_ticket_id_question_id_key UNIQUE NULLS NOT DISTINCT (order_id, ticket_id, question_id),
  constraint answers_answered_at_in_range CHECK (((answered_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (answered_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint answers_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE,
  constraint answers_question_id_fkey FOREIGN KEY (question_id) REFERENCES questions(id) ON DELETE RESTRICT,
  constraint answers_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX answers_question ON public.answers USING btree (question_id);
CREATE INDEX answers_ticket ON public.answers USING btree (ticket_id);

create table api_answers (
  api_key_id bigint not null,
  key_hash text not null,
  request_hash text not null,
  answer text not null,
  created_at timestamp with time zone not null default now(),
  constraint api_answers_pkey PRIMARY KEY (api_key_id, key_hash),
  constraint api_answers_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint api_answers_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES api_keys(id) ON DELETE CASCADE
);
CREATE INDEX api_answers_created ON public.api_answers USING btree (created_at);

create table api_keys (
  id bigint not null generated always as identity,
  user_id uuid,
  name text not null,
  key_hash text not null,
  prefix text not null,
  last_used_at timestamp with time zone,
  expires_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  organizer_id bigint,
  scopes text[],
  event_ids bigint[],
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_key_hash_key UNIQUE (key_hash),
  constraint api_keys_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint api_keys_events_of_organizer CHECK (((event_ids IS NULL) OR (organizer_id IS NOT NULL))),
  constraint api_keys_expires_at_in_range CHECK (((expires_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint api_keys_last_used_at_in_range CHECK (((last_used_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (last_used_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint api_keys_name_check CHECK ((name <> ''::text)),
  constraint api_keys_owned CHECK (((user_id IS NOT NULL) OR ((organizer_id IS NOT NULL) AND (scopes IS NOT NULL)))),
  constraint api_keys_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE CASCADE,
  constraint api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX api_keys_organizer ON public.api_keys USING btree (organizer_id) WHERE (organizer_id IS NOT NULL);
CREATE INDEX api_keys_user ON public.api_keys USING btree (user_id);

create table audit_entries (
  id bigint not null generated always as identity,
  at timestamp with time zone not null,
  organizer_id bigint,
  event_id bigint,
  actor_id uuid,
  actor_name text not null,
  as_administrator boolean not null default false,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  constraint audit_entries_pkey PRIMARY KEY (id),
  constraint audit_entries_at_in_range CHECK (((at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint audit_entries_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES users(id) ON DELETE SET NULL,
  constraint audit_entries_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE SET NULL,
  constraint audit_entries_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE SET NULL
);
CREATE INDEX audit_entries_actor ON public.audit_entries USING btree (actor_id);
CREATE INDEX audit_entries_event ON public.audit_entries USING btree (event_id, id DESC);
CREATE INDEX audit_entries_organizer ON public.audit_entries USING btree (organizer_id, id DESC);

create table auth_accounts (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint auth_accounts_pkey PRIMARY KEY (id),
  constraint auth_accounts_access_token_expires_at_in_range CHECK (((access_token_expires_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (access_token_expires_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint auth_accounts_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint auth_accounts_refresh_token_expires_at_in_range CHECK (((refresh_token_expires_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (refresh_token_expires_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint auth_accounts_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint auth_accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX auth_accounts_user ON public.auth_accounts USING btree (user_id);
CREATE UNIQUE INDEX auth_accounts_one_owner ON public.auth_accounts USING btree (provider_id, account_id);

create table auth_sessions (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  token text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  strong boolean not null default false,
  proven_at timestamp with time zone,
  constraint auth_sessions_pkey PRIMARY KEY (id),
  constraint auth_sessions_token_key UNIQUE (token),
  constraint auth_sessions_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint auth_sessions_expires_at_in_range CHECK (((expires_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint auth_sessions_proven_at_in_range CHECK (((proven_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (proven_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint auth_sessions_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint auth_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX auth_sessions_expiry ON public.auth_sessions USING btree (expires_at);
CREATE INDEX auth_sessions_user ON public.auth_sessions USING btree (user_id);

create table auth_verifications (
  id uuid not null default gen_random_uuid(),
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint auth_verifications_pkey PRIMARY KEY (id),
  constraint auth_verifications_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint auth_verifications_expires_at_in_range CHECK (((expires_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint auth_verifications_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone)))
);
CREATE INDEX auth_verifications_expiry ON public.auth_verifications USING btree (expires_at);
CREATE INDEX auth_verifications_identifier ON public.auth_verifications USING btree (identifier);

create table changes (
  id bigint not null generated always as identity,
  era bigint not null default change_era(),
  xid xid8 not null default pg_current_xact_id(),
  at timestamp with time zone not null default clock_timestamp(),
  organizer_id bigint not null,
  event_id bigint,
  type text not null,
  data jsonb not null,
  constraint changes_pkey PRIMARY KEY (id),
  constraint changes_at_in_range CHECK (((at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint changes_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint changes_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE CASCADE
);
CREATE INDEX changes_by_age ON public.changes USING btree (at);
CREATE INDEX changes_in_order ON public.changes USING btree (xid, id);
CREATE INDEX changes_of_event ON public.changes USING btree (event_id, xid, id);
CREATE INDEX changes_of_organizer ON public.changes USING btree (organizer_id);

create table discount_code_ticket_types (
  discount_code_id bigint not null,
  ticket_type_id bigint not null,
  constraint discount_code_ticket_types_pkey PRIMARY KEY (discount_code_id, ticket_type_id),
  constraint discount_code_ticket_types_discount_code_id_fkey FOREIGN KEY (discount_code_id) REFERENCES discount_codes(id) ON DELETE CASCADE,
  constraint discount_code_ticket_types_ticket_type_id_fkey FOREIGN KEY (ticket_type_id) REFERENCES ticket_types(id) ON DELETE CASCADE
);
CREATE INDEX discount_code_ticket_types_type ON public.discount_code_ticket_types USING btree (ticket_type_id);
CREATE TRIGGER discount_code_ticket_types_came AFTER INSERT ON discount_code_ticket_types REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_record('discount_codes', 'discount_code_id');
CREATE TRIGGER discount_code_ticket_types_left AFTER DELETE ON discount_code_ticket_types REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_record('discount_codes', 'discount_code_id');

create table discount_codes (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  code text not null,
  kind text not null,
  percent_bp integer not null default 0,
  amount_minor bigint not null default 0,
  for_all boolean not null default true,
  most_uses integer,
  used integer not null default 0,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  minimum_tickets integer not null default 0,
  minimum_minor bigint not null default 0,
  version bigint not null default 1,
  updated_at timestamp with time zone not null default now(),
  constraint discount_codes_pkey PRIMARY KEY (id),
  constraint discount_codes_event_id_code_key UNIQUE (event_id, code),
  constraint discount_codes_event_id_number_key UNIQUE (event_id, number),
  constraint discount_codes_amount_minor_check CHECK ((amount_minor >= 0)),
  constraint discount_codes_check CHECK ((ends_at > starts_at)),
  constraint discount_codes_check1 CHECK ((((kind = 'percent'::text) = (percent_bp > 0)) AND ((kind = 'percent'::text) = (amount_minor = 0)))),
  constraint discount_codes_code_check CHECK (((code = upper(code)) AND (code <> ''::text))),
  constraint discount_codes_ends_at_in_range CHECK (((ends_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint discount_codes_kind_check CHECK ((kind = ANY (ARRAY['percent'::text, 'per-order'::text, 'per-ticket'::text]))),
  constraint discount_codes_minimum_minor_check CHECK ((minimum_minor >= 0)),
  constraint discount_codes_minimum_tickets_check CHECK ((minimum_tickets >= 0)),
  constraint discount_codes_most_uses_check CHECK ((most_uses >= 0)),
  constraint discount_codes_never_overused CHECK ((used <= most_uses)),
  constraint discount_codes_number_check CHECK ((number > 0)),
  constraint discount_codes_percent_bp_check CHECK (((percent_bp >= 0) AND (percent_bp <= 10000))),
  constraint discount_codes_starts_at_in_range CHECK (((starts_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (starts_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint discount_codes_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint discount_codes_used_check CHECK ((used >= 0)),
  constraint discount_codes_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER discount_codes_continue BEFORE INSERT ON discount_codes FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER discount_codes_count BEFORE UPDATE OF code, kind, percent_bp, amount_minor, for_all, most_uses, starts_at, ends_at, minimum_tickets, minimum_minor, updated_at ON discount_codes FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_and_stamp_version();
CREATE TRIGGER discount_codes_leave AFTER DELETE ON discount_codes REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();

create table edits (
  id uuid not null default gen_random_uuid(),
  event_id bigint not null,
  actor_id uuid,
  noun text not null,
  label text not null,
  images jsonb not null,
  created_at timestamp with time zone not null,
  undone_at timestamp with time zone,
  constraint edits_pkey PRIMARY KEY (id),
  constraint edits_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint edits_noun_check CHECK ((noun <> ''::text)),
  constraint edits_undone_at_in_range CHECK (((undone_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (undone_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint edits_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint edits_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE INDEX edits_actor ON public.edits USING btree (actor_id);
CREATE INDEX edits_event ON public.edits USING btree (event_id, created_at);
CREATE INDEX edits_oldest ON public.edits USING btree (created_at);

create table event_exports (
  event_id bigint not null,
  name text not null,
  event_version bigint not null,
  storage_key text not null,
  content_type text not null,
  etag text not null,
  bytes bigint not null,
  built_at timestamp with time zone not null default now(),
  writer integer not null default 0,
  constraint event_exports_pkey PRIMARY KEY (event_id, name),
  constraint event_exports_storage_key_key UNIQUE (storage_key),
  constraint event_exports_built_at_in_range CHECK (((built_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (built_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint event_exports_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);

create table event_members (
  event_id bigint not null,
  user_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null default now(),
  constraint event_members_pkey PRIMARY KEY (event_id, user_id),
  constraint event_members_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint event_members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'organizer'::text, 'co-organizer'::text, 'track-organizer'::text, 'moderator'::text, 'registrar'::text, 'none'::text]))),
  constraint event_members_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint event_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX event_members_user ON public.event_members USING btree (user_id);

create table event_moves (
  event_id bigint not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  time_zone text not null,
  location_name text not null,
  city text not null,
  tell_at timestamp with time zone not null,
  constraint event_moves_pkey PRIMARY KEY (event_id),
  constraint event_moves_ends_at_in_range CHECK (((ends_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint event_moves_starts_at_in_range CHECK (((starts_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (starts_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint event_moves_tell_at_in_range CHECK (((tell_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (tell_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint event_moves_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);

create table event_terms (
  id bigint not null generated always as identity,
  event_id bigint not null,
  text text not null,
  sha256 text not null,
  created_at timestamp with time zone not null,
  constraint event_terms_pkey PRIMARY KEY (id),
  constraint event_terms_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint event_terms_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE INDEX event_terms_event ON public.event_terms USING btree (event_id, id DESC);
CREATE TRIGGER event_terms_stamp AFTER INSERT OR DELETE OR UPDATE ON event_terms FOR EACH ROW EXECUTE FUNCTION renew_stamp_of_event();

create table events (
  id bigint not null generated always as identity,
  organizer_id bigint not null,
  slug text not null,
  source_key text not null default ''::text,
  acronym text not null default ''::text,
  name text not null,
  subtitle text not null default ''::text,
  description text not null default ''::text,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  time_zone text not null,
  location_name text not null default ''::text,
  city text not null default ''::text,
  latitude double precision,
  longitude double precision,
  website text not null default ''::text,
  ticket_url text not null default ''::text,
  email text not null default ''::text,
  language text not null default ''::text,
  logo_id bigint,
  header_id bigint,
  organizer_name text not null default ''::text,
  organizer_description text not null default ''::text,
  social_links jsonb not null default '[]'::jsonb,
  code_of_conduct text not null default ''::text,
  copyright jsonb,
  call_for_speakers jsonb,
  type text not null default ''::text,
  topic text not null default ''::text,
  sub_topic text not null default ''::text,
  day_change_minutes integer not null default 0,
  timeslot_minutes integer not null default 15,
  session_form jsonb,
  speaker_form jsonb,
  schedule_version text not null default ''::text,
  hue integer not null,
  state text not null default 'draft'::text,
  version bigint not null default 1,
  published_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  online_url text not null default ''::text,
  currency text not null default 'EUR'::text,
  deleted_at timestamp with time zone,
  state_before_deletion text,
  cancelled_at timestamp with time zone,
  cancellation_note text not null default ''::text,
  series_id bigint,
  prices_include_tax boolean not null default true,
  plan_id bigint,
  plan_alt text not null default ''::text,
  brand_color text,
  stamp uuid not null default gen_random_uuid(),
  constraint events_pkey PRIMARY KEY (id),
  constraint events_slug_key UNIQUE (slug),
  constraint events_brand_color_check CHECK ((brand_color ~ '^#[0-9a-f]{6}$'::text)),
  constraint events_cancelled_at_in_range CHECK (((cancelled_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (cancelled_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint events_check CHECK ((ends_at > starts_at)),
  constraint events_check1 CHECK (((deleted_at IS NULL) = (state_before_deletion IS NULL))),
  constraint events_check2 CHECK (((deleted_at IS NULL) OR (state = 'draft'::text))),
  constraint events_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint events_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint events_day_change_minutes_check CHECK (((day_change_minutes >= 0) AND (day_change_minutes <= 1439))),
  constraint events_deleted_at_in_range CHECK (((deleted_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (deleted_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint events_ends_at_in_range CHECK (((ends_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint events_hue_check CHECK (((hue >= 0) AND (hue <= 359))),
  constraint events_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
  constraint events_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
  constraint events_name_check CHECK ((name <> ''::text)),
  constraint events_plan_alt_check CHECK ((length(plan_alt) <= 500)),
  constraint events_published_at_in_range CHECK (((published_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (published_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint events_slug_check CHECK ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
  constraint events_starts_at_in_range CHECK (((starts_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (starts_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint events_state_before_deletion_check CHECK ((state_before_deletion = ANY (ARRAY['draft'::text, 'published'::text, 'cancelled'::text]))),
  constraint events_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'cancelled'::text]))),
  constraint events_timeslot_minutes_check CHECK ((timeslot_minutes > 0)),
  constraint events_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint events_header_id_fkey FOREIGN KEY (header_id) REFERENCES media(id) ON DELETE SET NULL,
  constraint events_logo_id_fkey FOREIGN KEY (logo_id) REFERENCES media(id) ON DELETE SET NULL,
  constraint events_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE RESTRICT,
  constraint events_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES media(id) ON DELETE SET NULL
);
CREATE INDEX events_deleted ON public.events USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX events_header ON public.events USING btree (header_id) WHERE (header_id IS NOT NULL);
CREATE INDEX events_logo ON public.events USING btree (logo_id) WHERE (logo_id IS NOT NULL);
CREATE INDEX events_organizer ON public.events USING btree (organizer_id);
CREATE INDEX events_plan ON public.events USING btree (plan_id) WHERE (plan_id IS NOT NULL);
CREATE INDEX events_public ON public.events USING btree (starts_at) WHERE (state <> 'draft'::text);
CREATE INDEX events_series ON public.events USING btree (series_id) WHERE (series_id IS NOT NULL);
CREATE INDEX events_source ON public.events USING btree (organizer_id, source_key) WHERE (source_key <> ''::text);
CREATE TRIGGER events_stamp BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION renew_stamp();
CREATE TRIGGER orders_keep_event BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION keep_ordered_event();

create table form_drafts (
  user_id uuid not null,
  event_id bigint not null,
  form text not null,
  entries jsonb not null,
  base jsonb not null,
  updated_at timestamp with time zone not null default now(),
  constraint form_drafts_pkey PRIMARY KEY (user_id, event_id, form),
  constraint form_drafts_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint form_drafts_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint form_drafts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX form_drafts_event ON public.form_drafts USING btree (event_id);

create table former_addresses (
  slug text not null,
  event_id bigint not null,
  created_at timestamp with time zone not null default now(),
  constraint former_addresses_pkey PRIMARY KEY (slug),
  constraint former_addresses_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint former_addresses_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE INDEX former_addresses_event ON public.former_addresses USING btree (event_id);

create table import_runs (
  id uuid not null default gen_random_uuid(),
  organizer_id bigint not null,
  started_by uuid not null,
  event_id bigint,
  file_name text not null,
  storage_key text not null,
  state text not null default 'uploaded'::text,
  progress text not null default ''::text,
  report jsonb,
  error text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  time_zone text not null default ''::text,
  bytes bigint not null default 0,
  constraint import_runs_pkey PRIMARY KEY (id),
  constraint import_runs_bytes_check CHECK ((bytes >= 0)),
  constraint import_runs_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint import_runs_state_check CHECK ((state = ANY (ARRAY['uploaded'::text, 'previewed'::text, 'running'::text, 'done'::text, 'failed'::text]))),
  constraint import_runs_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint import_runs_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE SET NULL,
  constraint import_runs_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE CASCADE,
  constraint import_runs_started_by_fkey FOREIGN KEY (started_by) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX import_runs_event ON public.import_runs USING btree (event_id);
CREATE INDEX import_runs_newest ON public.import_runs USING btree (organizer_id, created_at DESC);
CREATE INDEX import_runs_oldest ON public.import_runs USING btree (updated_at) WHERE (state <> 'done'::text);
CREATE INDEX import_runs_starter ON public.import_runs USING btree (started_by);

create table import_uploads (
  organizer_id bigint not null,
  token uuid not null,
  renewed_at timestamp with time zone not null default now(),
  constraint import_uploads_pkey PRIMARY KEY (organizer_id),
  constraint import_uploads_renewed_at_in_range CHECK (((renewed_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (renewed_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint import_uploads_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE CASCADE
);

create table invitation_events (
  invitation_id bigint not null,
  event_id bigint not null,
  constraint invitation_events_pkey PRIMARY KEY (invitation_id, event_id),
  constraint invitation_events_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint invitation_events_invitation_id_fkey FOREIGN KEY (invitation_id) REFERENCES invitations(id) ON DELETE CASCADE
);
CREATE INDEX invitation_events_event ON public.invitation_events USING btree (event_id);

create table invitations (
  id bigint not null generated always as identity,
  organizer_id bigint not null,
  email text not null,
  role text not null,
  all_events boolean not null default true,
  token_hash text not null,
  invited_by uuid,
  state text not null default 'open'::text,
  expires_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint invitations_pkey PRIMARY KEY (id),
  constraint invitations_token_hash_key UNIQUE (token_hash),
  constraint invitations_answered_at_in_range CHECK (((answered_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (answered_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint invitations_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint invitations_expires_at_in_range CHECK (((expires_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint invitations_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'organizer'::text, 'co-organizer'::text, 'track-organizer'::text, 'moderator'::text, 'registrar'::text]))),
  constraint invitations_state_check CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'declined'::text, 'revoked'::text]))),
  constraint invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES users(id) ON DELETE CASCADE,
  constraint invitations_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE CASCADE
);
CREATE INDEX invitations_organizer ON public.invitations USING btree (organizer_id, created_at DESC);
CREATE INDEX invitations_sender ON public.invitations USING btree (invited_by);
CREATE UNIQUE INDEX invitations_one_open ON public.invitations USING btree (organizer_id, email) WHERE (state = 'open'::text);

create table invoice_series (
  organizer_id bigint not null,
  kind text not null,
  last_number integer not null,
  constraint invoice_series_pkey PRIMARY KEY (organizer_id, kind),
  constraint invoice_series_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'credit-note'::text]))),
  constraint invoice_series_last_number_check CHECK ((last_number > 0)),
  constraint invoice_series_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE RESTRICT
);

create table invoice_settings (
  organizer_id bigint not null,
  legal_name text not null,
  address text not null,
  country text not null,
  tax_id text not null default ''::text,
  email text not null default ''::text,
  note text not null default ''::text,
  invoice_prefix text not null default 'INV-'::text,
  credit_prefix text not null default 'CN-'::text,
  updated_at timestamp with time zone not null,
  constraint invoice_settings_pkey PRIMARY KEY (organizer_id),
  constraint invoice_settings_address_check CHECK ((address <> ''::text)),
  constraint invoice_settings_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint invoice_settings_legal_name_check CHECK ((legal_name <> ''::text)),
  constraint invoice_settings_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint invoice_settings_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE CASCADE
);
CREATE TRIGGER invoice_settings_stamp AFTER INSERT OR DELETE OR UPDATE ON invoice_settings FOR EACH ROW EXECUTE FUNCTION renew_stamps_of_organizer('organizer_id');

create table invoices (
  id bigint not null generated always as identity,
  organizer_id bigint not null,
  event_id bigint not null,
  order_id bigint not null,
  kind text not null,
  number integer not null,
  code text not null,
  corrects_id bigint,
  issued_at timestamp with time zone not null,
  currency text not null,
  total_minor bigint not null,
  tax_minor bigint not null,
  snapshot jsonb not null,
  storage_key text,
  sha256 text,
  constraint invoices_pkey PRIMARY KEY (id),
  constraint invoices_organizer_id_kind_number_key UNIQUE (organizer_id, kind, number),
  constraint invoices_check CHECK (((tax_minor >= 0) AND (tax_minor <= total_minor))),
  constraint invoices_check1 CHECK (((kind = 'invoice'::text) OR (corrects_id IS NOT NULL))),
  constraint invoices_check2 CHECK (((storage_key IS NULL) = (sha256 IS NULL))),
  constraint invoices_code_check CHECK ((code <> ''::text)),
  constraint invoices_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint invoices_issued_at_in_range CHECK (((issued_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (issued_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint invoices_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'credit-note'::text]))),
  constraint invoices_number_check CHECK ((number > 0)),
  constraint invoices_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint invoices_total_minor_check CHECK ((total_minor > 0)),
  constraint invoices_corrects_id_fkey FOREIGN KEY (corrects_id) REFERENCES invoices(id) ON DELETE RESTRICT,
  constraint invoices_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE RESTRICT,
  constraint invoices_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE RESTRICT,
  constraint invoices_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE RESTRICT
);
CREATE INDEX invoices_corrects ON public.invoices USING btree (corrects_id) WHERE (corrects_id IS NOT NULL);
CREATE INDEX invoices_event ON public.invoices USING btree (event_id);
CREATE INDEX invoices_order ON public.invoices USING btree (order_id, id);
CREATE INDEX invoices_organizer ON public.invoices USING btree (organizer_id, id DESC);
CREATE TRIGGER invoices_are_not_changed BEFORE DELETE OR UPDATE ON invoices FOR EACH ROW EXECUTE FUNCTION refuse_to_change_invoices();

create table jobs (
  id bigint not null generated always as identity,
  queue text not null,
  coalesce_key text,
  payload jsonb not null default '{}'::jsonb,
  state text not null default 'waiting'::text,
  run_at timestamp with time zone not null default now(),
  attempts integer not null default 0,
  max_attempts integer not null default 8,
  merged integer not null default 1,
  leased_until timestamp with time zone,
  last_error text,
  created_at timestamp with time zone not null default now(),
  constraint jobs_pkey PRIMARY KEY (id),
  constraint jobs_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint jobs_leased_until_in_range CHECK (((leased_until >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (leased_until < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint jobs_max_attempts_check CHECK ((max_attempts > 0)),
  constraint jobs_run_at_in_range CHECK (((run_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (run_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint jobs_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'active'::text, 'dead'::text])))
);
CREATE INDEX jobs_active_key ON public.jobs USING btree (queue, coalesce_key) WHERE (state = 'active'::text);
CREATE INDEX jobs_due ON public.jobs USING btree (run_at, id) WHERE (state = 'waiting'::text);
CREATE UNIQUE INDEX jobs_one_waiting_per_key ON public.jobs USING btree (queue, coalesce_key) WHERE ((state = 'waiting'::text) AND (coalesce_key IS NOT NULL));

create table mail_attachments (
  mail_id bigint not null,
  position integer not null,
  file_name text not null,
  content_type text not null,
  bytes bytea not null,
  constraint mail_attachments_pkey PRIMARY KEY (mail_id, "position"),
  constraint mail_attachments_content_type_check CHECK ((content_type <> ''::text)),
  constraint mail_attachments_file_name_check CHECK ((file_name <> ''::text)),
  constraint mail_attachments_position_check CHECK (("position" > 0)),
  constraint mail_attachments_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES mails(id) ON DELETE CASCADE
);

create table mails (
  id bigint not null generated always as identity,
  recipient text not null,
  subject text not null,
  text_body text not null,
  html_body text not null,
  state text not null default 'waiting'::text,
  last_error text,
  created_at timestamp with time zone not null default now(),
  sent_at timestamp with time zone,
  kind text not null default ''::text,
  organizer_id bigint,
  event_id bigint,
  sensitive boolean not null default false,
  wiped_at timestamp with time zone,
  valid_until timestamp with time zone,
  queued_at timestamp with time zone not null default now(),
  attempts integer not null default 0,
  tried_at timestamp with time zone,
  locale text not null default 'en'::text,
  sender_name text not null default ''::text,
  reply_to text not null default ''::text,
  message_id text,
  fault text not null default ''::text,
  answer text not null default ''::text,
  fact text,
  source jsonb,
  client bigint,
  limited boolean not null default true,
  files jsonb not null default '[]'::jsonb,
  constraint mails_pkey PRIMARY KEY (id),
  constraint mails_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint mails_fact_check CHECK ((fact <> ''::text)),
  constraint mails_queued_at_in_range CHECK (((queued_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (queued_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint mails_sent_at_in_range CHECK (((sent_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (sent_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint mails_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delayed'::text, 'sent'::text, 'kept'::text, 'failed'::text, 'expired'::text, 'withdrawn'::text]))),
  constraint mails_tried_at_in_range CHECK (((tried_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (tried_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint mails_valid_until_in_range CHECK (((valid_until >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (valid_until < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint mails_wiped_at_in_range CHECK (((wiped_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (wiped_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint mails_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE SET NULL,
  constraint mails_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE SET NULL
);
CREATE INDEX mails_event ON public.mails USING btree (event_id, id DESC) WHERE (event_id IS NOT NULL);
CREATE INDEX mails_fact ON public.mails USING btree (fact COLLATE "C") WHERE (fact IS NOT NULL);
CREATE INDEX mails_newest ON public.mails USING btree (created_at DESC);
CREATE INDEX mails_organizer ON public.mails USING btree (organizer_id, id DESC) WHERE (organizer_id IS NOT NULL);
CREATE INDEX mails_troubled ON public.mails USING btree (state, id) WHERE (state = ANY (ARRAY['waiting'::text, 'delayed'::text, 'failed'::text]));
CREATE UNIQUE INDEX mails_one_per_fact ON public.mails USING btree (fact) WHERE (fact IS NOT NULL);

create table mass_cancellations (
  event_id bigint not null,
  refund boolean not null,
  reason text not null default ''::text,
  by text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  total integer not null,
  returns_fee boolean not null default false,
  constraint mass_cancellations_pkey PRIMARY KEY (event_id),
  constraint mass_cancellations_by_check CHECK ((by <> ''::text)),
  constraint mass_cancellations_finished_at_in_range CHECK (((finished_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (finished_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint mass_cancellations_started_at_in_range CHECK (((started_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (started_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint mass_cancellations_total_check CHECK ((total >= 0)),
  constraint mass_cancellations_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);

create table media (
  id bigint not null generated always as identity,
  event_id bigint,
  storage_key text,
  url text,
  file_name text not null default ''::text,
  content_type text not null default 'application/octet-stream'::text,
  bytes bigint not null default 0,
  sha256 text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  source_url text not null default ''::text,
  width integer,
  height integer,
  color text not null default ''::text,
  placeholder text not null default ''::text,
  bare boolean,
  focal_x double precision not null default 0.5,
  focal_y double precision not null default 0.5,
  variants_digest text not null default ''::text,
  fault text not null default ''::text,
  clean_sha256 text not null default ''::text,
  organizer_id bigint,
  user_id uuid,
  constraint media_pkey PRIMARY KEY (id),
  constraint media_check CHECK (((storage_key IS NULL) <> (url IS NULL))),
  constraint media_check1 CHECK ((num_nonnulls(event_id, organizer_id, user_id) = 1)),
  constraint media_color_check CHECK (((color = ''::text) OR (color ~ '^#[0-9a-f]{6}$'::text))),
  constraint media_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint media_focal_x_check CHECK (((focal_x >= (0)::double precision) AND (focal_x <= (1)::double precision))),
  constraint media_focal_y_check CHECK (((focal_y >= (0)::double precision) AND (focal_y <= (1)::double precision))),
  constraint media_height_check CHECK ((height > 0)),
  constraint media_width_check CHECK ((width > 0)),
  constraint media_event_fk FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  constraint media_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE CASCADE,
  constraint media_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX media_event ON public.media USING btree (event_id);
CREATE INDEX media_organizer ON public.media USING btree (organizer_id) WHERE (organizer_id IS NOT NULL);
CREATE INDEX media_storage_key ON public.media USING btree (storage_key);
CREATE INDEX media_user ON public.media USING btree (user_id) WHERE (user_id IS NOT NULL);

create table media_variants (
  media_id bigint not null,
  name text not null,
  format text not null,
  width integer not null,
  height integer not null,
  content_type text not null,
  bytes bigint not null,
  storage_key text not null,
  constraint media_variants_pkey PRIMARY KEY (media_id, name, format),
  constraint media_variants_format_check CHECK ((format = ANY (ARRAY['avif'::text, 'webp'::text, 'jpeg'::text, 'png'::text, 'gif'::text]))),
  constraint media_variants_height_check CHECK ((height > 0)),
  constraint media_variants_width_check CHECK ((width > 0)),
  constraint media_variants_media_id_fkey FOREIGN KEY (media_id) REFERENCES media(id) ON DELETE CASCADE
);
CREATE INDEX media_variants_storage_key ON public.media_variants USING btree (storage_key);

create table message_recipients (
  id bigint not null generated always as identity,
  message_id bigint not null,
  order_id bigint not null,
  ticket_id bigint,
  email text not null,
  posted_at timestamp with time zone,
  mail_id bigint,
  constraint message_recipients_pkey PRIMARY KEY (id),
  constraint message_recipients_email_check CHECK ((email <> ''::text)),
  constraint message_recipients_posted_at_in_range CHECK (((posted_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (posted_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint message_recipients_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES mails(id) ON DELETE SET NULL,
  constraint message_recipients_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE CASCADE,
  constraint message_recipients_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE,
  constraint message_recipients_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX message_recipients_mail ON public.message_recipients USING btree (mail_id) WHERE (mail_id IS NOT NULL);
CREATE INDEX message_recipients_open ON public.message_recipients USING btree (message_id, id) WHERE (posted_at IS NULL);
CREATE INDEX message_recipients_order ON public.message_recipients USING btree (order_id);
CREATE INDEX message_recipients_ticket ON public.message_recipients USING btree (ticket_id) WHERE (ticket_id IS NOT NULL);
CREATE UNIQUE INDEX message_recipients_once ON public.message_recipients USING btree (message_id, lower(email));

create table message_templates (
  event_id bigint not null,
  kind text not null,
  locale text not null,
  subject text not null default ''::text,
  body text not null default ''::text,
  updated_at timestamp with time zone not null,
  constraint message_templates_pkey PRIMARY KEY (event_id, kind, locale),
  constraint message_templates_check CHECK (((subject <> ''::text) OR (body <> ''::text))),
  constraint message_templates_kind_check CHECK ((kind <> ''::text)),
  constraint message_templates_locale_check CHECK ((locale <> ''::text)),
  constraint message_templates_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint message_templates_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER message_templates_stamp AFTER INSERT OR DELETE OR UPDATE ON message_templates FOR EACH ROW EXECUTE FUNCTION renew_stamp_of_event();

create table messages (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  kind text not null,
  state text not null,
  audience jsonb not null,
  words jsonb not null,
  facts jsonb not null default '{}'::jsonb,
  send_at timestamp with time zone not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  listed_at timestamp with time zone,
  ended_at timestamp with time zone,
  idempotency_key text,
  constraint messages_pkey PRIMARY KEY (id),
  constraint messages_event_id_idempotency_key_key UNIQUE (event_id, idempotency_key),
  constraint messages_event_id_number_key UNIQUE (event_id, number),
  constraint messages_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint messages_created_by_check CHECK ((created_by <> ''::text)),
  constraint messages_ended_at_in_range CHECK (((ended_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (ended_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint messages_idempotency_key_check CHECK ((idempotency_key <> ''::text)),
  constraint messages_kind_check CHECK ((kind = ANY (ARRAY['message'::text, 'event-cancelled'::text, 'event-reinstated'::text, 'event-moved'::text, 'event-reminder'::text]))),
  constraint messages_listed_at_in_range CHECK (((listed_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (listed_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint messages_number_check CHECK ((number > 0)),
  constraint messages_send_at_in_range CHECK (((send_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (send_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint messages_state_check CHECK ((state = ANY (ARRAY['scheduled'::text, 'sending'::text, 'sent'::text, 'stopped'::text]))),
  constraint messages_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE INDEX messages_open ON public.messages USING btree (state, send_at) WHERE (state = ANY (ARRAY['scheduled'::text, 'sending'::text]));

create table order_act_orders (
  act_id bigint not null,
  order_id bigint not null,
  outcome text,
  words text not null default ''::text,
  constraint order_act_orders_pkey PRIMARY KEY (act_id, order_id),
  constraint order_act_orders_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'skipped'::text, 'failed'::text]))),
  constraint order_act_orders_act_id_fkey FOREIGN KEY (act_id) REFERENCES order_acts(id) ON DELETE CASCADE,
  constraint order_act_orders_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);
CREATE INDEX order_act_orders_order ON public.order_act_orders USING btree (order_id);

create table order_acts (
  id bigint not null generated always as identity,
  event_id bigint not null,
  act text not null,
  way text not null default ''::text,
  refund boolean not null default false,
  reason text not null default ''::text,
  by text not null,
  idempotency_key text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint order_acts_pkey PRIMARY KEY (id),
  constraint order_acts_event_id_idempotency_key_key UNIQUE (event_id, idempotency_key),
  constraint order_acts_act_check CHECK ((act = ANY (ARRAY['pay'::text, 'confirm'::text, 'cancel'::text]))),
  constraint order_acts_by_check CHECK ((by <> ''::text)),
  constraint order_acts_finished_at_in_range CHECK (((finished_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (finished_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint order_acts_idempotency_key_check CHECK ((idempotency_key <> ''::text)),
  constraint order_acts_started_at_in_range CHECK (((started_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (started_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint order_acts_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);

create table order_changes (
  id bigint not null generated always as identity,
  order_id bigint not null,
  at timestamp with time zone not null,
  from_state text not null,
  to_state text not null,
  by text not null,
  constraint order_changes_pkey PRIMARY KEY (id),
  constraint order_changes_at_in_range CHECK (((at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint order_changes_by_check CHECK ((by <> ''::text)),
  constraint order_changes_check CHECK ((to_state <> from_state)),
  constraint order_changes_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);
CREATE INDEX order_changes_order ON public.order_changes USING btree (order_id, id);

create table order_edits (
  id bigint not null generated always as identity,
  order_id bigint not null,
  at timestamp with time zone not null,
  by text not null,
  act text not null,
  details jsonb not null default '{}'::jsonb,
  constraint order_edits_pkey PRIMARY KEY (id),
  constraint order_edits_act_check CHECK ((act <> ''::text)),
  constraint order_edits_at_in_range CHECK (((at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint order_edits_by_check CHECK ((by <> ''::text)),
  constraint order_edits_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);
CREATE INDEX order_edits_order ON public.order_edits USING btree (order_id, id);

create table order_fees (
  id bigint not null generated always as identity,
  order_id bigint not null,
  name text not null,
  gross_minor bigint not null,
  tax_minor bigint not null default 0,
  tax_name text not null default ''::text,
  tax_rate_bp integer not null default 0,
  constraint order_fees_pkey PRIMARY KEY (id),
  constraint order_fees_check CHECK (((tax_minor >= 0) AND (tax_minor <= gross_minor))),
  constraint order_fees_gross_minor_check CHECK ((gross_minor >= 0)),
  constraint order_fees_name_check CHECK ((name <> ''::text)),
  constraint order_fees_tax_rate_bp_check CHECK (((tax_rate_bp >= 0) AND (tax_rate_bp <= 10000))),
  constraint order_fees_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);
CREATE INDEX order_fees_order ON public.order_fees USING btree (order_id);

create table order_lines (
  id bigint not null generated always as identity,
  order_id bigint not null,
  ticket_type_id bigint not null,
  quantity integer not null,
  unit_minor bigint not null,
  quota_ids bigint[] not null,
  discount_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  gross_minor bigint not null default 0,
  tax_name text not null default ''::text,
  tax_rate_bp integer not null default 0,
  cancelled integer not null default 0,
  constraint order_lines_pkey PRIMARY KEY (id),
  constraint order_lines_cancelled_of_quantity CHECK (((cancelled >= 0) AND (cancelled <= quantity))),
  constraint order_lines_check CHECK ((gross_minor >= tax_minor)),
  constraint order_lines_discount_minor_check CHECK ((discount_minor >= 0)),
  constraint order_lines_quantity_check CHECK ((quantity > 0)),
  constraint order_lines_tax_minor_check CHECK ((tax_minor >= 0)),
  constraint order_lines_tax_rate_bp_check CHECK (((tax_rate_bp >= 0) AND (tax_rate_bp <= 10000))),
  constraint order_lines_unit_minor_check CHECK ((unit_minor >= 0))
);
CREATE INDEX order_lines_order ON public.order_lines USING btree (order_id);
CREATE INDEX order_lines_type ON public.order_lines USING btree (ticket_type_id);

create table order_notes (
  id bigint not null generated always as identity,
  order_id bigint not null,
  at timestamp with time zone not null,
  by text not null,
  text text not null,
  constraint order_notes_pkey PRIMARY KEY (id),
  constraint order_notes_at_in_range CHECK (((at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint order_notes_by_check CHECK ((by <> ''::text)),
  constraint order_notes_text_check CHECK ((text <> ''::text)),
  constraint order_notes_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);
CREATE INDEX order_notes_order ON public.order_notes USING btree (order_id, id);

create table order_rules (
  event_id bigint not null,
  cancel_free boolean not null default true,
  cancel_paid boolean not null default false,
  cancel_hours integer not null default 0,
  cancel_until timestamp with time zone,
  keep_bp integer not null default 0,
  keep_minor bigint not null default 0,
  names_hours integer not null default 0,
  transfers boolean not null default true,
  constraint order_rules_pkey PRIMARY KEY (event_id),
  constraint order_rules_cancel_hours_check CHECK (((cancel_hours >= 0) AND (cancel_hours <= 8760))),
  constraint order_rules_cancel_until_in_range CHECK (((cancel_until >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (cancel_until < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint order_rules_keep_bp_check CHECK (((keep_bp >= 0) AND (keep_bp <= 10000))),
  constraint order_rules_keep_minor_check CHECK ((keep_minor >= 0)),
  constraint order_rules_names_hours_check CHECK (((names_hours >= 0) AND (names_hours <= 8760))),
  constraint order_rules_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER order_rules_stamp AFTER INSERT OR DELETE OR UPDATE ON order_rules FOR EACH ROW EXECUTE FUNCTION renew_stamp_of_event();

create table orders (
  id bigint not null generated always as identity,
  event_id bigint not null,
  code text not null,
  state text not null,
  idempotency_key text not null,
  wish_hash text not null,
  currency text not null,
  total_minor bigint not null,
  held_until timestamp with time zone,
  locale text not null default 'en'::text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  buyer_name text not null default ''::text,
  buyer_email text not null default ''::text,
  completed_at timestamp with time zone,
  discount_minor bigint not null default 0,
  fees_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  prices_include_tax boolean not null default true,
  paid_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  payment_method text not null default ''::text,
  payment_due_at timestamp with time zone,
  buyer_company text not null default ''::text,
  buyer_address text not null default ''::text,
  buyer_country text not null default ''::text,
  buyer_vat_id text not null default ''::text,
  discount_code_id bigint,
  discount_code text not null default ''::text,
  holder bigint,
  holder_seats integer,
  constraint orders_pkey PRIMARY KEY (id),
  constraint orders_code_key UNIQUE (code),
  constraint orders_event_id_idempotency_key_key UNIQUE (event_id, idempotency_key),
  constraint orders_buyer_country_check CHECK ((buyer_country ~ '^([A-Z]{2})?$'::text)),
  constraint orders_check CHECK (((state = 'reserved'::text) = (held_until IS NOT NULL))),
  constraint orders_code_check CHECK ((code ~ '^[A-HJ-NP-Z2-9]{8}$'::text)),
  constraint orders_completed_at_in_range CHECK (((completed_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (completed_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint orders_completed_by_somebody CHECK (((completed_at IS NULL) OR (buyer_email <> ''::text))),
  constraint orders_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint orders_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint orders_discount_minor_check CHECK ((discount_minor >= 0)),
  constraint orders_fees_minor_check CHECK ((fees_minor >= 0)),
  constraint orders_have_a_holder_while_reserved CHECK (((holder IS NULL) OR (state = 'reserved'::text))),
  constraint orders_held_until_in_range CHECK (((held_until >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (held_until < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint orders_holder_seats_check CHECK ((holder_seats >= 0)),
  constraint orders_idempotency_key_check CHECK ((idempotency_key <> ''::text)),
  constraint orders_paid_minor_check CHECK ((paid_minor >= 0)),
  constraint orders_payment_due_at_in_range CHECK (((payment_due_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (payment_due_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint orders_refund_what_was_paid CHECK ((refunded_minor <= paid_minor)),
  constraint orders_refunded_minor_check CHECK ((refunded_minor >= 0)),
  constraint orders_state_check CHECK ((state = ANY (ARRAY['reserved'::text, 'pending-payment'::text, 'paid'::text, 'free-completed'::text, 'expired'::text, 'cancelled'::text, 'partly-refunded'::text, 'refunded'::text]))),
  constraint orders_tax_minor_check CHECK ((tax_minor >= 0)),
  constraint orders_total_minor_check CHECK ((total_minor >= 0)),
  constraint orders_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint orders_discount_code_id_fkey FOREIGN KEY (discount_code_id) REFERENCES discount_codes(id) ON DELETE SET NULL
);
CREATE INDEX orders_buyer ON public.orders USING btree (event_id, lower(buyer_email)) WHERE (buyer_email <> ''::text);
CREATE INDEX orders_buyer_email ON public.orders USING btree (lower(buyer_email)) WHERE (buyer_email <> ''::text);
CREATE INDEX orders_discount ON public.orders USING btree (discount_code_id) WHERE (discount_code_id IS NOT NULL);
CREATE INDEX orders_due ON public.orders USING btree (event_id, held_until) WHERE (state = 'reserved'::text);
CREATE INDEX orders_holder ON public.orders USING btree (holder) INCLUDE (holder_seats) WHERE (holder IS NOT NULL);
CREATE INDEX orders_in_order ON public.orders USING btree (event_id, id);
CREATE TRIGGER orders_take_lines AFTER DELETE ON orders REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION delete_lines_of_orders();

create table organizer_members (
  organizer_id bigint not null,
  user_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null default now(),
  all_events boolean not null default true,
  constraint organizer_members_keep_owner_delete TRIGGER DEFERRABLE INITIALLY DEFERRED,
  constraint organizer_members_keep_owner_update TRIGGER DEFERRABLE INITIALLY DEFERRED,
  constraint organizer_members_pkey PRIMARY KEY (organizer_id, user_id),
  constraint organizer_members_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint organizer_members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'organizer'::text, 'co-organizer'::text, 'track-organizer'::text, 'moderator'::text, 'registrar'::text]))),
  constraint organizer_members_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE CASCADE,
  constraint organizer_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX organizer_members_user ON public.organizer_members USING btree (user_id);
CREATE CONSTRAINT TRIGGER organizer_members_keep_owner_delete AFTER DELETE ON organizer_members DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old.role = 'owner'::text) EXECUTE FUNCTION keep_an_owner();
CREATE CONSTRAINT TRIGGER organizer_members_keep_owner_update AFTER UPDATE OF role, organizer_id ON organizer_members DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old.role = 'owner'::text AND (new.role <> 'owner'::text OR new.organizer_id <> old.organizer_id)) EXECUTE FUNCTION keep_an_owner();

create table organizers (
  id bigint not null generated always as identity,
  slug text not null,
  name text not null,
  description text not null default ''::text,
  website text not null default ''::text,
  email text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  require_second_factor boolean not null default false,
  logo_id bigint,
  constraint organizers_pkey PRIMARY KEY (id),
  constraint organizers_slug_key UNIQUE (slug),
  constraint organizers_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint organizers_name_check CHECK ((name <> ''::text)),
  constraint organizers_slug_check CHECK ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
  constraint organizers_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint organizers_logo_id_fkey FOREIGN KEY (logo_id) REFERENCES media(id) ON DELETE SET NULL
);
CREATE INDEX organizers_logo ON public.organizers USING btree (logo_id) WHERE (logo_id IS NOT NULL);
CREATE TRIGGER organizers_stamp AFTER UPDATE ON organizers FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION renew_stamps_of_organizer('id');

create table passkeys (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  name text,
  public_key text not null,
  credential_id text not null,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamp with time zone not null default now(),
  constraint passkeys_pkey PRIMARY KEY (id),
  constraint passkeys_credential_id_key UNIQUE (credential_id),
  constraint passkeys_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint passkeys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX passkeys_user ON public.passkeys USING btree (user_id);

create table payment_attempts (
  id uuid not null,
  order_id bigint not null,
  provider text not null,
  account text not null,
  amount_minor bigint not null,
  currency text not null,
  application_fee_minor bigint not null default 0,
  state text not null default 'begun'::text,
  request jsonb,
  reference text not null default ''::text,
  address text not null default ''::text,
  expires_at timestamp with time zone not null,
  payment_reference text not null default ''::text,
  created_at timestamp with time zone not null,
  looked_at timestamp with time zone,
  look_again_at timestamp with time zone not null,
  tries integer not null default 0,
  trouble text not null default ''::text,
  lost boolean not null default false,
  put_aside_at timestamp with time zone,
  put_aside_by text not null default ''::text,
  put_aside_why text not null default ''::text,
  constraint payment_attempts_pkey PRIMARY KEY (id),
  constraint payment_attempts_account_check CHECK ((account <> ''::text)),
  constraint payment_attempts_amount_minor_check CHECK ((amount_minor > 0)),
  constraint payment_attempts_check CHECK (((application_fee_minor >= 0) AND (application_fee_minor <= amount_minor))),
  constraint payment_attempts_check1 CHECK (((put_aside_at IS NULL) OR ((put_aside_by <> ''::text) AND (put_aside_why <> ''::text)))),
  constraint payment_attempts_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint payment_attempts_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint payment_attempts_expires_at_in_range CHECK (((expires_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint payment_attempts_look_again_at_in_range CHECK (((look_again_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (look_again_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint payment_attempts_looked_at_in_range CHECK (((looked_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (looked_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint payment_attempts_provider_check CHECK ((provider <> ''::text)),
  constraint payment_attempts_put_aside_at_in_range CHECK (((put_aside_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (put_aside_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint payment_attempts_state_check CHECK ((state = ANY (ARRAY['begun'::text, 'open'::text, 'processing'::text, 'paid'::text, 'gone'::text]))),
  constraint payment_attempts_tries_check CHECK ((tries >= 0)),
  constraint payment_attempts_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);
CREATE INDEX payment_attempts_due ON public.payment_attempts USING btree (look_again_at) WHERE (state = ANY (ARRAY['begun'::text, 'open'::text, 'processing'::text]));
CREATE INDEX payment_attempts_lost ON public.payment_attempts USING btree (order_id) WHERE lost;
CREATE INDEX payment_attempts_order ON public.payment_attempts USING btree (order_id);
CREATE UNIQUE INDEX payment_attempts_live ON public.payment_attempts USING btree (order_id) WHERE (state = ANY (ARRAY['begun'::text, 'open'::text, 'processing'::text]));
CREATE UNIQUE INDEX payment_attempts_reference ON public.payment_attempts USING btree (provider, reference) WHERE (reference <> ''::text);

create table payment_disputes (
  id bigint not null generated always as identity,
  payment_id bigint not null,
  provider text not null,
  reference text not null,
  amount_minor bigint not null,
  reason text not null,
  state text not null,
  due_at timestamp with time zone,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint payment_disputes_pkey PRIMARY KEY (id),
  constraint payment_disputes_provider_reference_key UNIQUE (provider, reference),
  constraint payment_disputes_amount_minor_check CHECK ((amount_minor > 0)),
  constraint payment_disputes_closed_at_in_range CHECK (((closed_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (closed_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint payment_disputes_due_at_in_range CHECK (((due_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (due_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint payment_disputes_opened_at_in_range CHECK (((opened_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (opened_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint payment_disputes_provider_check CHECK ((provider <> ''::text)),
  constraint payment_disputes_reference_check CHECK ((reference <> ''::text)),
  constraint payment_disputes_state_check CHECK ((state = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text]))),
  constraint payment_disputes_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id) ON DELETE RESTRICT
);
CREATE INDEX payment_disputes_payment ON public.payment_disputes USING btree (payment_id);

create table payment_methods (
  event_id bigint not null,
  method text not null,
  enabled boolean not null default false,
  instructions text not null default ''::text,
  due_days integer,
  from_minor bigint not null default 0,
  until_days integer,
  constraint payment_methods_pkey PRIMARY KEY (event_id, method),
  constraint payment_methods_due_days_check CHECK (((due_days >= 0) AND (due_days <= 365))),
  constraint payment_methods_from_minor_check CHECK ((from_minor >= 0)),
  constraint payment_methods_method_check CHECK ((method ~ '^[a-z][a-z0-9-]{1,29}$'::text)),
  constraint payment_methods_until_days_check CHECK (((until_days >= 0) AND (until_days <= 365))),
  constraint payment_methods_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER payment_methods_stamp AFTER INSERT OR DELETE OR UPDATE ON payment_methods FOR EACH ROW EXECUTE FUNCTION renew_stamp_of_event();

create table payment_settings (
  event_id bigint not null,
  account_holder text not null default ''::text,
  iban text not null default ''::text,
  bic text not null default ''::text,
  expire_days integer,
  constraint payment_settings_pkey PRIMARY KEY (event_id),
  constraint payment_settings_bic_check CHECK ((bic ~ '^([A-Z0-9]{8}([A-Z0-9]{3})?)?$'::text)),
  constraint payment_settings_expire_days_check CHECK (((expire_days >= 0) AND (expire_days <= 365))),
  constraint payment_settings_iban_check CHECK ((iban ~ '^([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30})?$'::text)),
  constraint payment_settings_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER payment_settings_stamp AFTER INSERT OR DELETE OR UPDATE ON payment_settings FOR EACH ROW EXECUTE FUNCTION renew_stamp_of_event();

create table payments (
  id bigint not null generated always as identity,
  order_id bigint not null,
  kind text not null,
  method text not null,
  amount_minor bigint not null,
  state text not null default 'done'::text,
  paid_at timestamp with time zone not null,
  note text not null default ''::text,
  by text not null,
  idempotency_key text not null,
  reverses_id bigint,
  iban text not null default ''::text,
  created_at timestamp with time zone not null,
  attempt_id uuid,
  reference text not null default ''::text,
  refunds_id bigint,
  fee_minor bigint,
  application_fee_minor bigint not null default 0,
  returns_fee boolean not null default false,
  failure text not null default ''::text,
  tried_at timestamp with time zone,
  tries integer not null default 0,
  trouble text not null default ''::text,
  constraint payments_pkey PRIMARY KEY (id),
  constraint payments_order_id_idempotency_key_key UNIQUE (order_id, idempotency_key),
  constraint payments_reverses_id_key UNIQUE (reverses_id),
  constraint payments_amount_minor_check CHECK ((amount_minor > 0)),
  constraint payments_application_fee_minor_check CHECK ((application_fee_minor >= 0)),
  constraint payments_by_check CHECK ((by <> ''::text)),
  constraint payments_check CHECK (((kind = 'reversal'::text) = (reverses_id IS NOT NULL))),
  constraint payments_check1 CHECK (((kind = 'refund'::text) OR (state = 'done'::text))),
  constraint payments_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint payments_idempotency_key_check CHECK ((idempotency_key <> ''::text)),
  constraint payments_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'refund'::text, 'reversal'::text]))),
  constraint payments_method_check CHECK ((method <> ''::text)),
  constraint payments_paid_at_in_range CHECK (((paid_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (paid_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint payments_state_check CHECK ((state = ANY (ARRAY['done'::text, 'open'::text, 'failed'::text, 'withdrawn'::text]))),
  constraint payments_tried_at_in_range CHECK (((tried_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (tried_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint payments_tries_check CHECK ((tries >= 0)),
  constraint payments_attempt_id_fkey FOREIGN KEY (attempt_id) REFERENCES payment_attempts(id) ON DELETE RESTRICT,
  constraint payments_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE RESTRICT,
  constraint payments_refunds_id_fkey FOREIGN KEY (refunds_id) REFERENCES payments(id) ON DELETE RESTRICT,
  constraint payments_reverses_id_fkey FOREIGN KEY (reverses_id) REFERENCES payments(id) ON DELETE RESTRICT
);
CREATE INDEX payments_attempt ON public.payments USING btree (attempt_id) WHERE (attempt_id IS NOT NULL);
CREATE INDEX payments_open ON public.payments USING btree (order_id) WHERE (state = 'open'::text);
CREATE INDEX payments_reference ON public.payments USING btree (reference) WHERE (reference <> ''::text);
CREATE INDEX payments_refunds ON public.payments USING btree (refunds_id) WHERE (refunds_id IS NOT NULL);

create table pending_identities (
  id uuid not null default gen_random_uuid(),
  browser_hash text not null,
  provider text not null,
  profile jsonb not null,
  next_path text not null,
  email text not null default ''::text,
  code_hash text not null default ''::text,
  tries integer not null default 0,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  constraint pending_identities_pkey PRIMARY KEY (id),
  constraint pending_identities_browser_hash_key UNIQUE (browser_hash),
  constraint pending_identities_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint pending_identities_expires_at_in_range CHECK (((expires_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '2300-01-01 00:00:00+00'::timestamp with time zone)))
);
CREATE INDEX pending_identities_expiry ON public.pending_identities USING btree (expires_at);

create table picture_sizes (
  name text not null,
  width integer not null,
  height integer not null,
  quality integer not null,
  aspect text not null,
  animated boolean not null,
  updated_at timestamp with time zone not null default now(),
  constraint picture_sizes_pkey PRIMARY KEY (name),
  constraint picture_sizes_aspect_check CHECK ((aspect = ANY (ARRAY['kept'::text, 'cropped'::text]))),
  constraint picture_sizes_height_check CHECK (((height >= 1) AND (height <= 4000))),
  constraint picture_sizes_quality_check CHECK (((quality >= 1) AND (quality <= 100))),
  constraint picture_sizes_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint picture_sizes_width_check CHECK (((width >= 1) AND (width <= 4000)))
);

create table platform_fees (
  organizer_id bigint not null,
  percent integer not null,
  fixed jsonb not null,
  updated_at timestamp with time zone not null,
  constraint platform_fees_pkey PRIMARY KEY (organizer_id),
  constraint platform_fees_fixed_check CHECK ((jsonb_typeof(fixed) = 'object'::text)),
  constraint platform_fees_percent_check CHECK (((percent >= 0) AND (percent <= 10000))),
  constraint platform_fees_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint platform_fees_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE CASCADE
);

create table provider_books (
  provider text not null,
  account text not null,
  looked_at timestamp with time zone not null,
  read_until timestamp with time zone not null,
  constraint provider_books_pkey PRIMARY KEY (provider, account),
  constraint provider_books_account_check CHECK ((account <> ''::text)),
  constraint provider_books_looked_at_in_range CHECK (((looked_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (looked_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint provider_books_provider_check CHECK ((provider <> ''::text)),
  constraint provider_books_read_until_in_range CHECK (((read_until >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (read_until < '2300-01-01 00:00:00+00'::timestamp with time zone)))
);

create table provider_movements (
  id bigint not null generated always as identity,
  payment_id bigint not null,
  provider text not null,
  account text not null,
  reference text not null,
  source text not null,
  kind text not null,
  amount bigint not null,
  amount_minor bigint not null,
  fee bigint not null,
  application_fee bigint not null,
  digits smallint not null,
  currency text not null,
  at timestamp with time zone not null,
  payout_id bigint,
  constraint provider_movements_pkey PRIMARY KEY (id),
  constraint provider_movements_provider_reference_key UNIQUE (provider, reference),
  constraint provider_movements_account_check CHECK ((account <> ''::text)),
  constraint provider_movements_at_in_range CHECK (((at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint provider_movements_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint provider_movements_digits_check CHECK (((digits >= 0) AND (digits <= 4))),
  constraint provider_movements_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'refund'::text, 'refund-failed'::text, 'dispute'::text, 'dispute-won'::text, 'fee-returned'::text, 'other'::text]))),
  constraint provider_movements_provider_check CHECK ((provider <> ''::text)),
  constraint provider_movements_reference_check CHECK ((reference <> ''::text)),
  constraint provider_movements_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id) ON DELETE RESTRICT,
  constraint provider_movements_payout_id_fkey FOREIGN KEY (payout_id) REFERENCES provider_payouts(id) ON DELETE RESTRICT
);
CREATE INDEX provider_movements_payment ON public.provider_movements USING btree (payment_id);
CREATE INDEX provider_movements_payout ON public.provider_movements USING btree (payout_id);
CREATE INDEX provider_movements_source ON public.provider_movements USING btree (provider, source);
CREATE INDEX provider_movements_waiting ON public.provider_movements USING btree (provider, account, at) WHERE (payout_id IS NULL);

create table provider_news (
  id bigint not null generated always as identity,
  provider text not null,
  event_id text not null,
  account text not null default ''::text,
  kind text not null,
  object text not null default ''::text,
  created_at timestamp with time zone not null,
  handled_at timestamp with time zone,
  constraint provider_news_pkey PRIMARY KEY (id),
  constraint provider_news_provider_event_id_key UNIQUE (provider, event_id),
  constraint provider_news_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint provider_news_event_id_check CHECK ((event_id <> ''::text)),
  constraint provider_news_handled_at_in_range CHECK (((handled_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (handled_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint provider_news_provider_check CHECK ((provider <> ''::text))
);
CREATE INDEX provider_news_created ON public.provider_news USING btree (created_at);

create table provider_payouts (
  id bigint not null generated always as identity,
  provider text not null,
  account text not null,
  reference text not null,
  amount bigint not null,
  digits smallint not null,
  currency text not null,
  state text not null,
  created_at timestamp with time zone not null,
  arrives_at timestamp with time zone not null,
  constraint provider_payouts_pkey PRIMARY KEY (id),
  constraint provider_payouts_provider_reference_key UNIQUE (provider, reference),
  constraint provider_payouts_account_check CHECK ((account <> ''::text)),
  constraint provider_payouts_arrives_at_in_range CHECK (((arrives_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (arrives_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint provider_payouts_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint provider_payouts_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint provider_payouts_digits_check CHECK (((digits >= 0) AND (digits <= 4))),
  constraint provider_payouts_provider_check CHECK ((provider <> ''::text)),
  constraint provider_payouts_reference_check CHECK ((reference <> ''::text)),
  constraint provider_payouts_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'paid'::text, 'failed'::text, 'cancelled'::text])))
);

create table question_ticket_types (
  question_id bigint not null,
  ticket_type_id bigint not null,
  constraint question_ticket_types_pkey PRIMARY KEY (question_id, ticket_type_id),
  constraint question_ticket_types_question_id_fkey FOREIGN KEY (question_id) REFERENCES questions(id) ON DELETE CASCADE,
  constraint question_ticket_types_ticket_type_id_fkey FOREIGN KEY (ticket_type_id) REFERENCES ticket_types(id) ON DELETE CASCADE
);
CREATE INDEX question_ticket_types_type ON public.question_ticket_types USING btree (ticket_type_id);

create table questions (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  position integer not null,
  kind text not null,
  label text not null,
  help text not null default ''::text,
  choices text[] not null default '{}'::text[],
  minimum double precision,
  maximum double precision,
  required boolean not null,
  internal boolean not null,
  asked_per text not null,
  every_type boolean not null,
  depends_on_id bigint,
  depends_on_value text not null default ''::text,
  archived_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint questions_pkey PRIMARY KEY (id),
  constraint questions_event_id_number_key UNIQUE (event_id, number),
  constraint questions_archived_at_in_range CHECK (((archived_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (archived_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint questions_asked_per_check CHECK ((asked_per = ANY (ARRAY['ticket'::text, 'order'::text]))),
  constraint questions_check CHECK (((depends_on_id IS NULL) OR (depends_on_id <> id))),
  constraint questions_check1 CHECK ((minimum <= maximum)),
  constraint questions_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint questions_kind_check CHECK ((kind = ANY (ARRAY['short-text'::text, 'long-text'::text, 'choice'::text, 'choices'::text, 'number'::text, 'date'::text, 'file'::text, 'consent'::text]))),
  constraint questions_label_check CHECK ((label <> ''::text)),
  constraint questions_number_check CHECK ((number > 0)),
  constraint questions_position_check CHECK (("position" > 0)),
  constraint questions_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint questions_depends_on_id_fkey FOREIGN KEY (depends_on_id) REFERENCES questions(id),
  constraint questions_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE INDEX questions_depends_on ON public.questions USING btree (depends_on_id);
CREATE TRIGGER questions_stamp AFTER INSERT OR DELETE OR UPDATE ON questions FOR EACH ROW EXECUTE FUNCTION renew_stamp_of_event();

create table quota_ticket_types (
  quota_id bigint not null,
  ticket_type_id bigint not null,
  constraint quota_ticket_types_pkey PRIMARY KEY (quota_id, ticket_type_id),
  constraint quota_ticket_types_quota_id_fkey FOREIGN KEY (quota_id) REFERENCES quotas(id) ON DELETE CASCADE,
  constraint quota_ticket_types_ticket_type_id_fkey FOREIGN KEY (ticket_type_id) REFERENCES ticket_types(id) ON DELETE CASCADE
);
CREATE INDEX quota_ticket_types_type ON public.quota_ticket_types USING btree (ticket_type_id);
CREATE TRIGGER quota_ticket_types_came AFTER INSERT ON quota_ticket_types REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_record('quotas', 'quota_id');
CREATE TRIGGER quota_ticket_types_left AFTER DELETE ON quota_ticket_types REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_record('quotas', 'quota_id');

create table quotas (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  own_ticket_type_id bigint,
  name text not null default ''::text,
  size integer,
  held integer not null default 0,
  sold integer not null default 0,
  whole_event boolean not null default false,
  awaited boolean not null default false,
  version bigint not null default 1,
  updated_at timestamp with time zone not null default now(),
  constraint quotas_pkey PRIMARY KEY (id),
  constraint quotas_event_id_number_key UNIQUE (event_id, number),
  constraint quotas_own_ticket_type_id_key UNIQUE (own_ticket_type_id),
  constraint quotas_held_check CHECK ((held >= 0)),
  constraint quotas_named CHECK (((name = ''::text) = ((own_ticket_type_id IS NOT NULL) OR whole_event))),
  constraint quotas_never_oversold CHECK (((held + sold) <= size)),
  constraint quotas_number_check CHECK ((number > 0)),
  constraint quotas_of_one_sort CHECK ((NOT (whole_event AND (own_ticket_type_id IS NOT NULL)))),
  constraint quotas_size_check CHECK ((size >= 0)),
  constraint quotas_sold_check CHECK ((sold >= 0)),
  constraint quotas_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint quotas_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint quotas_own_ticket_type_id_fkey FOREIGN KEY (own_ticket_type_id) REFERENCES ticket_types(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX quotas_one_capacity ON public.quotas USING btree (event_id) WHERE whole_event;
CREATE TRIGGER quotas_continue BEFORE INSERT ON quotas FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER quotas_count BEFORE UPDATE OF name, size, whole_event, own_ticket_type_id, updated_at ON quotas FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_and_stamp_version();
CREATE TRIGGER quotas_leave AFTER DELETE ON quotas REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();
CREATE TRIGGER quotas_size_of_type AFTER UPDATE OF size ON quotas FOR EACH ROW WHEN (new.own_ticket_type_id IS NOT NULL AND old.size IS DISTINCT FROM new.size) EXECUTE FUNCTION touch_ticket_type();

create table rate_limits (
  key text not null,
  since timestamp with time zone not null,
  tries integer not null,
  constraint rate_limits_pkey PRIMARY KEY (key),
  constraint rate_limits_since_in_range CHECK (((since >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (since < '2300-01-01 00:00:00+00'::timestamp with time zone)))
);
CREATE INDEX rate_limits_oldest ON public.rate_limits USING btree (since);

create table reminder_settings (
  event_id bigint not null,
  event_days integer,
  event_minute integer not null,
  payment_days integer,
  constraint reminder_settings_pkey PRIMARY KEY (event_id),
  constraint reminder_settings_event_days_check CHECK (((event_days >= 0) AND (event_days <= 30))),
  constraint reminder_settings_event_minute_check CHECK (((event_minute >= 0) AND (event_minute <= 1439))),
  constraint reminder_settings_payment_days_check CHECK (((payment_days >= 1) AND (payment_days <= 30))),
  constraint reminder_settings_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);

create table rooms (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  source_key text not null default ''::text,
  position integer not null default 0,
  guid text not null default ''::text,
  name text not null,
  floor text not null default ''::text,
  latitude double precision,
  longitude double precision,
  capacity integer,
  version bigint not null default 1,
  updated_at timestamp with time zone not null default now(),
  constraint rooms_pkey PRIMARY KEY (id),
  constraint rooms_event_id_number_key UNIQUE (event_id, number),
  constraint rooms_capacity_check CHECK ((capacity >= 0)),
  constraint rooms_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
  constraint rooms_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
  constraint rooms_name_check CHECK ((name <> ''::text)),
  constraint rooms_number_check CHECK ((number > 0)),
  constraint rooms_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint rooms_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER rooms_continue BEFORE INSERT ON rooms FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER rooms_count BEFORE UPDATE ON rooms FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_and_stamp_version();
CREATE TRIGGER rooms_leave AFTER DELETE ON rooms REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();

create table session_speakers (
  session_id bigint not null,
  speaker_id bigint not null,
  position integer not null,
  constraint session_speakers_pkey PRIMARY KEY (session_id, speaker_id),
  constraint session_speakers_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE,
  constraint session_speakers_speaker_id_fkey FOREIGN KEY (speaker_id) REFERENCES speakers(id) ON DELETE CASCADE
);
CREATE INDEX session_speakers_speaker ON public.session_speakers USING btree (speaker_id);

create table session_types (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  source_key text not null default ''::text,
  name text not null,
  minutes integer,
  version bigint not null default 1,
  updated_at timestamp with time zone not null default now(),
  constraint session_types_pkey PRIMARY KEY (id),
  constraint session_types_event_id_number_key UNIQUE (event_id, number),
  constraint session_types_minutes_check CHECK ((minutes >= 0)),
  constraint session_types_name_check CHECK ((name <> ''::text)),
  constraint session_types_number_check CHECK ((number > 0)),
  constraint session_types_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint session_types_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER session_types_continue BEFORE INSERT ON session_types FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER session_types_count BEFORE UPDATE ON session_types FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_and_stamp_version();
CREATE TRIGGER session_types_leave AFTER DELETE ON session_types REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();

create table sessions (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  source_key text not null default ''::text,
  guid uuid not null,
  uid text not null,
  code text not null default ''::text,
  slug text not null default ''::text,
  title text not null,
  subtitle text not null default ''::text,
  abstract text not null default ''::text,
  description text not null default ''::text,
  language text not null default ''::text,
  comments text not null default ''::text,
  level text not null default ''::text,
  state text not null default 'draft'::text,
  session_type_id bigint,
  track_id bigint,
  room_id bigint,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  url text not null default ''::text,
  signup_url text not null default ''::text,
  picture_id bigint,
  slides_id bigint,
  audio_id bigint,
  video_id bigint,
  links jsonb not null default '[]'::jsonb,
  attachments jsonb not null default '[]'::jsonb,
  recording_licence text not null default ''::text,
  recording_optout boolean not null default false,
  sequence integer not null default 0,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  version bigint not null default 1,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_event_id_guid_key UNIQUE (event_id, guid),
  constraint sessions_event_id_number_key UNIQUE (event_id, number),
  constraint sessions_check CHECK ((ends_at > starts_at)),
  constraint sessions_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint sessions_ends_at_in_range CHECK (((ends_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint sessions_number_check CHECK ((number > 0)),
  constraint sessions_starts_at_in_range CHECK (((starts_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (starts_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint sessions_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'pending'::text, 'accepted'::text, 'confirmed'::text, 'rejected'::text, 'withdrawn'::text]))),
  constraint sessions_title_check CHECK ((title <> ''::text)),
  constraint sessions_updated_at_in_range CHECK (((updated_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint sessions_audio_id_fkey FOREIGN KEY (audio_id) REFERENCES media(id) ON DELETE SET NULL,
  constraint sessions_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint sessions_picture_id_fkey FOREIGN KEY (picture_id) REFERENCES media(id) ON DELETE SET NULL,
  constraint sessions_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id) ON DELETE SET NULL,
  constraint sessions_session_type_id_fkey FOREIGN KEY (session_type_id) REFERENCES session_types(id) ON DELETE SET NULL,
  constraint sessions_slides_id_fkey FOREIGN KEY (slides_id) REFERENCES media(id) ON DELETE SET NULL,
  constraint sessions_track_id_fkey FOREIGN KEY (track_id) REFERENCES tracks(id) ON DELETE SET NULL,
  constraint sessions_video_id_fkey FOREIGN KEY (video_id) REFERENCES media(id) ON DELETE SET NULL
);
CREATE INDEX sessions_audio ON public.sessions USING btree (audio_id) WHERE (audio_id IS NOT NULL);
CREATE INDEX sessions_picture ON public.sessions USING btree (picture_id) WHERE (picture_id IS NOT NULL);
CREATE INDEX sessions_room ON public.sessions USING btree (room_id);
CREATE INDEX sessions_schedule ON public.sessions USING btree (event_id, starts_at);
CREATE INDEX sessions_slides ON public.sessions USING btree (slides_id) WHERE (slides_id IS NOT NULL);
CREATE INDEX sessions_track ON public.sessions USING btree (track_id);
CREATE INDEX sessions_type ON public.sessions USING btree (session_type_id);
CREATE INDEX sessions_video ON public.sessions USING btree (video_id) WHERE (video_id IS NOT NULL);
CREATE TRIGGER sessions_continue BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER sessions_count BEFORE UPDATE ON sessions FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_version();
CREATE TRIGGER sessions_leave AFTER DELETE ON sessions REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();

create table shop_items (
  id bigint not null generated always as identity,
  event_id bigint not null,
  position integer not null,
  heading_id bigint,
  ticket_type_id bigint,
  constraint shop_items_pkey PRIMARY KEY (id),
  constraint shop_items_event_id_position_key UNIQUE (event_id, "position") DEFERRABLE INITIALLY DEFERRED,
  constraint shop_items_heading_id_key UNIQUE (heading_id),
  constraint shop_items_ticket_type_id_key UNIQUE (ticket_type_id),
  constraint shop_items_check CHECK (((heading_id IS NULL) <> (ticket_type_id IS NULL))),
  constraint shop_items_position_check CHECK (("position" > 0)),
  constraint shop_items_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint shop_items_heading_id_fkey FOREIGN KEY (heading_id) REFERENCES ticket_headings(id) ON DELETE CASCADE,
  constraint shop_items_ticket_type_id_fkey FOREIGN KEY (ticket_type_id) REFERENCES ticket_types(id) ON DELETE CASCADE
);

create table sign_in_attempts (
  id uuid not null default gen_random_uuid(),
  provider text not null,
  browser_hash text not null,
  request_token text not null,
  request_secret text not null,
  user_id uuid,
  next_path text not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint sign_in_attempts_pkey PRIMARY KEY (id),
  constraint sign_in_attempts_provider_request_token_key UNIQUE (provider, request_token),
  constraint sign_in_attempts_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint sign_in_attempts_expires_at_in_range CHECK (((expires_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint sign_in_attempts_used_at_in_range CHECK (((used_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (used_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint sign_in_attempts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX sign_in_attempts_expiry ON public.sign_in_attempts USING btree (expires_at);
CREATE INDEX sign_in_attempts_user ON public.sign_in_attempts USING btree (user_id) WHERE (user_id IS NOT NULL);

create table sign_ins (
  id bigint not null generated always as identity,
  user_id uuid not null,
  at timestamp with time zone not null,
  way text not null,
  outcome text not null,
  network text not null,
  user_agent text not null default ''::text,
  constraint sign_ins_pkey PRIMARY KEY (id),
  constraint sign_ins_at_in_range CHECK (((at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint sign_ins_outcome_check CHECK ((outcome = ANY (ARRAY['in'::text, 'wrong-password'::text, 'wrong-code'::text, 'locked'::text, 'blocked'::text]))),
  constraint sign_ins_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX sign_ins_at ON public.sign_ins USING btree (at);
CREATE INDEX sign_ins_user ON public.sign_ins USING btree (user_id, id DESC);

create table speakers (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  source_key text not null default ''::text,
  guid text not null default ''::text,
  code text not null default ''::text,
  name text not null,
  email text not null default ''::text,
  mobile text not null default ''::text,
  photo_id bigint,
  organisation text not null default ''::text,
  position text not null default ''::text,
  country text not null default ''::text,
  short_biography text not null default ''::text,
  biography text not null default ''::text,
  website text not null default ''::text,
  links jsonb not null default '[]'::jsonb,
  featured boolean not null default false,
  updated_at timestamp with time zone not null default now(),
  pronouns text not null default ''::text,
  city text not null default ''::text,
  version bigint not null default 1,
  constraint speakers_pkey PRIMARY KEY (id),
  constraint speakers_event_id_number_key UNIQUE (event_id, number),
  constraint speakers_name_check CHECK ((name <> ''::text)),
  constraint speakers_number_check CHECK ((number > 0)),
  constraint speakers_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint speakers_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint speakers_photo_id_fkey FOREIGN KEY (photo_id) REFERENCES media(id) ON DELETE SET NULL
);
CREATE INDEX speakers_photo ON public.speakers USING btree (photo_id) WHERE (photo_id IS NOT NULL);
CREATE TRIGGER speakers_continue BEFORE INSERT ON speakers FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER speakers_count BEFORE UPDATE ON speakers FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_version();
CREATE TRIGGER speakers_leave AFTER DELETE ON speakers REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();

create table sponsors (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  source_key text not null default ''::text,
  name text not null,
  description text not null default ''::text,
  url text not null default ''::text,
  type text not null default ''::text,
  level integer,
  logo_id bigint,
  version bigint not null default 1,
  updated_at timestamp with time zone not null default now(),
  constraint sponsors_pkey PRIMARY KEY (id),
  constraint sponsors_event_id_number_key UNIQUE (event_id, number),
  constraint sponsors_name_check CHECK ((name <> ''::text)),
  constraint sponsors_number_check CHECK ((number > 0)),
  constraint sponsors_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint sponsors_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint sponsors_logo_id_fkey FOREIGN KEY (logo_id) REFERENCES media(id) ON DELETE SET NULL
);
CREATE INDEX sponsors_logo ON public.sponsors USING btree (logo_id) WHERE (logo_id IS NOT NULL);
CREATE TRIGGER sponsors_continue BEFORE INSERT ON sponsors FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER sponsors_count BEFORE UPDATE ON sponsors FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_and_stamp_version();
CREATE TRIGGER sponsors_leave AFTER DELETE ON sponsors REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();

create table statement_lines (
  id bigint not null generated always as identity,
  event_id bigint not null,
  fingerprint text not null,
  booked_on date not null,
  amount_minor bigint not null,
  currency text not null,
  reference text not null default ''::text,
  payer text not null default ''::text,
  iban text not null default ''::text,
  state text not null default 'open'::text,
  payment_id bigint,
  file_name text not null default ''::text,
  created_at timestamp with time zone not null,
  constraint statement_lines_pkey PRIMARY KEY (id),
  constraint statement_lines_event_id_fingerprint_key UNIQUE (event_id, fingerprint),
  constraint statement_lines_amount_minor_check CHECK ((amount_minor > 0)),
  constraint statement_lines_booked_on_in_range CHECK (((booked_on >= '1970-01-01'::date) AND (booked_on < '2201-01-01'::date))),
  constraint statement_lines_check CHECK (((state = 'booked'::text) = (payment_id IS NOT NULL))),
  constraint statement_lines_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint statement_lines_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint statement_lines_state_check CHECK ((state = ANY (ARRAY['open'::text, 'booked'::text, 'ignored'::text]))),
  constraint statement_lines_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint statement_lines_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id) ON DELETE RESTRICT
);
CREATE INDEX statement_lines_event ON public.statement_lines USING btree (event_id, state, booked_on DESC);
CREATE UNIQUE INDEX statement_lines_payment ON public.statement_lines USING btree (payment_id);

create table stripe_accounts (
  id uuid not null default gen_random_uuid(),
  organizer_id bigint not null,
  kind text not null,
  sealed text not null,
  account_hash text not null,
  live boolean not null,
  name text not null default ''::text,
  charges_enabled boolean not null default false,
  payouts_enabled boolean not null default false,
  details_submitted boolean not null default false,
  due text[] not null default '{}'::text[],
  in_review boolean not null default false,
  connected_by uuid,
  connected_at timestamp with time zone not null,
  checked_at timestamp with time zone,
  letting_go_at timestamp with time zone,
  constraint stripe_accounts_pkey PRIMARY KEY (id),
  constraint stripe_accounts_organizer_id_key UNIQUE (organizer_id),
  constraint stripe_accounts_account_hash_check CHECK ((account_hash <> ''::text)),
  constraint stripe_accounts_checked_at_in_range CHECK (((checked_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (checked_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint stripe_accounts_connected_at_in_range CHECK (((connected_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (connected_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint stripe_accounts_kind_check CHECK ((kind = ANY (ARRAY['oauth'::text, 'created'::text]))),
  constraint stripe_accounts_letting_go_at_in_range CHECK (((letting_go_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (letting_go_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint stripe_accounts_sealed_check CHECK ((sealed <> ''::text)),
  constraint stripe_accounts_connected_by_fkey FOREIGN KEY (connected_by) REFERENCES users(id) ON DELETE SET NULL,
  constraint stripe_accounts_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE CASCADE
);
CREATE INDEX stripe_accounts_account ON public.stripe_accounts USING btree (account_hash);
CREATE INDEX stripe_accounts_connected_by ON public.stripe_accounts USING btree (connected_by) WHERE (connected_by IS NOT NULL);

create table stripe_attempts (
  id uuid not null default gen_random_uuid(),
  kind text not null,
  organizer_id bigint not null,
  user_id uuid not null,
  state_hash text not null default ''::text,
  browser_hash text not null default ''::text,
  next_path text not null,
  country text not null default ''::text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  words text not null default ''::text,
  constraint stripe_attempts_pkey PRIMARY KEY (id),
  constraint stripe_attempts_country_check CHECK ((country ~ '^([A-Z]{2})?$'::text)),
  constraint stripe_attempts_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint stripe_attempts_expires_at_in_range CHECK (((expires_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint stripe_attempts_kind_check CHECK ((kind = ANY (ARRAY['oauth'::text, 'created'::text]))),
  constraint stripe_attempts_used_at_in_range CHECK (((used_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (used_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint stripe_attempts_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE CASCADE,
  constraint stripe_attempts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX stripe_attempts_expiry ON public.stripe_attempts USING btree (expires_at);
CREATE INDEX stripe_attempts_organizer ON public.stripe_attempts USING btree (organizer_id);
CREATE INDEX stripe_attempts_user ON public.stripe_attempts USING btree (user_id);
CREATE UNIQUE INDEX stripe_attempts_created ON public.stripe_attempts USING btree (organizer_id, country) WHERE ((kind = 'created'::text) AND (used_at IS NULL));
CREATE UNIQUE INDEX stripe_attempts_state ON public.stripe_attempts USING btree (state_hash) WHERE (state_hash <> ''::text);

create table tax_rates (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  name text not null,
  rate_bp integer not null,
  standard boolean not null default false,
  version bigint not null default 1,
  updated_at timestamp with time zone not null default now(),
  constraint tax_rates_one_standard EXCLUDE USING btree (event_id WITH =) WHERE (standard) DEFERRABLE INITIALLY DEFERRED,
  constraint tax_rates_pkey PRIMARY KEY (id),
  constraint tax_rates_event_id_number_key UNIQUE (event_id, number),
  constraint tax_rates_name_check CHECK ((name <> ''::text)),
  constraint tax_rates_number_check CHECK ((number > 0)),
  constraint tax_rates_rate_bp_check CHECK (((rate_bp >= 0) AND (rate_bp <= 10000))),
  constraint tax_rates_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint tax_rates_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER tax_rates_continue BEFORE INSERT ON tax_rates FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER tax_rates_count BEFORE UPDATE ON tax_rates FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_and_stamp_version();
CREATE TRIGGER tax_rates_leave AFTER DELETE ON tax_rates REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();
CREATE TRIGGER tax_rates_stamp AFTER INSERT OR DELETE OR UPDATE ON tax_rates FOR EACH ROW EXECUTE FUNCTION renew_stamp_of_event();

create table ticket_fees (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  name text not null,
  percent_bp integer not null,
  fixed_minor bigint not null,
  per text not null,
  tax_rate_id bigint,
  version bigint not null default 1,
  updated_at timestamp with time zone not null default now(),
  constraint ticket_fees_pkey PRIMARY KEY (id),
  constraint ticket_fees_event_id_number_key UNIQUE (event_id, number),
  constraint ticket_fees_check CHECK (((percent_bp > 0) OR (fixed_minor > 0))),
  constraint ticket_fees_fixed_minor_check CHECK ((fixed_minor >= 0)),
  constraint ticket_fees_name_check CHECK ((name <> ''::text)),
  constraint ticket_fees_number_check CHECK ((number > 0)),
  constraint ticket_fees_per_check CHECK ((per = ANY (ARRAY['order'::text, 'ticket'::text]))),
  constraint ticket_fees_percent_bp_check CHECK (((percent_bp >= 0) AND (percent_bp <= 10000))),
  constraint ticket_fees_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint ticket_fees_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint ticket_fees_tax_rate_id_fkey FOREIGN KEY (tax_rate_id) REFERENCES tax_rates(id) ON DELETE SET NULL
);
CREATE INDEX ticket_fees_rate ON public.ticket_fees USING btree (tax_rate_id);
CREATE TRIGGER ticket_fees_continue BEFORE INSERT ON ticket_fees FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER ticket_fees_count BEFORE UPDATE ON ticket_fees FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_and_stamp_version();
CREATE TRIGGER ticket_fees_leave AFTER DELETE ON ticket_fees REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();
CREATE TRIGGER ticket_fees_stamp AFTER INSERT OR DELETE OR UPDATE ON ticket_fees FOR EACH ROW EXECUTE FUNCTION renew_stamp_of_event();

create table ticket_headings (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  name text not null,
  description text not null default ''::text,
  version bigint not null default 1,
  updated_at timestamp with time zone not null default now(),
  constraint ticket_headings_pkey PRIMARY KEY (id),
  constraint ticket_headings_event_id_number_key UNIQUE (event_id, number),
  constraint ticket_headings_name_check CHECK ((name <> ''::text)),
  constraint ticket_headings_number_check CHECK ((number > 0)),
  constraint ticket_headings_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint ticket_headings_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER ticket_headings_continue BEFORE INSERT ON ticket_headings FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER ticket_headings_count BEFORE UPDATE ON ticket_headings FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_and_stamp_version();
CREATE TRIGGER ticket_headings_leave AFTER DELETE ON ticket_headings REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();

create table ticket_key_turns (
  event_id bigint not null,
  generation integer not null,
  valid_from integer not null,
  turned_at timestamp with time zone not null,
  constraint ticket_key_turns_pkey PRIMARY KEY (event_id),
  constraint ticket_key_turns_check CHECK (((valid_from >= 1) AND (valid_from <= generation))),
  constraint ticket_key_turns_generation_check CHECK (((generation >= 1) AND (generation <= 255))),
  constraint ticket_key_turns_turned_at_in_range CHECK (((turned_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (turned_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint ticket_key_turns_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER ticket_key_turns_stamp AFTER INSERT OR DELETE OR UPDATE ON ticket_key_turns FOR EACH ROW EXECUTE FUNCTION renew_stamp_of_event();

create table ticket_transfers (
  id bigint not null generated always as identity,
  ticket_id bigint not null,
  email text not null,
  token_hash text not null,
  state text not null default 'open'::text,
  locale text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  constraint ticket_transfers_pkey PRIMARY KEY (id),
  constraint ticket_transfers_token_hash_key UNIQUE (token_hash),
  constraint ticket_transfers_answered_at_in_range CHECK (((answered_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (answered_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint ticket_transfers_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint ticket_transfers_email_check CHECK ((email <> ''::text)),
  constraint ticket_transfers_expires_at_in_range CHECK (((expires_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint ticket_transfers_state_check CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'declined'::text, 'withdrawn'::text]))),
  constraint ticket_transfers_token_hash_check CHECK ((length(token_hash) = 64)),
  constraint ticket_transfers_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX ticket_transfers_ticket ON public.ticket_transfers USING btree (ticket_id);
CREATE UNIQUE INDEX ticket_transfers_one_open ON public.ticket_transfers USING btree (ticket_id) WHERE (state = 'open'::text);

create table ticket_type_tax_rates (
  ticket_type_id bigint not null,
  tax_rate_id bigint not null,
  constraint ticket_type_tax_rates_pkey PRIMARY KEY (ticket_type_id),
  constraint ticket_type_tax_rates_tax_rate_id_fkey FOREIGN KEY (tax_rate_id) REFERENCES tax_rates(id) ON DELETE CASCADE,
  constraint ticket_type_tax_rates_ticket_type_id_fkey FOREIGN KEY (ticket_type_id) REFERENCES ticket_types(id) ON DELETE CASCADE
);
CREATE INDEX ticket_type_tax_rates_rate ON public.ticket_type_tax_rates USING btree (tax_rate_id);
CREATE TRIGGER ticket_type_tax_rates_came AFTER INSERT ON ticket_type_tax_rates REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_record('tax_rates', 'tax_rate_id');
CREATE TRIGGER ticket_type_tax_rates_left AFTER DELETE ON ticket_type_tax_rates REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_record('tax_rates', 'tax_rate_id');

create table ticket_types (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  name text not null,
  description text not null default ''::text,
  kind text not null,
  price_minor bigint not null default 0,
  suggested_minor bigint,
  minimum_per_order integer not null default 1,
  maximum_per_order integer not null default 10,
  sale_starts_at timestamp with time zone,
  sale_ends_at timestamp with time zone,
  visibility text not null default 'public'::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  maximum_per_person integer,
  version bigint not null default 1,
  constraint ticket_types_pkey PRIMARY KEY (id),
  constraint ticket_types_event_id_number_key UNIQUE (event_id, number),
  constraint ticket_types_check CHECK ((maximum_per_order >= minimum_per_order)),
  constraint ticket_types_check1 CHECK ((sale_ends_at > sale_starts_at)),
  constraint ticket_types_check2 CHECK ((((kind = 'free'::text) = (price_minor = 0)) OR (kind = 'donation'::text))),
  constraint ticket_types_check3 CHECK (((suggested_minor IS NULL) OR ((kind = 'donation'::text) AND (suggested_minor >= price_minor)))),
  constraint ticket_types_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint ticket_types_kind_check CHECK ((kind = ANY (ARRAY['free'::text, 'paid'::text, 'donation'::text]))),
  constraint ticket_types_maximum_per_person_check CHECK ((maximum_per_person >= 1)),
  constraint ticket_types_minimum_per_order_check CHECK ((minimum_per_order >= 1)),
  constraint ticket_types_name_check CHECK ((name <> ''::text)),
  constraint ticket_types_number_check CHECK ((number > 0)),
  constraint ticket_types_price_minor_check CHECK ((price_minor >= 0)),
  constraint ticket_types_sale_ends_at_in_range CHECK (((sale_ends_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (sale_ends_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint ticket_types_sale_starts_at_in_range CHECK (((sale_starts_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (sale_starts_at < '2201-01-01 00:00:00+00'::timestamp with time zone))),
  constraint ticket_types_suggested_minor_check CHECK ((suggested_minor >= 0)),
  constraint ticket_types_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint ticket_types_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'hidden'::text, 'code'::text]))),
  constraint ticket_types_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER order_lines_keep_type BEFORE DELETE ON ticket_types FOR EACH ROW EXECUTE FUNCTION keep_ordered_type();
CREATE TRIGGER ticket_types_continue BEFORE INSERT ON ticket_types FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER ticket_types_count BEFORE UPDATE ON ticket_types FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_version();
CREATE TRIGGER ticket_types_leave AFTER DELETE ON ticket_types REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();
CREATE TRIGGER ticket_types_stamp AFTER INSERT OR DELETE OR UPDATE ON ticket_types FOR EACH ROW EXECUTE FUNCTION renew_stamp_of_event();

create table tickets (
  id bigint not null generated always as identity,
  order_id bigint not null,
  order_line_id bigint not null,
  number integer not null,
  attendee_name text not null default ''::text,
  secret text not null,
  created_at timestamp with time zone not null,
  price_minor bigint not null default 0,
  attendee_email text not null default ''::text,
  cancelled_at timestamp with time zone,
  rotation integer not null default 0,
  transferred_at timestamp with time zone,
  constraint tickets_pkey PRIMARY KEY (id),
  constraint tickets_order_id_number_key UNIQUE (order_id, number),
  constraint tickets_secret_key UNIQUE (secret),
  constraint tickets_cancelled_at_in_range CHECK (((cancelled_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (cancelled_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint tickets_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint tickets_number_check CHECK ((number > 0)),
  constraint tickets_price_minor_check CHECK ((price_minor >= 0)),
  constraint tickets_rotation_check CHECK ((rotation >= 0)),
  constraint tickets_secret_check CHECK ((length(secret) = 22)),
  constraint tickets_transferred_at_in_range CHECK (((transferred_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (transferred_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint tickets_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE,
  constraint tickets_order_line_id_fkey FOREIGN KEY (order_line_id) REFERENCES order_lines(id) ON DELETE CASCADE
);
CREATE INDEX tickets_holder ON public.tickets USING btree (lower(attendee_email)) WHERE (transferred_at IS NOT NULL);
CREATE INDEX tickets_line ON public.tickets USING btree (order_line_id);

create table tombstones (
  event_id bigint not null,
  noun text not null,
  number integer not null,
  version bigint not null,
  deleted_at timestamp with time zone not null default now(),
  constraint tombstones_pkey PRIMARY KEY (event_id, noun, number),
  constraint tombstones_deleted_at_in_range CHECK (((deleted_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (deleted_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint tombstones_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE INDEX tombstones_deleted ON public.tombstones USING btree (deleted_at);

create table track_members (
  track_id bigint not null,
  user_id uuid not null,
  constraint track_members_pkey PRIMARY KEY (track_id, user_id),
  constraint track_members_track_id_fkey FOREIGN KEY (track_id) REFERENCES tracks(id) ON DELETE CASCADE,
  constraint track_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX track_members_user ON public.track_members USING btree (user_id);

create table tracks (
  id bigint not null generated always as identity,
  event_id bigint not null,
  number integer not null,
  source_key text not null default ''::text,
  name text not null,
  description text not null default ''::text,
  color text not null default ''::text,
  version bigint not null default 1,
  updated_at timestamp with time zone not null default now(),
  constraint tracks_pkey PRIMARY KEY (id),
  constraint tracks_event_id_number_key UNIQUE (event_id, number),
  constraint tracks_color_check CHECK (((color = ''::text) OR (color ~ '^#[0-9a-f]{6}$'::text))),
  constraint tracks_name_check CHECK ((name <> ''::text)),
  constraint tracks_number_check CHECK ((number > 0)),
  constraint tracks_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint tracks_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER tracks_continue BEFORE INSERT ON tracks FOR EACH ROW EXECUTE FUNCTION continue_version();
CREATE TRIGGER tracks_count BEFORE UPDATE ON tracks FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION count_and_stamp_version();
CREATE TRIGGER tracks_leave AFTER DELETE ON tracks REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leave_tombstones();

create table two_factors (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamp with time zone,
  constraint two_factors_pkey PRIMARY KEY (id),
  constraint two_factors_locked_until_in_range CHECK (((locked_until >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (locked_until < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint two_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX two_factors_user ON public.two_factors USING btree (user_id);

create table users (
  id uuid not null default gen_random_uuid(),
  name text not null,
  email text not null,
  email_verified boolean not null default false,
  image text,
  administrator boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  two_factor_enabled boolean not null default false,
  website text not null default ''::text,
  biography text not null default ''::text,
  locale text not null default ''::text,
  picture_id bigint,
  blocked_at timestamp with time zone,
  weak_password boolean not null default false,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_key UNIQUE (email),
  constraint users_blocked_at_in_range CHECK (((blocked_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (blocked_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint users_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint users_updated_at_in_range CHECK (((updated_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint users_picture_id_fkey FOREIGN KEY (picture_id) REFERENCES media(id) ON DELETE SET NULL
);
CREATE INDEX users_picture ON public.users USING btree (picture_id) WHERE (picture_id IS NOT NULL);

create table waiting_entries (
  id bigint not null generated always as identity,
  event_id bigint not null,
  ticket_type_id bigint not null,
  quantity integer not null,
  name text not null,
  email text not null,
  locale text not null,
  token text not null,
  state text not null,
  told text not null,
  order_id bigint,
  joined_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  holder bigint,
  constraint waiting_entries_pkey PRIMARY KEY (id),
  constraint waiting_entries_order_id_key UNIQUE (order_id),
  constraint waiting_entries_token_key UNIQUE (token),
  constraint waiting_entries_changed_at_in_range CHECK (((changed_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (changed_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint waiting_entries_email_check CHECK ((email <> ''::text)),
  constraint waiting_entries_joined_at_in_range CHECK (((joined_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (joined_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint waiting_entries_name_check CHECK ((name <> ''::text)),
  constraint waiting_entries_quantity_check CHECK ((quantity > 0)),
  constraint waiting_entries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'offered'::text, 'taken'::text, 'lapsed'::text, 'declined'::text, 'left'::text, 'removed'::text]))),
  constraint waiting_entries_token_check CHECK ((length(token) = 22)),
  constraint waiting_entries_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint waiting_entries_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE SET NULL,
  constraint waiting_entries_ticket_type_id_fkey FOREIGN KEY (ticket_type_id) REFERENCES ticket_types(id) ON DELETE CASCADE
);
CREATE INDEX waiting_in_line ON public.waiting_entries USING btree (event_id, id) WHERE (state = ANY (ARRAY['waiting'::text, 'offered'::text]));
CREATE INDEX waiting_of_event ON public.waiting_entries USING btree (event_id, id DESC);
CREATE UNIQUE INDEX waiting_once ON public.waiting_entries USING btree (ticket_type_id, lower(email)) WHERE (state = ANY (ARRAY['waiting'::text, 'offered'::text]));
CREATE TRIGGER waiting_entries_holder BEFORE UPDATE ON waiting_entries FOR EACH ROW WHEN (new.holder IS NOT NULL AND (new.state <> ALL (ARRAY['waiting'::text, 'offered'::text]))) EXECUTE FUNCTION forget_holder_of_entry();

create table waiting_lists (
  event_id bigint not null,
  is_open boolean not null,
  offer_minutes integer not null,
  constraint waiting_lists_pkey PRIMARY KEY (event_id),
  constraint waiting_lists_offer_minutes_check CHECK (((offer_minutes >= 30) AND (offer_minutes <= 20160))),
  constraint waiting_lists_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);
CREATE TRIGGER waiting_lists_stamp AFTER INSERT OR DELETE OR UPDATE ON waiting_lists FOR EACH ROW EXECUTE FUNCTION renew_stamp_of_event();

create table webhook_deliveries (
  webhook_id uuid not null,
  change_id bigint not null,
  state text not null default 'waiting'::text,
  attempts integer not null default 0,
  due_at timestamp with time zone default clock_timestamp(),
  tried_at timestamp with time zone,
  status integer,
  answer text not null default ''::text,
  fault text not null default ''::text,
  constraint webhook_deliveries_pkey PRIMARY KEY (change_id, webhook_id),
  constraint webhook_deliveries_check CHECK (((state = 'waiting'::text) = (due_at IS NOT NULL))),
  constraint webhook_deliveries_due_at_in_range CHECK (((due_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (due_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text]))),
  constraint webhook_deliveries_tried_at_in_range CHECK (((tried_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (tried_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint webhook_deliveries_change_id_fkey FOREIGN KEY (change_id) REFERENCES changes(id) ON DELETE CASCADE,
  constraint webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_due ON public.webhook_deliveries USING btree (webhook_id, due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX webhook_deliveries_in_order ON public.webhook_deliveries USING btree (webhook_id, change_id DESC);

create table webhooks (
  id uuid not null default gen_random_uuid(),
  organizer_id bigint not null,
  event_id bigint,
  types text[],
  url text not null,
  secret text not null,
  old_secret text,
  old_secret_until timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  off_at timestamp with time zone,
  off_why text,
  failing_since timestamp with time zone,
  failed_at timestamp with time zone,
  held_until timestamp with time zone,
  constraint webhooks_pkey PRIMARY KEY (id),
  constraint webhooks_check CHECK (((old_secret IS NULL) = (old_secret_until IS NULL))),
  constraint webhooks_check1 CHECK (((off_at IS NULL) = (off_why IS NULL))),
  constraint webhooks_check2 CHECK (((failing_since IS NULL) = (failed_at IS NULL))),
  constraint webhooks_created_at_in_range CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint webhooks_failed_at_in_range CHECK (((failed_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (failed_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint webhooks_failing_since_in_range CHECK (((failing_since >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (failing_since < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint webhooks_held_until_in_range CHECK (((held_until >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (held_until < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint webhooks_off_at_in_range CHECK (((off_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (off_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint webhooks_off_why_check CHECK ((off_why = ANY (ARRAY['person'::text, 'gone'::text, 'failing'::text]))),
  constraint webhooks_old_secret_until_in_range CHECK (((old_secret_until >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (old_secret_until < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint webhooks_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint webhooks_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES organizers(id) ON DELETE CASCADE
);
CREATE INDEX webhooks_of_event ON public.webhooks USING btree (event_id) WHERE (event_id IS NOT NULL);
CREATE INDEX webhooks_of_organizer ON public.webhooks USING btree (organizer_id);

create table workers (
  id uuid not null,
  name text not null,
  version text not null,
  started_at timestamp with time zone not null default now(),
  seen_at timestamp with time zone not null default now(),
  constraint workers_pkey PRIMARY KEY (id),
  constraint workers_seen_at_in_range CHECK (((seen_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (seen_at < '2300-01-01 00:00:00+00'::timestamp with time zone))),
  constraint workers_started_at_in_range CHECK (((started_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (started_at < '2300-01-01 00:00:00+00'::timestamp with time zone)))
);

create view media_uses as
 SELECT events.id AS event_id,
    events.header_id AS media_id,
    'event'::text AS role
   FROM events
  WHERE events.header_id IS NOT NULL
UNION ALL
 SELECT events.id AS event_id,
    events.logo_id AS media_id,
    'logo'::text AS role
   FROM events
  WHERE events.logo_id IS NOT NULL
UNION ALL
 SELECT speakers.event_id,
    speakers.photo_id AS media_id,
    'speaker'::text AS role
   FROM speakers
  WHERE speakers.photo_id IS NOT NULL
UNION ALL
 SELECT sponsors.event_id,
    sponsors.logo_id AS media_id,
    'logo'::text AS role
   FROM sponsors
  WHERE sponsors.logo_id IS NOT NULL
UNION ALL
 SELECT sessions.event_id,
    sessions.picture_id AS media_id,
    'session'::text AS role
   FROM sessions
  WHERE sessions.picture_id IS NOT NULL
UNION ALL
 SELECT sessions.event_id,
    sessions.slides_id AS media_id,
    'file'::text AS role
   FROM sessions
  WHERE sessions.slides_id IS NOT NULL
UNION ALL
 SELECT sessions.event_id,
    sessions.audio_id AS media_id,
    'file'::text AS role
   FROM sessions
  WHERE sessions.audio_id IS NOT NULL
UNION ALL
 SELECT sessions.event_id,
    sessions.video_id AS media_id,
    'file'::text AS role
   FROM sessions
  WHERE sessions.video_id IS NOT NULL
UNION ALL
 SELECT NULL::bigint AS event_id,
    organizers.logo_id AS media_id,
    'logo'::text AS role
   FROM organizers
  WHERE organizers.logo_id IS NOT NULL
UNION ALL
 SELECT NULL::bigint AS event_id,
    users.picture_id AS media_id,
    'speaker'::text AS role
   FROM users
  WHERE users.picture_id IS NOT NULL
UNION ALL
 SELECT events.id AS event_id,
    events.plan_id AS media_id,
    'event'::text AS role
   FROM events
  WHERE events.plan_id IS NOT NULL;

create view pictures as
 SELECT id,
    jsonb_build_object('id', id, 'sha256', sha256, 'contentType', content_type, 'width', width, 'height', height, 'color', color, 'placeholder', placeholder, 'bare', bare, 'digest', variants_digest, 'focalX', focal_x, 'focalY', focal_y, 'variants', ( SELECT COALESCE(jsonb_agg(jsonb_build_array(v.name, v.format, v.width, v.height) ORDER BY v.width, v.height, v.name, v.format), '[]'::jsonb) AS "coalesce"
           FROM media_variants v
          WHERE v.media_id = media.id)) AS picture
   FROM media
  WHERE storage_key IS NOT NULL;

CREATE OR REPLACE FUNCTION public.add_changes(facts jsonb)
 RETURNS void
 LANGUAGE sql
AS $function$
  with written as (
    insert into changes (organizer_id, event_id, type, data)
    select coalesce(e.organizer_id, r.id), e.id, f.fact->>'type',
      case when e.id is null then '{}'::jsonb else jsonb_build_object('event', e.slug) end
        || case when o.id is null then '{}'::jsonb else jsonb_build_object('order', o.code, 'state', o.state) end
        || case when t.id is null then '{}'::jsonb else jsonb_build_object(
          'ticket', t.number, 'rotation', t.rotation, 'cancelled', t.cancelled_at is not null) end
        || coalesce(f.fact->'data', '{}'::jsonb)
    from jsonb_array_elements(facts) with ordinality as f (fact, place)
    left join events e on e.id = (f.fact->>'eventId')::bigint
    left join organizers r on r.id = (f.fact->>'organizerId')::bigint
    left join orders o on o.id = (f.fact->>'orderId')::bigint
    left join tickets t on t.id = (f.fact->>'ticketId')::bigint
    where coalesce(e.organizer_id, r.id) is not null
    order by f.place
    returning id, organizer_id, event_id, type
  )
  insert into webhook_deliveries (webhook_id, change_id)
  select w.id, c.id from written c join webhooks w on w.organizer_id = c.organizer_id
  where w.off_at is null and (w.event_id is null or w.event_id = c.event_id) and (w.types is null or c.type = any(w.types))
$function$;

CREATE OR REPLACE FUNCTION public.add_job(queue text, coalesce_key text, payload jsonb, run_at timestamp with time zone, merged integer)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
begin
  insert into jobs (queue, coalesce_key, payload, run_at, merged) values ($1, $2, $3, $4, $5)
  on conflict (queue, coalesce_key) where state = 'waiting' and coalesce_key is not null
  do update set payload = excluded.payload, merged = jobs.merged + excluded.merged, run_at = least(jobs.run_at, excluded.run_at);
end
$function$;

CREATE OR REPLACE FUNCTION public.add_test_change(endpoint uuid)
 RETURNS bigint
 LANGUAGE sql
AS $function$
  with written as (
    insert into changes (organizer_id, type, data) select organizer_id, 'test', '{}' from webhooks where id = endpoint
    returning id
  )
  insert into webhook_deliveries (webhook_id, change_id) select endpoint, id from written returning change_id
$function$;

CREATE OR REPLACE FUNCTION public.change_era()
 RETURNS bigint
 LANGUAGE sql
AS $function$
  select system_identifier # oid::bigint from pg_control_system(), pg_database where datname = current_database()
$function$;

CREATE OR REPLACE FUNCTION public.continue_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  ended bigint;
begin
  delete from tombstones as t where t.event_id = new.event_id and t.noun = tg_table_name and t.number = new.number returning t.version into ended;
  if ended is not null then
    new.version := greatest(new.version, ended + 1);
    new.updated_at := now();
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION public.count_and_stamp_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION public.count_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.version := old.version + 1;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION public.delete_lines_of_orders()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from order_lines using gone where order_lines.order_id = gone.id;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.forget_holder_of_entry()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.holder := null;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION public.hold_seats(event bigint, known_version bigint, quota_ids bigint[], seats integer[], currency text, now_at timestamp with time zone, held_until timestamp with time zone, codes text[], keys text[], wish_hashes text[], totals bigint[], locales text[], line_orders integer[], line_types bigint[], line_quantities integer[], line_units bigint[], line_quotas text[], holders bigint[], holder_seats integer[], shares integer[])
 RETURNS jsonb
 LANGUAGE plpgsql
AS $function$
declare
  fills jsonb := take_seats(event, known_version, quota_ids, seats);
  ids bigint[];
begin
  if fills is null then
    return null;
  end if;
  if shares is not null and exists (
    select from (
      select h.holder, sum(h.seats) as seats, min(h.share) as share
      from unnest(holders, hold_seats.holder_seats, shares) as h(holder, seats, share) where h.holder is not null and h.seats > 0 group by h.holder
    ) as w
    where w.seats + coalesce((select sum(o.holder_seats) from orders as o where o.holder = w.holder), 0) > w.share
  ) then
    raise exception 'a network holds as much of event % as one may', event using errcode = 'check_violation', constraint = 'orders_share_of_a_network';
  end if;
  select array_agg(nextval('orders_id_seq')) into ids from generate_series(1, cardinality(codes));
  if exists (select from unnest(line_types) as l(type) where not exists (select from ticket_types as t where t.id = l.type and t.event_id = event)) then
    raise exception 'a ticket type of event % is no longer there', event using errcode = 'foreign_key_violation';
  end if;
  insert into orders (id, event_id, code, state, idempotency_key, wish_hash, currency, total_minor, held_until, locale, holder, holder_seats, created_at, updated_at)
    overriding system value
    select o.id, event, o.code, 'reserved', o.key, o.hash, hold_seats.currency, o.total, hold_seats.held_until, o.locale, o.holder, o.seats, now_at, now_at
    from unnest(ids, codes, keys, wish_hashes, totals, locales, holders, hold_seats.holder_seats) as o(id, code, key, hash, total, locale, holder, seats);
  insert into order_lines (order_id, ticket_type_id, quantity, unit_minor, quota_ids)
    select ids[l.place], l.type, l.quantity, l.unit, l.quotas::bigint[]
    from unnest(line_orders, line_types, line_quantities, line_units, line_quotas) as l(place, type, quantity, unit, quotas);
  -- Whoever works off a waiting job that was seen here waits for the quotas first, and so sees these orders.
  perform from jobs as j where j.queue = 'expire_orders' and j.coalesce_key = event::text and j.state = 'waiting' and j.run_at <= hold_seats.held_until;
  if not found then
    perform add_job('expire_orders', event::text, jsonb_build_object('eventId', event), hold_seats.held_until, 1);
  end if;
  return fills;
end
$function$;

CREATE OR REPLACE FUNCTION public.keep_an_owner()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.keep_ordered_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from orders where event_id = old.id) then
    raise exception 'somebody has ordered from event %', old.id using errcode = 'foreign_key_violation', constraint = 'orders_keep_event';
  end if;
  return old;
end
$function$;

CREATE OR REPLACE FUNCTION public.keep_ordered_type()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from order_lines where ticket_type_id = old.id) then
    raise exception 'somebody has ordered ticket type %', old.id using errcode = 'foreign_key_violation', constraint = 'order_lines_keep_type';
  end if;
  return old;
end
$function$;

CREATE OR REPLACE FUNCTION public.leave_tombstones()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into tombstones (event_id, noun, number, version)
    select g.event_id, tg_table_name, g.number, g.version from gone as g join events as e on e.id = g.event_id
    on conflict (event_id, noun, number) do update set version = excluded.version, deleted_at = excluded.deleted_at;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.limit_dates()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  found record;
  set_by_people constant text[] := array[
    'discount_codes.starts_at', 'discount_codes.ends_at', 'event_moves.starts_at', 'event_moves.ends_at', 'events.starts_at', 'events.ends_at', 'messages.send_at',
    'order_rules.cancel_until', 'payments.paid_at', 'sessions.starts_at', 'sessions.ends_at', 'sessions.updated_at', 'statement_lines.booked_on',
    'ticket_types.sale_starts_at', 'ticket_types.sale_ends_at'];
  least_date text;
  end_date text;
begin
  for found in
    select c.relname as "table", a.attname as "column", a.atttypid::regtype::text as type
    from pg_attribute as a join pg_class as c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'schema_migrations' and a.attnum > 0 and not a.attisdropped
      and a.atttypid in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
      and not exists (select from pg_constraint as k where k.conrelid = c.oid and k.conname = c.relname || '_' || a.attname || '_in_range')
    order by 1, 2
  loop
    least_date := case when found."table" || '.' || found."column" = any(set_by_people) then '1970-01-01' else '1900-01-01' end;
    end_date := case when found."table" || '.' || found."column" = any(set_by_people) then '2201-01-01' else '2300-01-01' end;
    if found.type <> 'date' then
      least_date := least_date || ' 00:00:00+00';
      end_date := end_date || ' 00:00:00+00';
    end if;
    execute format('update %1$I set %2$I = least(greatest(%2$I, %3$L::%5$s), %4$L::%5$s - interval ''1 day'') where %2$I < %3$L or %2$I >= %4$L', found."table", found."column", least_date, end_date, found.type);
    execute format('alter table %1$I add constraint %2$I check (%3$I >= %4$L::%6$s and %3$I < %5$L::%6$s)', found."table", found."table" || '_' || found."column" || '_in_range', found."column", least_date, end_date, found.type);
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION public.lock_quotas(event bigint)
 RETURNS TABLE(id bigint, size integer, held integer, sold integer, awaited boolean)
 LANGUAGE plpgsql
AS $function$
begin
  perform from quotas as q where q.event_id = event order by q.id for no key update;
  if not found then
    perform from events as e where e.id = event for no key update;
  end if;
  return query select q.id, q.size, q.held, q.sold, q.awaited from quotas as q where q.event_id = event order by q.id for no key update;
end
$function$;

CREATE OR REPLACE FUNCTION public.refuse_to_change_invoices()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and old.storage_key is null and row (new.id, new.organizer_id, new.event_id, new.order_id, new.kind, new.number, new.code, new.corrects_id, new.issued_at, new.currency, new.total_minor, new.tax_minor, new.snapshot)
    is not distinct from row (old.id, old.organizer_id, old.event_id, old.order_id, old.kind, old.number, old.code, old.corrects_id, old.issued_at, old.currency, old.total_minor, old.tax_minor, old.snapshot) then
    return new;
  end if;
  raise exception 'invoice % is not changed any more', old.code;
end $function$;

CREATE OR REPLACE FUNCTION public.renew_stamp()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.stamp := gen_random_uuid();
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION public.renew_stamp_of_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update events set stamp = gen_random_uuid() where id in (old.event_id, new.event_id);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.renew_stamps_of_organizer()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update events set stamp = gen_random_uuid() where organizer_id = (to_jsonb(coalesce(new, old)) ->> tg_argv[0])::bigint;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.take_seats(event bigint, known_version bigint, quota_ids bigint[], seats integer[])
 RETURNS jsonb
 LANGUAGE plpgsql
AS $function$
declare
  counted integer;
begin
  perform from lock_quotas(event);
  perform from events as e where e.id = event and (known_version is null or e.version = known_version) for key share;
  if not found then
    return null;
  end if;
  update quotas as q set held = q.held + t.seats from unnest(quota_ids, take_seats.seats) as t(id, seats) where q.id = t.id and not q.awaited;
  get diagnostics counted = row_count;
  if counted < cardinality(quota_ids) then
    raise exception 'what is left in a quota of event % is for those who wait', event using errcode = 'check_violation', constraint = 'quotas_for_the_public';
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'size', case when q.awaited then q.held + q.sold else q.size end, 'taken', q.held + q.sold)), '[]')
    from quotas as q where q.event_id = event
  );
end
$function$;

CREATE OR REPLACE FUNCTION public.touch_record()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  execute format('update %I set updated_at = now() where id in (select %I from changed)', tg_argv[0], tg_argv[1]);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.touch_ticket_type()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update ticket_types set updated_at = now() where id = new.own_ticket_type_id;
  return null;
end
$function$;
