-- Invoices and credit notes: numbered without gaps for each organizer, and never changed.
create table invoice_settings (
  -- No row: the organizer has not said who sells, and no invoice is written.
  organizer_id bigint primary key references organizers (id) on delete cascade,
  legal_name text not null check (legal_name <> ''),
  address text not null check (address <> ''),
  -- ISO 3166-1 alpha-2.
  country text not null check (country ~ '^[A-Z]{2}$'),
  -- The VAT id or tax number, as the seller's law asks for.
  tax_id text not null default '',
  email text not null default '',
  -- What stands at the foot of each: a register, a bank, a rule that no tax is asked by.
  note text not null default '',
  invoice_prefix text not null default 'INV-',
  credit_prefix text not null default 'CN-',
  updated_at timestamptz not null
);

-- Who takes the next number holds the row until its transaction ends: what is rolled back gives its number back.
create table invoice_series (
  organizer_id bigint not null references organizers (id) on delete restrict,
  kind text not null check (kind in ('invoice', 'credit-note')),
  last_number integer not null check (last_number > 0),
  primary key (organizer_id, kind)
);

create table invoices (
  id bigint generated always as identity primary key,
  organizer_id bigint not null references organizers (id) on delete restrict,
  event_id bigint not null references events (id) on delete restrict,
  order_id bigint not null references orders (id) on delete restrict,
  kind text not null check (kind in ('invoice', 'credit-note')),
  number integer not null check (number > 0),
  -- As people read it: the prefix of its day and the number.
  code text not null check (code <> ''),
  -- Of a credit note the invoice that it takes back, all of it or a part.
  corrects_id bigint references invoices (id) on delete restrict,
  issued_at timestamptz not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- In the currency's minor unit; of a credit note what is taken back.
  total_minor bigint not null check (total_minor > 0),
  tax_minor bigint not null check (tax_minor between 0 and total_minor),
  -- All that stands in it, as it was when it was written.
  snapshot jsonb not null,
  -- The PDF, rendered once from the snapshot, and its SHA-256 in hex; null until it is.
  storage_key text,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  unique (organizer_id, kind, number),
  check ((kind = 'credit-note') = (corrects_id is not null)),
  check ((storage_key is null) = (sha256 is null))
);
create index invoices_organizer on invoices (organizer_id, id desc);
create index invoices_event on invoices (event_id);
create index invoices_order on invoices (order_id, id);
create index invoices_corrects on invoices (corrects_id) where corrects_id is not null;

-- What was written stays as it is: only its PDF is added, once.
create function refuse_to_change_invoices() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.storage_key is null and row (new.id, new.organizer_id, new.event_id, new.order_id, new.kind, new.number, new.code, new.corrects_id, new.issued_at, new.currency, new.total_minor, new.tax_minor, new.snapshot)
    is not distinct from row (old.id, old.organizer_id, old.event_id, old.order_id, old.kind, old.number, old.code, old.corrects_id, old.issued_at, old.currency, old.total_minor, old.tax_minor, old.snapshot) then
    return new;
  end if;
  raise exception 'invoice % is not changed any more', old.code;
end $$;
create trigger invoices_are_not_changed before update or delete on invoices for each row execute function refuse_to_change_invoices();
