/** The orders of whoever is signed in: those that were made with the address of their account. */
import { requirePerson } from '#features/accounts/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import type { EventState } from '#features/events/event.ts';
import type { OrderState } from '../../order.ts';
import { decideStatuses, type OrderStatus } from '../../order-page.ts';
import { orderAddress } from '../sign-order.ts';

export type OwnOrder = {
  code: string;
  state: OrderState;
  /** How it stands, as its page says. */
  statuses: OrderStatus[];
  orderedAt: Instant;
  event: string;
  startsAt: Instant;
  timeZone: string;
  tickets: number;
  currency: string;
  totalMinor: number;
  /** Its page, within Foyer. */
  address: string;
};

/** The newest first. None where the address was never confirmed: anybody could write it down. */
export async function findOwnOrders(ctx: Ctx): Promise<OwnOrder[]> {
  const { userId } = requirePerson(ctx);
  const user = await ctx.db
    .selectFrom('users')
    .select('email')
    .where('id', '=', userId)
    .where('emailVerified', '=', true)
    .executeTakeFirst();
  return user ? findOrdersOf(ctx, user.email) : [];
}

/**
 * The orders that were made with an e-mail address, the newest first, whoever asks: what comes of it is for the reader
 * of that address alone.
 */
export async function findOrdersOf(ctx: Ctx, email: string): Promise<OwnOrder[]> {
  const rows = await ctx.db
    .selectFrom('orders as o')
    .innerJoin('events as e', 'e.id', 'o.eventId')
    .select([
      'o.code',
      'o.state',
      'o.completedAt',
      'o.createdAt',
      'o.currency',
      'o.totalMinor',
      'o.paymentMethod',
      'o.heldUntil',
      'o.refundedMinor',
      'e.name as event',
      'e.startsAt',
      'e.timeZone',
    ])
    .select(['e.endsAt', 'e.state as eventState', 'e.stateBeforeDeletion'])
    .select(({ selectFrom }) =>
      selectFrom('payments as p')
        .whereRef('p.orderId', '=', 'o.id')
        .where('p.kind', '=', 'refund')
        .where('p.state', '=', 'done')
        .select(({ fn }) => fn.sum<number>('p.amountMinor').as('minor'))
        .as('backMinor'),
    )
    .select(({ selectFrom }) =>
      selectFrom('tickets as k')
        .whereRef('k.orderId', '=', 'o.id')
        .where('k.cancelledAt', 'is', null)
        .where('k.transferredAt', 'is not', null)
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .as('passedOn'),
    )
    .select(({ selectFrom }) =>
      selectFrom('tickets as k')
        .whereRef('k.orderId', '=', 'o.id')
        .where('k.cancelledAt', 'is', null)
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .as('tickets'),
    )
    .where(({ eb, fn, val }) => eb(fn('lower', ['o.buyerEmail']), '=', fn('lower', [val(email)])))
    .where('o.buyerEmail', '<>', '')
    .where('o.completedAt', 'is not', null)
    .orderBy('o.id', 'desc')
    .limit(500)
    .execute();
  return rows.map(
    ({
      completedAt,
      createdAt,
      endsAt,
      eventState,
      stateBeforeDeletion,
      paymentMethod,
      heldUntil,
      refundedMinor,
      backMinor,
      passedOn,
      ...row
    }) => {
      const [state, all, passed] = [row.state as OrderState, row.tickets ?? 0, passedOn ?? 0];
      const event = {
        state: (stateBeforeDeletion === 'cancelled' ? stateBeforeDeletion : eventState) as EventState,
        startsAt: row.startsAt,
        endsAt,
      };
      const tickets = { own: all - passed, passedOn: passed };
      const statuses = decideStatuses({
        now: ctx.now,
        state,
        heldUntil,
        paymentMethod,
        refundOpenMinor: refundedMinor - Number(backMinor ?? 0),
        tickets,
        event,
      });
      return {
        ...row,
        state,
        statuses,
        orderedAt: completedAt ?? createdAt,
        tickets: all,
        address: orderAddress(row.code),
      };
    },
  );
}
