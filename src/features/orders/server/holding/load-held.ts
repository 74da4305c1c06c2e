/** Whose seats are held and not placed: by network, without the network being written down. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { clientName } from '#platform/rate-limit.ts';
import type { Instant } from '#platform/time.ts';

/**
 * The name under which a network holds seats of an event: 64 bits, as the database writes them. Without the
 * installation's secret nobody can tell the network from it, and in each event it is another one.
 */
export function hashNetwork(secret: string, eventId: number, address: string): string {
  return clientName(secret, `seats of ${eventId}`, address);
}

/** `freeAt`: when the first of them run out. */
export type Held = { seats: Map<string, number>; freeAt: Map<string, Instant> };

/** How many scarce seats each of the networks holds; exact where the event's quotas are locked. */
export async function countHeld(ctx: Ctx, networks: readonly string[]): Promise<Held> {
  if (networks.length === 0) return { seats: new Map(), freeAt: new Map() };
  const { rows } = await sql<{ network: string; seats: number; freeAt: Date }>`
    select o.holder::text as network, sum(o.holder_seats)::integer as seats, min(o.held_until) as free_at
    from orders as o where o.holder = any(${[...new Set(networks)]}::bigint[]) group by o.holder`.execute(ctx.db);
  return {
    seats: new Map(rows.map(({ network, seats }) => [network, seats])),
    freeAt: new Map(rows.map(({ network, freeAt }) => [network, Number(freeAt)])),
  };
}

/** In how many whole seconds it is worth asking again; at least one. */
export function secondsUntil(freeAt: Instant, now: Instant): number {
  return Math.max(1, Math.ceil((freeAt - now) / 1000));
}
