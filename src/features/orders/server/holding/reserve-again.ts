/** A second try for somebody whose time ran out. */
import { systemEventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { OrderScope } from '../policy.ts';
import { getOrder } from '../queries.ts';
import { signOrder } from '../sign-order.ts';
import { hashNetwork } from './load-held.ts';
import { loadShop } from './load-sale.ts';
import { type Reserved, reserve } from './reserve.ts';
import type { ReservationQueue } from './start-queue.ts';

/**
 * Reserves once more what the order held, for whoever asks from that address. The key follows from the order, so that a
 * double click is one try; nobody else can know it.
 */
export async function reserveAgain(
  ctx: Ctx,
  scope: OrderScope,
  { address, queue }: { queue: ReservationQueue; address: string },
): Promise<Reserved> {
  const order = await getOrder(ctx, scope);
  const event = await systemEventScope(ctx, scope.eventId);
  const lines = order.lines.map(({ ticketType, quantity, unitMinor, kind }) => ({
    ticketType,
    quantity,
    ...(kind === 'donation' && { amountMinor: unitMinor }),
  }));
  const { secret } = getRuntime().config;
  const key = signOrder(secret, `again ${scope.code}`);
  const network = hashNetwork(secret, scope.eventId, address);
  // What was shown by an access code then is shown to its buyer still.
  const unlocked = lines.map(({ ticketType }) => ticketType);
  const request = { key, lines, unlocked, network, locale: ctx.locale, discount: order.discountCode };
  return reserve(ctx, event, request, { keys: 'of-a-browser', shop: await loadShop(ctx, event), queue });
}
