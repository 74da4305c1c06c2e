-- Of an act on several orders: something went wrong with one, and nothing was changed there. It can be tried again.
alter table order_act_orders
  drop constraint order_act_orders_outcome_check,
  add constraint order_act_orders_outcome_check check (outcome in ('done', 'skipped', 'failed'));
