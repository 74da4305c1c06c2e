-- What went along with a mail is known after its files are let go: names, types and sizes, for whoever looks after the installation.
alter table mails add column files jsonb not null default '[]';

update mails as m set files = a.files
from (
  select mail_id, jsonb_agg(jsonb_build_object('name', file_name, 'type', content_type, 'bytes', length(bytes)) order by position) as files
  from mail_attachments group by mail_id
) as a
where a.mail_id = m.id;
