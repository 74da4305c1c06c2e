-- Refunds that are being sent tell how that goes, and can be withdrawn; what nobody can find out can be put aside.
alter table payments drop constraint payments_state_check;
alter table payments
  -- `withdrawn`: a refund that was promised and is not owed any more.
  add constraint payments_state_check check (state in ('done', 'open', 'failed', 'withdrawn')),
  -- Of a refund through a provider: when that was last asked, how often in a row it did not answer, and what was wrong then; '' for nothing.
  add column tried_at timestamptz,
  add column tries integer not null default 0 check (tries >= 0),
  add column trouble text not null default '';

alter table payment_attempts
  -- Somebody of the team has looked at the provider and says what came of it: until the provider itself says more.
  add column put_aside_at timestamptz,
  add column put_aside_by text not null default '',
  add column put_aside_why text not null default '',
  add check (put_aside_at is null or (put_aside_by <> '' and put_aside_why <> ''));
