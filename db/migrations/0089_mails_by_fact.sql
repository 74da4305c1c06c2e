-- The mails of one order are found by how their facts begin, whatever the collation of the database.
create index mails_fact on mails (fact collate "C") where fact is not null;
