-- What the organiser's pages need of an event beyond what files of the field carry.
alter table events
  -- Where people take part from afar; '' where there is no such place.
  add column online_url text not null default '',
  add column currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  -- Set while the event lies in the bin: it is then a draft, and this is what it was.
  add column deleted_at timestamptz,
  add column state_before_deletion text check (state_before_deletion in ('draft', 'published', 'cancelled')),
  add column cancelled_at timestamptz,
  -- What people are told of a cancellation.
  add column cancellation_note text not null default '',
  -- The events of a series carry the same; the first one's id.
  add column series_id bigint,
  add check ((deleted_at is null) = (state_before_deletion is null)),
  add check (deleted_at is null or state = 'draft');
create index events_series on events (series_id) where series_id is not null;
create index events_deleted on events (deleted_at) where deleted_at is not null;

-- What somebody typed and has not saved, by form.
create table form_drafts (
  user_id uuid not null references users (id) on delete cascade,
  event_id bigint not null references events (id) on delete cascade,
  form text not null,
  -- Field names to texts, and what the fields held when the form was opened.
  entries jsonb not null,
  base jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (user_id, event_id, form)
);
create index form_drafts_event on form_drafts (event_id);

-- A copy of an event shows the same files: their bytes are stored once and go with the last row that names them.
alter table media drop constraint media_storage_key_key;
create index media_storage_key on media (storage_key);
alter table media_variants drop constraint media_variants_storage_key_key;
create index media_variants_storage_key on media_variants (storage_key);

-- Addresses under which an event was public before: they lead to where it is now, and no other event gets them.
create table former_addresses (
  slug text primary key,
  event_id bigint not null references events (id) on delete cascade,
  created_at timestamptz not null default now()
);
create index former_addresses_event on former_addresses (event_id);

-- A picture says around which point it is cropped, so that pages crop it alike where a shape asks for it.
create or replace view pictures as
  select media.id, jsonb_build_object(
    'id', media.id, 'sha256', media.sha256, 'contentType', media.content_type, 'width', media.width, 'height', media.height,
    'color', media.color, 'placeholder', media.placeholder, 'bare', media.bare, 'digest', media.variants_digest, 'focalX', media.focal_x, 'focalY', media.focal_y,
    'variants', (
      select coalesce(jsonb_agg(jsonb_build_array(v.name, v.format, v.width, v.height) order by v.width, v.height, v.name, v.format), '[]')
      from media_variants v where v.media_id = media.id
    )
  ) as picture
  from media where media.storage_key is not null;
