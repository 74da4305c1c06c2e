-- The digest of a picture without what it says of place, camera and person: what public archives hold of it.
-- '' where it says nothing of the kind, or where that cannot be taken out.
alter table media add column clean_sha256 text not null default '';
