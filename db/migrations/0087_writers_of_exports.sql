-- Which writer made a stored export, so that a release with another one makes it anew.
alter table event_exports
  add column writer integer not null default 0;
