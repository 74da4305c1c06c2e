-- Mails to one address, and mails that one client causes, are limited: what is over the limit waits.

alter table mails
  -- Who caused it: a keyed hash of the client's network; null where the installation itself did, and once the mail is sent.
  add column client bigint,
  -- False where it goes at once however many there are: a team's message to its own people, and what tells of a payment.
  add column limited boolean not null default true;
