-- The exact colour of an event's pages; null where only a hue was chosen.
alter table events
  add column brand_color text,
  add constraint events_brand_color_check check (brand_color ~ '^#[0-9a-f]{6}$');
