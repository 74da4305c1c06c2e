-- The orders of an event one after the other: a page at the end of a long list costs what the first one does.
create index orders_in_order on orders (event_id, id);
