alter table speakers
  add column pronouns text not null default '',
  add column city text not null default '';
