-- Archives that were built before held the team's notes. Without their rows they are built anew when somebody asks, and
-- the files go with the nightly sweep.
delete from event_exports where name = 'open-event.zip';
