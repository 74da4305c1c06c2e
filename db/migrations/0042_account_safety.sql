-- When a session last proved that it is still its owner who uses it. What adds a way into an account asks for a proof of late.
alter table auth_sessions add column proven_at timestamptz;

-- Sessions end after some idle hours now, and open ones go on: they have as long from today as a fresh one.
update auth_sessions set expires_at = least(expires_at, now() + interval '24 hours');

-- An administrator may shut somebody out. What they published stays as it is.
alter table users add column blocked_at timestamptz;
-- Its password was chosen before the present rules, and would not be taken today: its owner is asked for another.
alter table users add column weak_password boolean not null default false;

-- Who came in, who tried to, and how: for the owner of the account, and no longer than they need it.
create table sign_ins (
  id bigint generated always as identity primary key,
  user_id uuid not null references users (id) on delete cascade,
  at timestamptz not null,
  way text not null,
  outcome text not null,
  -- Of the client's address, what stands for its network; shortened, so that it names no single machine.
  network text not null,
  user_agent text not null default '',
  constraint sign_ins_outcome_check check (outcome in ('in', 'wrong-password', 'wrong-code', 'locked', 'blocked'))
);
create index sign_ins_user on sign_ins (user_id, id desc);
create index sign_ins_at on sign_ins (at);
