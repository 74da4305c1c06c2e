-- The zone that whoever uploaded the file named for times without one, '' where nobody did.
alter table import_runs add column time_zone text not null default '';
update import_runs set time_zone = progress, progress = '' where state = 'previewed';
create index import_runs_oldest on import_runs (updated_at) where state <> 'done';
