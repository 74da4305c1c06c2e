-- A refund that is withdrawn after its credit note was written: an invoice bills that money again, and names the credit note that it corrects.
-- A credit note always corrects an invoice; an invoice corrects a credit note, or nothing.
alter table invoices
  drop constraint invoices_check1,
  add constraint invoices_check1 check (kind = 'invoice' or corrects_id is not null);
