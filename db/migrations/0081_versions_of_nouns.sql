-- Whoever keeps a copy of a noun's records (a program, a device at the door, another tab) can tell what changed since:
-- each write counts `version` up, and what is deleted leaves its number for 30 days.

create table tombstones (
  event_id bigint not null references events (id) on delete cascade,
  -- The table that it was in.
  noun text not null,
  number integer not null,
  -- Of the record when it was deleted.
  version bigint not null,
  deleted_at timestamptz not null default now(),
  primary key (event_id, noun, number)
);
create index tombstones_deleted on tombstones (deleted_at);

-- A record that comes back under its number, or another that takes it, goes on where that ended.
create function continue_version() returns trigger language plpgsql as $$
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
$$;

create function count_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  return new;
end
$$;

create function count_and_stamp_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end
$$;

-- Nothing is left where the whole event goes.
create function leave_tombstones() returns trigger language plpgsql as $$
begin
  insert into tombstones (event_id, noun, number, version)
    select g.event_id, tg_table_name, g.number, g.version from gone as g join events as e on e.id = g.event_id
    on conflict (event_id, noun, number) do update set version = excluded.version, deleted_at = excluded.deleted_at;
  return null;
end
$$;

-- What belongs to a record and has rows of its own is part of it: to which ticket types a code applies, how many there
-- are of a ticket type. (Who speaks in a session is written with the session.) The arguments: the noun's table, and the column that names its record.
create function touch_record() returns trigger language plpgsql as $$
begin
  execute format('update %I set updated_at = now() where id in (select %I from changed)', tg_argv[0], tg_argv[1]);
  return null;
end
$$;

do $$
declare
  noun text;
  part text[];
  -- What a sale counts is no change of the noun.
  columns text;
  stamped boolean;
begin
  foreach noun in array array[
    'sessions', 'speakers', 'rooms', 'tracks', 'session_types', 'sponsors',
    'ticket_types', 'ticket_headings', 'quotas', 'access_codes', 'discount_codes', 'tax_rates', 'ticket_fees'
  ] loop
    stamped := exists (select from information_schema.columns where table_schema = current_schema() and table_name = noun and column_name = 'updated_at');
    execute format('alter table %I add column version bigint not null default 1', noun);
    if not stamped then
      execute format('alter table %I add column updated_at timestamptz not null default now()', noun);
    end if;
    columns := case noun
      when 'quotas' then ' of name, size, whole_event, own_ticket_type_id, updated_at'
      when 'discount_codes' then ' of code, kind, percent_bp, amount_minor, for_all, most_uses, starts_at, ends_at, minimum_tickets, minimum_minor, updated_at'
      else ''
    end;
    execute format('create trigger %I before insert on %I for each row execute function continue_version()', noun || '_continue', noun);
    execute format(
      'create trigger %I before update%s on %I for each row when (old.* is distinct from new.*) execute function %I()',
      noun || '_count', columns, noun, case when stamped then 'count_version' else 'count_and_stamp_version' end
    );
    execute format(
      'create trigger %I after delete on %I referencing old table as gone for each statement execute function leave_tombstones()',
      noun || '_leave', noun
    );
  end loop;
  foreach part slice 1 in array array[
    array['quota_ticket_types', 'quotas', 'quota_id'], array['access_code_ticket_types', 'access_codes', 'access_code_id'],
    array['discount_code_ticket_types', 'discount_codes', 'discount_code_id'], array['ticket_type_tax_rates', 'tax_rates', 'tax_rate_id']
  ] loop
    execute format(
      'create trigger %I after insert on %I referencing new table as changed for each statement execute function touch_record(%L, %L)',
      part[1] || '_came', part[1], part[2], part[3]
    );
    execute format(
      'create trigger %I after delete on %I referencing old table as changed for each statement execute function touch_record(%L, %L)',
      part[1] || '_left', part[1], part[2], part[3]
    );
  end loop;
end
$$;

-- The quota of a ticket type's own is how many there are of it.
create function touch_ticket_type() returns trigger language plpgsql as $$
begin
  update ticket_types set updated_at = now() where id = new.own_ticket_type_id;
  return null;
end
$$;
create trigger quotas_size_of_type after update of size on quotas
  for each row when (new.own_ticket_type_id is not null and old.size is distinct from new.size) execute function touch_ticket_type();

select limit_dates();
