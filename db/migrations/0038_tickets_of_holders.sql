-- Whoever lost their mail asks for the tickets that were passed on to their address.
create index tickets_holder on tickets (lower(attendee_email)) where transferred_at is not null;
