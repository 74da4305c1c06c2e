/** Entries of the ledger by the key under which they were sent, and by whom they are. */
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';

/** What was noted under that key already. Call it while the order is locked. */
export async function findEntry(ctx: Ctx, { orderId }: OrderScope, key: string): Promise<{ id: number } | undefined> {
  return ctx.db
    .selectFrom('payments')
    .select('id')
    .where('orderId', '=', orderId)
    .where('idempotencyKey', '=', key)
    .executeTakeFirst();
}

/** `buyer`, or the name of who acts for the organizer. */
export function nameActor({ actor }: Ctx, { by }: OrderScope): string {
  return by === 'buyer' || actor.kind === 'nobody' ? 'buyer' : actor.name;
}
