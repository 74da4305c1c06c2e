/** What comes of a code that a visitor typed: it may show ticket types, take something off, or both. */
import type { EventScope } from '#features/events/server/policy.ts';
import { type ReadCode, readAccessCode } from '#features/tickets/server/read-access-code.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type DiscountRefusal, type DiscountValues, refuseNow } from '../discount.ts';
import { findTypedDiscount } from './queries.ts';

export type ShopCode = ReadCode & {
  /** What it takes off, where it can be used now. */
  discount: Pick<DiscountValues, 'discount' | 'types' | 'minimumTickets' | 'minimumMinor'> | null;
  /** Why it takes nothing off, though it once did or will. */
  refusal: DiscountRefusal | null;
};

/** Reads a code as `readAccessCode` does, with the same limit on tries. */
export async function readCode(
  ctx: Ctx,
  scope: EventScope,
  request: { typed: string; visitor: (() => string) | null },
): Promise<ShopCode> {
  const read = await readAccessCode(ctx, scope, request);
  if (read.state === 'none' || read.state === 'too-often') return { ...read, discount: null, refusal: null };
  const known = await findTypedDiscount(ctx, scope.eventId, request.typed);
  if (!known) return { ...read, discount: null, refusal: null };
  const refusal = refuseNow(known, ctx.now) ?? null;
  const { discount, types, minimumTickets, minimumMinor } = known;
  return {
    ...read,
    state: 'works',
    discount: refusal === null ? { discount, types, minimumTickets, minimumMinor } : null,
    refusal,
  };
}
