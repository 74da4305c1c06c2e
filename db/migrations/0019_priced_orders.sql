-- What an order costs in all its parts, what was paid of it, and tickets that can be given up one by one.
alter table orders
  -- All amounts in the minor unit of the order's currency. `total_minor` is what is to be paid.
  add column discount_minor bigint not null default 0 check (discount_minor >= 0),
  add column fees_minor bigint not null default 0 check (fees_minor >= 0),
  -- Of all taxes, within the total.
  add column tax_minor bigint not null default 0 check (tax_minor >= 0),
  add column prices_include_tax boolean not null default true,
  add column paid_minor bigint not null default 0 check (paid_minor >= 0),
  add column refunded_minor bigint not null default 0 check (refunded_minor >= 0),
  -- '' until the buyer chose how to pay, and for what costs nothing.
  add column payment_method text not null default '',
  add column payment_due_at timestamptz,
  add column buyer_company text not null default '',
  add column buyer_address text not null default '',
  -- ISO 3166-1 alpha-2, or ''.
  add column buyer_country text not null default '' check (buyer_country ~ '^([A-Z]{2})?$'),
  add column buyer_vat_id text not null default '',
  add constraint orders_refund_what_was_paid check (refunded_minor <= paid_minor);

alter table order_lines
  -- Together for the line's quantity: what the list price is reduced by, the tax within what it costs, and what it costs.
  add column discount_minor bigint not null default 0 check (discount_minor >= 0),
  add column tax_minor bigint not null default 0 check (tax_minor >= 0),
  add column gross_minor bigint not null default 0 check (gross_minor >= tax_minor),
  add column tax_name text not null default '',
  -- Hundredths of a percent: 1900 is 19 %.
  add column tax_rate_bp integer not null default 0 check (tax_rate_bp between 0 and 10000),
  -- So many of them gave their seats back while the order went on.
  add column cancelled integer not null default 0,
  add constraint order_lines_cancelled_of_quantity check (cancelled between 0 and quantity);

-- What the organiser asks for besides the tickets, such as a booking fee.
create table order_fees (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id) on delete cascade,
  name text not null check (name <> ''),
  gross_minor bigint not null check (gross_minor >= 0),
  tax_minor bigint not null default 0 check (tax_minor between 0 and gross_minor),
  tax_name text not null default '',
  tax_rate_bp integer not null default 0 check (tax_rate_bp between 0 and 10000)
);
create index order_fees_order on order_fees (order_id);

alter table tickets
  -- Its share of what its line costs: a line's tickets come to the line's gross, to the unit.
  add column price_minor bigint not null default 0 check (price_minor >= 0),
  add column attendee_email text not null default '',
  -- Given up while the rest of its order goes on; its seat is everybody's again.
  add column cancelled_at timestamptz,
  -- How often it got another secret: who held the ones before is not let in with them.
  add column rotation integer not null default 0 check (rotation >= 0);
