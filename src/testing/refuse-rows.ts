/** A fault of the database with one order, for tests of what becomes of the others. */
import { sql } from 'kysely';
import type { Db } from '#platform/db/connect.ts';

/** From now on no row of that table can be written for that order. Gives what ends it. One of a table at a time. */
export async function refuseRows(
  db: Db,
  table: 'payments' | 'order_changes',
  { orderId }: { orderId: number },
): Promise<() => Promise<void>> {
  await sql`alter table ${sql.table(table)} add constraint refused_by_a_test check (order_id <> ${sql.lit(orderId)}) not valid`.execute(
    db,
  );
  return async () => void (await sql`alter table ${sql.table(table)} drop constraint refused_by_a_test`.execute(db));
}
