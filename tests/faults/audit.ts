/**
 * What must hold after every row of the table of faults: where the order stands, what Stripe took of its buyer, and who
 * was told what.
 */
import assert from 'node:assert/strict';
import { calm, type Order, type Sale } from './shop.ts';

export type Stand = {
  state: string;
  /** What Stripe took, less what it gave back, in minor units; and how often it took anything. */
  charged: number;
  charges: number;
  /** What the ledger says of the same. */
  booked: number;
  /** Kinds of mails to the buyer, in their order. */
  mails: string[];
  /** Kinds of mails to the owner of the organizer, about this event. */
  team: string[];
  /** Sessions that somebody could still pay. */
  open: number;
};

type Charge = { id: string; paid: boolean; amount: number; amount_refunded: number; metadata: Record<string, string> };

export async function standOf(sale: Sale, order: Order): Promise<Stand> {
  const {
    fake,
    database: { db },
    event,
    owner,
  } = sale;
  const { id, state } = await db
    .selectFrom('orders')
    .select(['id', 'state'])
    .where('code', '=', order.code)
    .executeTakeFirstOrThrow();
  const charges = (fake.control.all('charge') as unknown as Charge[]).filter(
    ({ paid, metadata }) => paid && Object.values(metadata).includes(order.code),
  );
  const entries = await db
    .selectFrom('payments')
    .select(['kind', 'state', 'amountMinor'])
    .where('orderId', '=', id)
    .execute();
  const sum = (kind: string): number =>
    entries
      .filter((one) => one.kind === kind && one.state === 'done')
      .reduce((all, { amountMinor }) => all + amountMinor, 0);
  const mails = await db
    .selectFrom('mails')
    .select(['kind', 'recipient'])
    .where('eventId', '=', event.eventId)
    .orderBy('id')
    .execute();
  return {
    state,
    charged: charges.reduce((all, one) => all + one.amount - one.amount_refunded, 0),
    charges: charges.length,
    booked: sum('payment') - sum('refund') - sum('reversal'),
    mails: mails.filter(({ recipient }) => recipient === order.email).map(({ kind }) => kind),
    team: mails.filter(({ recipient }) => recipient === owner.email).map(({ kind }) => kind),
    open: (
      fake.control.all('checkout.session') as unknown as { status: string; metadata: Record<string, string> }[]
    ).filter(({ status, metadata }) => status === 'open' && Object.values(metadata).includes(order.code)).length,
  };
}

/**
 * Waits until nothing happens any more, then compares. What is not said has to be as it is with an order that was paid
 * and is done with.
 */
export async function expectStand(sale: Sale, order: Order, expected: Partial<Stand>): Promise<void> {
  await calm(sale);
  const charged = expected.charged ?? 1250;
  assert.deepEqual(await standOf(sale, order), {
    state: 'paid',
    charges: 1,
    booked: charged,
    mails: ['order-confirmation'],
    team: [],
    open: 0,
    ...expected,
    charged,
  });
}
