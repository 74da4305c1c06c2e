/**
 * The two yardsticks of a rush, in a process of its own: `/echo` sends back the JSON that it got, on bare `node:http`;
 * `/count` reserves by the design that most systems of the field have: lock the quota, count what is held and sold,
 * insert, commit. What that costs grows with every seat it counts, so `/fill/N` puts as many there as the rush beside
 * it has given out.
 */
import { createServer, type IncomingMessage } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.YARDSTICK_DATABASE, max: 16 });
await pool.query(`
  create table if not exists yardstick_quotas (id integer primary key, size integer not null);
  create table if not exists yardstick_orders (id bigint generated always as identity primary key, code text not null, created_at timestamptz not null default now());
  create table if not exists yardstick_positions (id bigint generated always as identity primary key, order_id bigint not null references yardstick_orders, quota_id integer not null references yardstick_quotas, state text not null, held_until timestamptz);
  create index if not exists yardstick_positions_quota on yardstick_positions (quota_id);
  insert into yardstick_quotas values (1, 1000000) on conflict do nothing`);

const server = createServer({ keepAliveTimeout: 65_000 }, (req, res) => {
  void readJson(req)
    .then((body) => answer(req.url ?? '', body))
    .then((answer) => {
      const text = JSON.stringify(answer);
      res.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      res.end(text);
    });
});

async function answer(address: string, body: unknown): Promise<unknown> {
  if (address === '/count') return count((body as { lines: { quantity: number }[] }).lines[0]?.quantity ?? 1);
  if (address.startsWith('/fill/')) return fill(Number(address.slice('/fill/'.length)));
  return body;
}

/** Starts over with so many positions that are held. */
async function fill(positions: number): Promise<object> {
  await pool.query('truncate yardstick_orders, yardstick_positions');
  await pool.query(
    `with o as (insert into yardstick_orders (code) select md5(n::text) from generate_series(1, $1::integer) as n returning id)
     insert into yardstick_positions (order_id, quota_id, state, held_until) select id, 1, 'held', now() + interval '15 minutes' from o`,
    [positions],
  );
  await pool.query('vacuum analyze yardstick_positions');
  return { positions };
}

async function count(quantity: number): Promise<object> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const quota = await client.query('select size from yardstick_quotas where id = 1 for update');
    const sold = await client.query(
      `select count(*) filter (where state = 'paid') as sold, count(*) filter (where state = 'held' and held_until > now()) as held from yardstick_positions where quota_id = 1`,
    );
    const taken = Number(sold.rows[0].sold) + Number(sold.rows[0].held);
    if (taken + quantity > quota.rows[0].size) {
      await client.query('rollback');
      return { ok: false };
    }
    const order = await client.query('insert into yardstick_orders (code) values ($1) returning id', [
      Math.random().toString(36).slice(2, 10),
    ]);
    for (let i = 0; i < quantity; i += 1)
      await client.query(
        `insert into yardstick_positions (order_id, quota_id, state, held_until) values ($1, 1, 'held', now() + interval '15 minutes')`,
        [order.rows[0].id],
      );
    await client.query('commit');
    return { ok: true };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function readJson(req: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString());
}

process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
