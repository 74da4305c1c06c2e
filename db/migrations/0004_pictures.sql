-- Pictures: what is known of the originals, the sizes made of them, and what the installation wants of those sizes.

alter table media
  -- Where it was fetched from, '' for what came as a file.
  add column source_url text not null default '',
  -- Of a picture, upright; null for other files and for what nobody has looked into yet.
  add column width integer check (width > 0),
  add column height integer check (height > 0),
  -- The picture's mean colour and a tiny copy of it as a data URI; both '' where it is see-through.
  add column color text not null default '' check (color = '' or color ~ '^#[0-9a-f]{6}$'),
  add column placeholder text not null default '',
  -- Whether the original says nothing of place, camera and person; null where nobody has looked.
  add column bare boolean,
  -- The point that a crop keeps, as parts of width and height.
  add column focal_x double precision not null default 0.5 check (focal_x between 0 and 1),
  add column focal_y double precision not null default 0.5 check (focal_y between 0 and 1),
  -- Stands for the bytes, sizes and focal point that the variants were made from; '' before they are.
  add column variants_digest text not null default '',
  -- Why no variants could be made, '' where they could.
  add column fault text not null default '';

create table media_variants (
  media_id bigint not null references media (id) on delete cascade,
  name text not null,
  format text not null check (format in ('avif', 'webp', 'jpeg', 'png', 'gif')),
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  content_type text not null,
  bytes bigint not null,
  storage_key text not null unique,
  primary key (media_id, name, format)
);

-- Sizes that differ from the program's own.
create table picture_sizes (
  name text primary key,
  width integer not null check (width between 1 and 4000),
  height integer not null check (height between 1 and 4000),
  quality integer not null check (quality between 1 and 100),
  aspect text not null check (aspect in ('kept', 'cropped')),
  animated boolean not null,
  updated_at timestamptz not null default now()
);

-- What each file of an event is used for.
create view media_uses as
  select id as event_id, header_id as media_id, 'event' as role from events where header_id is not null
  union all select id, logo_id, 'logo' from events where logo_id is not null
  union all select event_id, photo_id, 'speaker' from speakers where photo_id is not null
  union all select event_id, logo_id, 'logo' from sponsors where logo_id is not null
  union all select event_id, picture_id, 'session' from sessions where picture_id is not null
  union all select event_id, slides_id, 'file' from sessions where slides_id is not null
  union all select event_id, audio_id, 'file' from sessions where audio_id is not null
  union all select event_id, video_id, 'file' from sessions where video_id is not null;

-- Files of our own storage as pages want them: one value that says all, to be joined wherever a picture is shown.
create view pictures as
  select media.id, jsonb_build_object(
    'id', media.id, 'sha256', media.sha256, 'contentType', media.content_type, 'width', media.width, 'height', media.height,
    'color', media.color, 'placeholder', media.placeholder, 'bare', media.bare, 'digest', media.variants_digest,
    'variants', (
      select coalesce(jsonb_agg(jsonb_build_array(v.name, v.format, v.width, v.height) order by v.width, v.height, v.name, v.format), '[]')
      from media_variants v where v.media_id = media.id
    )
  ) as picture
  from media where media.storage_key is not null;
