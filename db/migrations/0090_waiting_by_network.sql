-- From which network somebody joined a waiting list, as orders say who holds their seats (0046): 64 bits of a keyed hash,
-- for as long as they are on the list.
alter table waiting_entries
  add column holder bigint;

create function forget_holder_of_entry() returns trigger language plpgsql as $$
begin
  new.holder := null;
  return new;
end
$$;

create trigger waiting_entries_holder before update on waiting_entries for each row
  when (new.holder is not null and new.state not in ('waiting', 'offered'))
  execute function forget_holder_of_entry();
