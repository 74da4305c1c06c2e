/** Who may answer an offer: whoever has its link. */
import { systemEventScope } from '#features/events/server/policy.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { isHolderSecret } from '#features/orders/server/after-sale/sign-holder.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { limitRate, networkOf } from '#platform/rate-limit.ts';
import { getRuntime } from '#platform/runtime.ts';
import { hashToken } from './offer-transfer.ts';

declare const minted: unique symbol;
/** Proof that the actor has the link of this offer. Only this file makes them. */
export type TransferScope = {
  readonly transferId: number;
  readonly number: number;
  readonly order: OrderScope;
  readonly [minted]: 'transfer';
};

/** Wrong links from one address, far more than anybody mistypes. */
const WRONG_LINKS = { attempts: 30, seconds: 600 };

/** @throws NotFound for an unknown link, TooMany where that was tried too often */
export async function authoriseTransfer(
  ctx: Ctx,
  { token, visitor }: { token: string; visitor: () => string },
): Promise<TransferScope> {
  const found = await ctx.db
    .selectFrom('ticketTransfers as r')
    .innerJoin('tickets as k', 'k.id', 'r.ticketId')
    .innerJoin('orders as o', 'o.id', 'k.orderId')
    .select(['r.id', 'k.number', 'o.eventId', 'o.code'])
    .where('r.tokenHash', '=', hashToken(token))
    .executeTakeFirst();
  if (!found) {
    await limitRate(ctx, `transfer-link:${networkOf(visitor())}`, WRONG_LINKS);
    throw new NotFound('not_found.offer');
  }
  const order = await authoriseOrderIn(ctx, await systemEventScope(ctx, found.eventId), found.code, 'buyer');
  return { transferId: found.id, number: found.number, order } as TransferScope;
}

/** Proof that the actor holds this ticket, which somebody passed on to them. Only this file makes them. */
export type HolderScope = {
  readonly ticketId: number;
  readonly order: OrderScope;
  readonly number: number;
  readonly [minted]: 'holder';
};

/**
 * Lets in whoever has the link of a ticket that was taken over: `ticket` is as in `K7PW2MHX-2`.
 * @throws NotFound, also for whoever held it before; TooMany
 */
export async function authoriseHolder(
  ctx: Ctx,
  { ticket, secret, visitor }: { ticket: string; secret: string; visitor: () => string },
): Promise<HolderScope> {
  const [, code = '', digits = '0'] = /^([A-Z2-9]{8})-([1-9]\d{0,3})$/.exec(ticket) ?? [];
  const number = Number(digits);
  const found = await ctx.db
    .selectFrom('tickets as k')
    .innerJoin('orders as o', 'o.id', 'k.orderId')
    .select(['k.id', 'k.transferredAt', 'o.eventId'])
    .where('o.code', '=', code)
    .where('k.number', '=', number)
    .executeTakeFirst();
  if (
    found?.transferredAt &&
    isHolderSecret(getRuntime().config.secret, { code, number, transferredAt: found.transferredAt }, secret)
  ) {
    return {
      ticketId: found.id,
      number,
      order: await authoriseOrderIn(ctx, await systemEventScope(ctx, found.eventId), code, 'buyer'),
    } as HolderScope;
  }
  await limitRate(ctx, `transfer-link:${networkOf(visitor())}`, WRONG_LINKS);
  throw new NotFound('not_found.ticket');
}
