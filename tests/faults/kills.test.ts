/**
 * The table of faults, third part: kill -9 of the web process or the worker between each two steps of a payment. Stripe
 * is made to hold its answer, or its question, so that the process dies exactly there. Then it starts again, and time
 * passes.
 */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { cancelAllOrders } from '#features/payments/server/cancel-all-orders.ts';
import { countValidOrders, findMassCancellation } from '#features/payments/server/queries.ts';
import { refundOrder } from '#features/payments/server/refund-order.ts';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import { until } from '#testing/until.ts';
import { expectStand, standOf } from './audit.ts';
import { openProcesses, type Side } from './open-processes.ts';
import {
  calm,
  choose,
  comeBack,
  connect,
  goToStripe,
  isWhole,
  type Order,
  openEvent,
  openSale,
  order,
  passTime,
  runOut,
  scopeOf,
  sessionsOf,
} from './shop.ts';

const till = await openProcesses({ STRIPE_TIMEOUT_SECONDS: '20' });
const sale = await openSale(till, 200);
const { control } = till.fake;
const { db } = till.database;
after(() => assert.deepEqual(control.drift, []));

/** Does `act` and kills `side` as soon as Stripe got that call and holds it: before it did the work, or after. */
async function killAt(side: Side, call: string, when: 'before' | 'after', act: () => Promise<unknown>): Promise<void> {
  control.spoilCalls({ match: call, does: 'hang', when });
  const seen = control.received.length;
  const acting = Promise.resolve(act()).catch(() => undefined);
  await until(() =>
    control.received
      .slice(seen)
      .some(({ method, path, status }) => `${method} ${path}`.includes(call) && status === 'hang'),
  );
  await till.kill(side);
  control.behave();
  await acting;
  await till.start(side);
  await till.passALease();
}

/** Webhooks find a closed door, and do not come again. */
async function withoutWebhooks(act: () => Promise<unknown>): Promise<void> {
  control.spoilWebhooks(...Array.from({ length: 12 }, () => 'drop' as const));
  await act();
}

/**
 * Each mail once: one that was on its way when the process died may come twice under the same Message-ID, which its
 * reader sees once.
 */
function letters({ email }: Order): string[] {
  const mine = till.mail.received.filter(({ to }) => to.includes(email));
  return [...new Map(mine.map((mail) => [mail.headers['message-id'], mail.subject])).values()];
}

async function expectPaid(buyer: Order, more: Parameters<typeof expectStand>[2] = {}): Promise<void> {
  await passTime(till);
  await expectStand(sale, buyer, more);
  await until(() => letters(buyer).length > 0);
  assert.equal(letters(buyer).length, more.mails?.length ?? 1);
}

describe('kill -9', () => {
  for (const when of isWhole ? (['before', 'after'] as const) : (['after'] as const)) {
    const made =
      when === 'before' ? 'before Stripe made the payment' : 'after Stripe made the payment, before it is noted';
    test(`of the web process once the try is noted, ${made}: the buyer presses again and pays once`, async () => {
      const buyer = await order(sale);
      await killAt('web', 'POST /v1/checkout/sessions', when, () => choose(buyer, 'stripe'));
      control.pay(await goToStripe(buyer));
      await expectPaid(buyer);
      assert.equal(sessionsOf(till, buyer).length, 1);
    });

    test(`of the web process once the try is noted, ${made}: a buyer who never comes back leaves nothing that could be paid`, async () => {
      const buyer = await order(sale);
      await killAt('web', 'POST /v1/checkout/sessions', when, () => choose(buyer, 'stripe'));
      await runOut(sale, buyer);
      await passTime(till);
      await passTime(till, 70);
      const { state, charges, open } = await standOf(sale, buyer);
      assert.deepEqual({ state, charges, open }, { state: 'expired', charges: 0, open: 0 });
    });

    test(`of the web process as the buyer comes back, ${when} Stripe has said that it is paid: Foyer asks again`, async () => {
      const buyer = await order(sale);
      const session = await goToStripe(buyer);
      await withoutWebhooks(async () => {
        control.pay(session);
        await killAt('web', `GET /v1/checkout/sessions/${session}`, when, () => comeBack(till, session));
      });
      await expectPaid(buyer);
    });

    test(`of the worker as it asks what a webhook was about, ${when} Stripe has said it: the next worker asks`, async () => {
      const buyer = await order(sale);
      const session = await goToStripe(buyer);
      await calm(till);
      await killAt('worker', `GET /v1/checkout/sessions/${session}`, when, async () => control.pay(session));
      await expectPaid(buyer);
    });

    test(`of the worker as it sends money back, ${when} Stripe has done so: it goes back once`, async () => {
      const buyer = await order(sale);
      control.pay(await goToStripe(buyer));
      await passTime(till);
      await killAt('worker', 'POST /v1/refunds', when, async () =>
        refundOrder(till.ctx(), await scopeOf(sale, buyer), { reason: 'Cannot come', key: `back-${buyer.code}` }),
      );
      await passTime(till);
      await expectPaid(buyer, { state: 'refunded', charged: 0, mails: ['order-confirmation', 'order-refunded'] });
      assert.equal(
        control
          .all('refund')
          .filter(
            (one) =>
              (one as unknown as { payment_intent: string }).payment_intent ===
              sessionsOf(till, buyer)[0]?.payment_intent,
          ).length,
        1,
      );
    });

    test(`of the worker between two orders of an event that is called off, and as it sends their money back, ${when} Stripe has done so: each is cancelled and sent back once`, async () => {
      const off = { ...sale, event: await openEvent(till, sale.organizer, 10) };
      const buyers = [await order(off), await order(off), await order(off), await order(off)];
      for (const buyer of buyers) control.pay(await goToStripe(buyer));
      await passTime(till);
      await db.updateTable('events').set({ state: 'cancelled' }).where('id', '=', off.event.eventId).execute();
      const through = () =>
        db
          .selectFrom('orders')
          .select('code')
          .where('eventId', '=', off.event.eventId)
          .where('state', '=', 'refunded')
          .execute();
      // The third order is somebody else's for a moment, so the worker dies when it has done two and waits for the
      // third.
      await db.transaction().execute(async (held) => {
        await held
          .selectFrom('orders')
          .select('id')
          .where('code', '=', buyers[2]?.code ?? '')
          .forUpdate()
          .execute();
        await cancelAllOrders(till.ctx(), off.event, { refund: true, reason: 'Flood' });
        await until(async () => (await through()).length === 2);
        await till.kill('worker');
      });
      await killAt('worker', 'POST /v1/refunds', when, async () => {
        await till.start('worker');
        await till.passALease();
      });
      await passTime(till);
      await passTime(till, 10);
      for (const buyer of buyers)
        await expectStand(off, buyer, {
          state: 'refunded',
          charged: 0,
          mails: ['order-confirmation', 'order-cancelled'],
        });
      const refunds = control.all('refund').map((one) => (one as unknown as { payment_intent: string }).payment_intent);
      assert.deepEqual(
        buyers.map((buyer) => refunds.filter((intent) => intent === sessionsOf(till, buyer)[0]?.payment_intent).length),
        [1, 1, 1, 1],
      );
      assert.deepEqual(
        [
          (await findMassCancellation(till.ctx(), off.event))?.finishedAt !== null,
          await countValidOrders(till.ctx(), off.event),
        ],
        [true, 0],
      );
    });

    test(`of the worker as it sends late money back by itself, ${when} Stripe has done so: it goes back once, with a word`, async () => {
      const small = { ...sale, event: await openEvent(till, sale.organizer, 1) };
      const buyer = await order(small);
      const session = await goToStripe(buyer);
      await runOut(small, buyer);
      await choose(await order(small), 'bank-transfer');
      await calm(till);
      await killAt('worker', 'POST /v1/refunds', when, async () => control.pay(session));
      await passTime(till);
      await passTime(till, 10);
      await expectStand(small, buyer, { state: 'refunded', charged: 0, mails: ['late-payment'] });
    });

    test(`of the web process as it closes a payment for another way, ${when} Stripe has closed it: the other way is taken`, async () => {
      const buyer = await order(sale);
      const session = await goToStripe(buyer);
      await killAt('web', `POST /v1/checkout/sessions/${session}/expire`, when, () => choose(buyer, 'bank-transfer'));
      assert.equal((await choose(buyer, 'bank-transfer')).status, 303);
      await expectPaid(buyer, { state: 'pending-payment', charged: 0, charges: 0, mails: ['order-placed'] });
    });

    test(`of the web process as it exchanges the code of an account, ${when} Stripe has done so: pressing again connects it`, async () => {
      const organizer = await makeOrganizer(till.ctx());
      const owner = await makeUser(till.ctx(), { organizer, role: 'owner' });
      await killAt('web', 'POST /oauth/token', when, () => connect(till, { organizer, owner }));
      assert.equal((await connect(till, { organizer, owner })).status, 303);
      assert.equal(
        (
          await db
            .selectFrom('stripeAccounts')
            .select('kind')
            .where('organizerId', '=', organizer.organizerId)
            .execute()
        ).length,
        1,
      );
    });
  }

  test('of both between the payment and any word of it: Foyer asks when it is back', async () => {
    const buyer = await order(sale);
    const session = await goToStripe(buyer);
    await calm(till);
    await Promise.all([till.kill('web'), till.kill('worker')]);
    control.pay(session);
    await control.settle();
    await Promise.all([till.start('web'), till.start('worker')]);
    await expectPaid(buyer);
  });

  test('of the web process once the order is settled, before any mail of it is written: the mail comes, once', async () => {
    await till.kill('worker');
    const buyer = await order(sale);
    const session = await goToStripe(buyer);
    await withoutWebhooks(async () => {
      control.pay(session);
      await comeBack(till, session);
    });
    assert.deepEqual([(await standOf(sale, buyer)).state, letters(buyer)], ['paid', []]);
    await till.kill('web');
    await Promise.all([till.start('web'), till.start('worker')]);
    control.behave();
    await expectPaid(buyer);
  });

  test('of the worker while the mail is on its way: its reader sees it once', async () => {
    const buyer = await order(sale);
    const session = await goToStripe(buyer);
    await calm(till);
    till.mail.refuse({ delayMs: 3000 }, (recipient) => recipient === buyer.email);
    const before = till.mail.attempts();
    control.pay(session);
    await until(() => till.mail.attempts() > before || letters(buyer).length > 0);
    await till.kill('worker');
    till.mail.refuse(null);
    await till.start('worker');
    await till.passALease();
    await db
      .updateTable('jobs')
      .set({ runAt: new Date() })
      .where('state', '=', 'waiting')
      .where('queue', '=', 'send_mail')
      .execute();
    await expectPaid(buyer);
  });

  test('of the web process while a webhook is at the door: Stripe tells it again', async () => {
    const buyer = await order(sale);
    const session = await goToStripe(buyer);
    await calm(till);
    await till.kill('web');
    control.pay(session);
    await till.start('web');
    await control.settle();
    await expectPaid(buyer);
  });
});
