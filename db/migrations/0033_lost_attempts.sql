alter table payment_attempts
  -- It was given up without its provider, which lets nobody look at it any more: it may have been paid there all the same.
  add column lost boolean not null default false;
create index payment_attempts_lost on payment_attempts (order_id) where lost;
