-- Writes one job. A function, so that its plan is made once a connection and a transaction's jobs can travel in the same
-- message as its commit. A waiting job of the same queue and key becomes this one: the newer payload, the earlier due time.
create function add_job(queue text, coalesce_key text, payload jsonb, run_at timestamptz, merged integer) returns void
language plpgsql as $$
#variable_conflict use_column
begin
  insert into jobs (queue, coalesce_key, payload, run_at, merged) values ($1, $2, $3, $4, $5)
  on conflict (queue, coalesce_key) where state = 'waiting' and coalesce_key is not null
  do update set payload = excluded.payload, merged = jobs.merged + excluded.merged, run_at = least(jobs.run_at, excluded.run_at);
end
$$;
