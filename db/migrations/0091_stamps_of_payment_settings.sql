-- How an event takes money is remembered under its stamp too.
create trigger payment_settings_stamp after insert or update or delete on payment_settings for each row
  execute function renew_stamp_of_event();
