/** Offering one's ticket to somebody else. */
import { createHash, randomBytes } from 'node:crypto';
import { getEventTimes } from '#features/events/server/queries.ts';
import { refuseTransfer } from '#features/orders/after-sale.ts';
import { loadOrderRules } from '#features/orders/server/after-sale/load-order-rules.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { writeOrderEdit } from '#features/orders/server/write-order-edit.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { limitRate } from '#platform/rate-limit.ts';
import { transact } from '#platform/transact.ts';
import { transferExpiry } from '../transfer.ts';
import { postOffer } from './mails.ts';

/**
 * Mails that one order sends to addresses of its buyer's choice: enough for a large group, too few to annoy the world.
 */
const OFFERS = { attempts: 40, seconds: 24 * 3600 };
/**
 * Mails that one network has sent to one address from whatever orders: what costs nothing is ordered as often as
 * somebody likes. Another network's do not count, so that nobody keeps others from offering a ticket; how many mails an
 * address gets in all is up to the outbox (platform/mail/limit-mails.ts).
 */
const TO_ONE = { attempts: 20, seconds: 24 * 3600 };

/**
 * Mails a link to `email` with which the ticket can be taken over; until then it stays the buyer's, and works. Locks
 * the event's quotas and the order.
 * @throws NotFound for another order's ticket; TooMany; Conflict where it may not be passed on (`not-allowed`, `begun`,
 * `order_state`), was cancelled (`cancelled`), belongs to somebody else (`transferred`) or is offered already
 * (`offered`)
 */
export async function offerTransfer(
  ctx: Ctx,
  scope: OrderScope,
  { number, email }: { number: number; email: string },
): Promise<void> {
  await limitRate(ctx, `transfers:${scope.code}`, OFFERS);
  await limitRate(ctx, `transfers-to:${email.toLowerCase()} ${ctx.client ?? ''}`, TO_ONE);
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const { startsAt } = await getEventTimes(ctx, scope);
    const refusal = refuseTransfer(await loadOrderRules(ctx, scope), { state: order.state, startsAt, now: ctx.now });
    if (refusal) throw new Conflict(`${refusal}.transfer`);
    const ticketId = await findFreeTicket(ctx, scope, number);
    const token = randomBytes(24).toString('base64url');
    const expiresAt = transferExpiry(ctx.now, startsAt);
    await ctx.db
      .insertInto('ticketTransfers')
      .values({
        ticketId,
        email,
        tokenHash: hashToken(token),
        locale: order.locale,
        createdAt: new Date(ctx.now),
        expiresAt: new Date(expiresAt),
      })
      .execute();
    await writeOrderEdit(ctx, scope, { act: 'transfer-offered', number, email });
    await postOffer(ctx, scope, { number, email, token, expiresAt });
  });
}

async function findFreeTicket(ctx: Ctx, scope: OrderScope, number: number): Promise<number> {
  const ticket = await ctx.db
    .selectFrom('tickets')
    .select(['id', 'cancelledAt', 'transferredAt'])
    .where('orderId', '=', scope.orderId)
    .where('number', '=', number)
    .executeTakeFirst();
  if (!ticket) throw new NotFound('not_found.ticket_of_order');
  if (ticket.cancelledAt !== null) throw new Conflict('cancelled.ticket');
  if (ticket.transferredAt !== null) throw new Conflict('transferred.ticket');
  const open = await ctx.db
    .selectFrom('ticketTransfers')
    .select(['id', 'expiresAt'])
    .where('ticketId', '=', ticket.id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (open && open.expiresAt > ctx.now) throw new Conflict('offered.ticket');
  // One that nobody answered in time makes room for the next.
  if (open)
    await ctx.db
      .updateTable('ticketTransfers')
      .set({ state: 'withdrawn', answeredAt: new Date(ctx.now) })
      .where('id', '=', open.id)
      .execute();
  return ticket.id;
}

/** What is stored of a link's token: a look into the database gives nobody a ticket. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
