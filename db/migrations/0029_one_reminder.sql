-- When buyers are reminded is said where mails are.
alter table payment_settings drop column reminder_days;
