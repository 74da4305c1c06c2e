-- One tax rate of an event is the standard one when a change is done, whatever the order in which its rows are written.
drop index tax_rates_one_standard;
alter table tax_rates
  add constraint tax_rates_one_standard exclude using btree (event_id with =) where (standard) deferrable initially deferred;
