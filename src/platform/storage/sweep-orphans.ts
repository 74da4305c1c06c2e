/**
 * Removing objects that nothing names any more: of writes whose transaction never came, of uploads that nobody took
 * over.
 *
 * Named is what stands in a column called `storage_key`, or ending in `_storage_key`, of any table: a new table with
 * such a column is heeded without anybody saying so.
 */
import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import type { Ctx } from '../ctx.ts';
import { Conflict } from '../errors.ts';
import { type ListedObject, readAll, type Storage } from './storage.ts';
import { DAY_MS } from '../time.ts';

export const SWEEP_ORPHANS_QUEUE = 'sweep_orphans';

export type SweepOptions = {
  /** Whose store it is: see ownerOf. */
  owner: string;
  /** Objects that are younger than this are left alone, in milliseconds: their transaction may still be open. */
  graceMs?: number;
  /** Say what would be removed, and remove nothing. */
  dryRun?: boolean;
  /** Make a store that was another installation's our own. */
  takeOver?: boolean;
};

/** `bytes` of the orphans; `leftovers` are the remains of writes that died. */
export type SweepReport = { seen: number; orphans: string[]; bytes: number; leftovers: number };

const BATCH = 1000;
/** Says whose store it is. */
const OWNER_KEY = 'store-owner';

/** The name of an installation: its processes share a secret, other installations have another. */
export function ownerOf(secret: string): string {
  return createHmac('sha256', secret).update('store owner 1').digest('hex').slice(0, 32);
}

/**
 * Removes objects that are old enough and that nothing names, and the leftovers of dead writes.
 * @throws Conflict for a store that belongs to another installation: what is nobody's here may be somebody's there
 */
export async function sweepOrphans(ctx: Ctx, storage: Storage, options: SweepOptions): Promise<SweepReport> {
  const { graceMs = DAY_MS, dryRun = false } = options;
  await checkOwner(storage, options);
  const before = new Date(ctx.now - graceMs);
  const columns = await listKeyColumns(ctx);
  const report: SweepReport = { seen: 0, orphans: [], bytes: 0, leftovers: 0 };
  let batch: ListedObject[] = [];
  const settle = async (): Promise<void> => {
    const used = await findUsed(
      ctx,
      columns,
      batch.map(({ key }) => key),
    );
    for (const { key, bytes } of batch.filter((object) => !used.has(object.key))) {
      if (!dryRun) await storage.delete(key);
      report.orphans.push(key);
      report.bytes += bytes;
    }
    batch = [];
  };
  for await (const object of storage.list()) {
    if (object.key === OWNER_KEY) continue;
    report.seen += 1;
    if (object.modifiedAt >= before) continue;
    if (batch.push(object) === BATCH) await settle();
  }
  await settle();
  report.leftovers = await storage.removeLeftovers(before, dryRun);
  return report;
}

/** The first who sweeps a store owns it. */
async function checkOwner(storage: Storage, { owner, dryRun = false, takeOver = false }: SweepOptions): Promise<void> {
  const noted = await storage.get(OWNER_KEY);
  const known = noted && (await readAll(noted.body, 1000)).toString();
  if (known === owner) return;
  if (known !== undefined && !takeOver) {
    throw new Conflict(
      'These files belong to another installation, or FOYER_SECRET was changed. Nothing was removed. If they are yours: foyer storage sweep --take-over',
      'store_owner',
    );
  }
  if (!dryRun) await storage.put(OWNER_KEY, Buffer.from(owner), { contentType: 'text/plain; charset=utf-8' });
}

type KeyColumn = { table: string; column: string };

async function listKeyColumns(ctx: Ctx): Promise<KeyColumn[]> {
  const { rows } = await sql<KeyColumn>`
    select c.oid::regclass::text as table, a.attname as column
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
      and a.attnum > 0 and not a.attisdropped and (a.attname = 'storage_key' or a.attname like '%\\_storage\\_key')`.execute(
    ctx.db,
  );
  return rows;
}

async function findUsed(ctx: Ctx, columns: KeyColumn[], keys: string[]): Promise<Set<string>> {
  const used = new Set<string>();
  if (keys.length === 0) return used;
  for (const { table, column } of columns) {
    const { rows } = await sql<{
      key: string;
    }>`select ${sql.ref(column)} as key from ${sql.raw(table)} where ${sql.ref(column)} = any(${keys})`.execute(ctx.db);
    for (const { key } of rows) used.add(key);
  }
  return used;
}
