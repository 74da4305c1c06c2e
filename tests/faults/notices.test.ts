/**
 * The table of faults, fourth part: what goes wrong at the bank, days later. The organiser is told, once, and finds it
 * on the money page with a way out.
 */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { refundOrder } from '#features/payments/server/refund-order.ts';
import { definedJobs } from '#platform/jobs/jobs.ts';
import { expectStand } from './audit.ts';
import { openInProcess } from './open-in-process.ts';
import { calm, goToStripe, type Order, openSale, order, passTime, PRICE, scopeOf } from './shop.ts';

const till = await openInProcess();
const sale = await openSale(till, 200);
const { control } = till.fake;
after(() => assert.deepEqual(control.drift, []));

async function paid(): Promise<Order> {
  const buyer = await order(sale);
  control.pay(await goToStripe(buyer));
  await passTime(till);
  return buyer;
}

async function sendBack(buyer: Order): Promise<void> {
  await refundOrder(till.ctx(), await scopeOf(sale, buyer), { reason: 'Cannot come', key: `back-${buyer.code}` });
}

const lastRefund = (): string => control.all('refund').at(-1)?.id ?? '';

/** What the team reads of the money of an order, and of the event. */
async function moneyPages({ code }: Order): Promise<string[]> {
  const cookie = await till.cookieOf(sale.owner.email);
  const base = `${till.url}/manage/${sale.organizer.slug}/events/${sale.event.slug}/orders`;
  return Promise.all(
    [`${base}/${code}/money`, `${base}/money`].map(async (page) => (await fetch(page, { headers: { cookie } })).text()),
  );
}

/** What a night does. */
async function passANight(): Promise<void> {
  await definedJobs().get('look_at_money')?.(till.ctx(), {});
  await passTime(till, 60);
}

describe('a refund', () => {
  test('that Stripe says has failed: the organiser is told, and nothing counts as sent', async () => {
    const buyer = await paid();
    control.nextRefunds('failed');
    await sendBack(buyer);
    await passTime(till);
    await expectStand(sale, buyer, {
      state: 'refunded',
      mails: ['order-confirmation', 'order-refunded'],
      team: ['refund-failed'],
    });
    for (const page of await moneyPages(buyer)) assert.ok(page.includes(buyer.code) && /fail/i.test(page));
  });

  for (const [what, mischief] of [
    ['told once', undefined],
    ['told twice', 'duplicate'],
  ] as const) {
    test(`that the buyer’s bank sends back days later, ${what}: the organiser is told once`, async () => {
      const buyer = await paid();
      await sendBack(buyer);
      await passTime(till);
      if (mischief) control.spoilWebhooks(...Array.from({ length: 6 }, () => mischief));
      control.failRefund(lastRefund());
      await calm(till);
      control.behave();
      await passTime(till);
      const { team } = await teamOf(buyer);
      assert.equal(team, 1);
      await expectStand(sale, buyer, {
        state: 'refunded',
        mails: ['order-confirmation', 'order-refunded'],
        team: await kindsOfTeam(),
      });
    });
  }

  test('that is on its way for days, and nobody tells of its end: Foyer asks by itself', async () => {
    const buyer = await paid();
    control.nextRefunds('pending');
    await sendBack(buyer);
    await passTime(till);
    control.spoilWebhooks(...Array.from({ length: 6 }, () => 'drop' as const));
    control.finishRefund(lastRefund());
    await calm(till);
    control.behave();
    await passANight();
    await expectStand(sale, buyer, {
      state: 'refunded',
      charged: 0,
      mails: ['order-confirmation', 'order-refunded'],
      team: await kindsOfTeam(),
    });
  });
});

describe('a dispute', () => {
  for (const outcome of ['won', 'lost'] as const) {
    test(`that is ${outcome}: the organiser is told of its beginning and its end, and the money is counted once`, async () => {
      const buyer = await paid();
      const charge = (control.all('charge') as unknown as { id: string; metadata: Record<string, string> }[]).find(
        ({ metadata }) => Object.values(metadata).includes(buyer.code),
      );
      const before = (await kindsOfTeam()).length;
      control.spoilWebhooks(...Array.from({ length: 4 }, () => 'duplicate' as const));
      const dispute = control.openDispute(charge?.id ?? '');
      await calm(till);
      control.closeDispute(dispute.id, outcome);
      await calm(till);
      control.behave();
      await passTime(till);
      assert.deepEqual((await kindsOfTeam()).slice(before), ['payment-dispute', 'payment-dispute']);
      const { id, state } = await till.database.db
        .selectFrom('orders')
        .select(['id', 'state'])
        .where('code', '=', buyer.code)
        .executeTakeFirstOrThrow();
      const back = await till.database.db
        .selectFrom('payments')
        .select(['amountMinor', 'state'])
        .where('orderId', '=', id)
        .where('kind', '=', 'refund')
        .execute();
      assert.deepEqual(
        [state, back],
        outcome === 'won' ? ['paid', []] : ['refunded', [{ amountMinor: PRICE, state: 'done' }]],
      );
    });
  }
});

async function kindsOfTeam(): Promise<string[]> {
  return (
    await till.database.db
      .selectFrom('mails')
      .select('kind')
      .where('recipient', '=', sale.owner.email)
      .where('eventId', '=', sale.event.eventId)
      .orderBy('id')
      .execute()
  ).map(({ kind }) => kind);
}

/** Mails to the team about that order's refund. */
async function teamOf({ code }: Order): Promise<{ team: number }> {
  const rows = await till.database.db
    .selectFrom('mails')
    .select('id')
    .where('recipient', '=', sale.owner.email)
    .where('kind', '=', 'refund-failed')
    .where('subject', 'like', `%${code}%`)
    .execute();
  return { team: rows.length };
}
