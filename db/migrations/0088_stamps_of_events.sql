-- What a process remembers of an event counts for one stamp: every change of the event, and of what its organiser sets
-- for it, gives it another one, whoever makes the change.
alter table events
  add column stamp uuid not null default gen_random_uuid();

create function renew_stamp() returns trigger language plpgsql as $$
begin
  new.stamp := gen_random_uuid();
  return new;
end
$$;

create trigger events_stamp before update on events for each row execute function renew_stamp();

-- For tables whose rows belong to an event.
create function renew_stamp_of_event() returns trigger language plpgsql as $$
begin
  update events set stamp = gen_random_uuid() where id in (old.event_id, new.event_id);
  return null;
end
$$;

-- For the organizer, and tables whose rows belong to one.
create function renew_stamps_of_organizer() returns trigger language plpgsql as $$
begin
  update events set stamp = gen_random_uuid() where organizer_id = (to_jsonb(coalesce(new, old)) ->> tg_argv[0])::bigint;
  return null;
end
$$;

create trigger organizers_stamp after update on organizers for each row when (old.* is distinct from new.*)
  execute function renew_stamps_of_organizer('id');
create trigger invoice_settings_stamp after insert or update or delete on invoice_settings for each row
  execute function renew_stamps_of_organizer('organizer_id');

create trigger event_terms_stamp after insert or update or delete on event_terms for each row
  execute function renew_stamp_of_event();
create trigger message_templates_stamp after insert or update or delete on message_templates for each row
  execute function renew_stamp_of_event();
create trigger order_rules_stamp after insert or update or delete on order_rules for each row
  execute function renew_stamp_of_event();
create trigger payment_methods_stamp after insert or update or delete on payment_methods for each row
  execute function renew_stamp_of_event();
create trigger questions_stamp after insert or update or delete on questions for each row
  execute function renew_stamp_of_event();
create trigger tax_rates_stamp after insert or update or delete on tax_rates for each row
  execute function renew_stamp_of_event();
create trigger ticket_fees_stamp after insert or update or delete on ticket_fees for each row
  execute function renew_stamp_of_event();
create trigger ticket_key_turns_stamp after insert or update or delete on ticket_key_turns for each row
  execute function renew_stamp_of_event();
create trigger ticket_types_stamp after insert or update or delete on ticket_types for each row
  execute function renew_stamp_of_event();
create trigger waiting_lists_stamp after insert or update or delete on waiting_lists for each row
  execute function renew_stamp_of_event();
